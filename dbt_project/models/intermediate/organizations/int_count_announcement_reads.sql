with

announcements as (

    select
        organization_id,
        {{ india_month('published_at') }} as membership_month,
        count(*)::integer as announcements_count
    from {{ ref('stg_org_announcements') }}
    where published_at <= {{ instant() }}
    group by organization_id, membership_month

),

-- Single views leave the application month by month; the days they were counted on stay.
reads as (

    select
        announcements.organization_id,
        date_trunc('month', views.metric_date)::date as membership_month,
        sum(views.views_count)::integer as reads_count
    from {{ ref('int_daily_thing_views') }} as views
    inner join {{ ref('stg_org_announcements') }} as announcements on views.entity_id = announcements.announcement_id
    where views.entity_type = 'organization_announcement'
    group by announcements.organization_id, membership_month

),

readers as (

    select
        announcements.organization_id,
        {{ india_month('views.created_at') }} as membership_month,
        count(distinct views.viewer_id)::integer as readers_count
    from {{ ref('stg_ana_entity_views') }} as views
    inner join {{ ref('stg_org_announcements') }} as announcements on views.entity_id = announcements.announcement_id
    where views.entity_type = 'organization_announcement'
    group by announcements.organization_id, membership_month

)

select
    coalesce(announcements.organization_id, reads.organization_id) as organization_id,
    coalesce(announcements.membership_month, reads.membership_month) as membership_month,
    coalesce(announcements.announcements_count, 0) as announcements_count,
    coalesce(reads.reads_count, 0) as reads_count,
    coalesce(readers.readers_count, 0) as readers_count
from announcements
full join reads
    on
        announcements.organization_id = reads.organization_id
        and announcements.membership_month = reads.membership_month
left join readers
    on
        reads.organization_id = readers.organization_id
        and reads.membership_month = readers.membership_month
