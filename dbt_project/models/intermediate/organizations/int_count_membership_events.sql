with

{# Whether a membership holds after an event; renewing one that holds adds no member. #}
events as (

    select
        organization_id,
        member_id as membership_id,
        event_type,
        {{ india_month('created_at') }} as membership_month,
        (event_type not in ('suspended', 'expired', 'left'))::integer as holds,
        row_number() over (
            partition by member_id order by created_at, event_type <> 'joined', membership_history_id
        ) as event_number
    from {{ ref('stg_org_membership_history') }}
    where created_at <= {{ instant() }}

),

turns as (

    select
        *,
        holds - coalesce(lag(holds) over (partition by membership_id order by event_number), 0) as members_change
    from events

)

select
    organization_id,
    membership_month,
    {%- for event in ['joined', 'renewed', 'upgraded', 'downgraded', 'suspended', 'expired', 'left'] %}
    (count(*) filter (where event_type = '{{ event }}'))::integer as {{ event }}_count,
    {%- endfor %}
    sum(members_change)::integer as members_change
from turns
group by organization_id, membership_month
