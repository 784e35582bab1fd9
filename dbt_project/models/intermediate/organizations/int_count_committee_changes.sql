{#- A seat is taken from its first day on. While somebody has it, its last day is only planned. -#}
with

committees as (

    select
        committee_id,
        organization_id,
        {{ india_month('created_at') }} as created_month
    from {{ ref('stg_org_committees') }}
    where is_active

),

seats as (

    select
        committees.organization_id,
        members.start_date,
        members.end_date,
        members.is_current
    from {{ ref('stg_org_committee_members') }} as members
    inner join committees on members.committee_id = committees.committee_id
    where members.is_current or members.end_date is not null

),

changes as (

    select
        organization_id,
        created_month as membership_month,
        1 as committees_change,
        0 as seats_change
    from committees
    union all
    select
        organization_id,
        date_trunc('month', start_date)::date as membership_month,
        0 as committees_change,
        1 as seats_change
    from seats
    union all
    select
        organization_id,
        date_trunc('month', end_date + 1)::date as membership_month,
        0 as committees_change,
        -1 as seats_change
    from seats
    where not is_current

)

select
    organization_id,
    membership_month,
    sum(committees_change)::integer as committees_change,
    sum(seats_change)::integer as seats_change
from changes
group by organization_id, membership_month
