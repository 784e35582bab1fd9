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

reads as (

    select
        announcements.organization_id,
        {{ india_month('views.created_at') }} as membership_month,
        count(*)::integer as reads_count,
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
    coalesce(reads.readers_count, 0) as readers_count
from announcements
full join reads
    on
        announcements.organization_id = reads.organization_id
        and announcements.membership_month = reads.membership_month
