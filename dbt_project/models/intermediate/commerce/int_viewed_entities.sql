with

-- Single views leave the application month by month; the days they were counted on stay.
viewed as (

    select
        entity_type,
        entity_id,
        sum(views_count)::integer as views_count
    from {{ ref('int_daily_thing_views') }}
    group by entity_type, entity_id

),

viewers as (

    select
        entity_type,
        entity_id,
        count(distinct viewer_id)::integer as viewers_count
    from {{ ref('stg_ana_entity_views') }}
    group by entity_type, entity_id

)

select
    viewed.entity_type,
    viewed.entity_id,
    viewed.views_count,
    coalesce(viewers.viewers_count, 0) as viewers_count
from viewed
left join viewers on viewed.entity_type = viewers.entity_type and viewed.entity_id = viewers.entity_id
