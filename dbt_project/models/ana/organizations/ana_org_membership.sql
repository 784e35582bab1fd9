with

{# From the month in which an organization came, or anything of it before, to the instant's. #}
first_months as (

    select
        organization_id,
        {{ india_month('created_at') }} as membership_month
    from {{ ref('stg_org_profiles') }}
    {%- for counted in ['int_count_membership_events', 'int_count_announcement_reads', 'int_count_committee_changes'] %}
    union all
    select
        organization_id,
        membership_month
    from {{ ref(counted) }}
    {%- endfor %}

),

months as (

    select
        organization_id,
        generate_series(min(membership_month), {{ instant_date() }}, '1 month')::date as membership_month
    from first_months
    group by organization_id

),

running as (

    select
        months.organization_id,
        months.membership_month,
        coalesce(sum(events.members_change) over by_month, 0)::integer as members_count,
        coalesce(events.members_change, 0) as members_change,
        {%- for event in ['joined', 'renewed', 'upgraded', 'downgraded', 'suspended', 'expired', 'left'] %}
        coalesce(events.{{ event }}_count, 0) as {{ event }}_count,
        {%- endfor %}
        coalesce(sum(committees.committees_change) over by_month, 0)::integer as committees_count,
        coalesce(sum(committees.seats_change) over by_month, 0)::integer as committee_seats_count,
        coalesce(reads.announcements_count, 0) as announcements_count,
        coalesce(reads.reads_count, 0) as announcement_reads_count,
        coalesce(reads.readers_count, 0) as announcement_readers_count
    from months
    left join {{ ref('int_count_membership_events') }} as events
        on
            months.organization_id = events.organization_id
            and months.membership_month = events.membership_month
    left join {{ ref('int_count_committee_changes') }} as committees
        on
            months.organization_id = committees.organization_id
            and months.membership_month = committees.membership_month
    left join {{ ref('int_count_announcement_reads') }} as reads
        on
            months.organization_id = reads.organization_id
            and months.membership_month = reads.membership_month
    window by_month as (partition by months.organization_id order by months.membership_month)

)

select
    organization_id,
    membership_month,
    members_count - members_change as opening_members_count,
    joined_count,
    renewed_count,
    upgraded_count,
    downgraded_count,
    suspended_count,
    expired_count,
    left_count,
    members_count as closing_members_count,
    {{ percent_of('(expired_count + left_count)', 'members_count - members_change') }} as churn_pct,
    {{ percent_of('renewed_count', 'renewed_count + expired_count + left_count') }} as renewal_pct,
    committees_count,
    committee_seats_count,
    announcements_count,
    announcement_reads_count,
    announcement_readers_count
from running
