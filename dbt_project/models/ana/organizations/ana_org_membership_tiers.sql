{#- Stands for the tier of memberships that have none. -#}
{%- set no_tier = "'00000000-0000-0000-0000-000000000000'::uuid" -%}

with

members as (

    select
        organization_id,
        coalesce(tier_id, {{ no_tier }}) as tier_id,
        (count(*) filter (where status = 'active'))::integer as members_count,
        {%- for kind in ['individual', 'business'] %}
        (count(*) filter (where status = 'active' and member_type = '{{ kind }}'))::integer as {{ kind }}_members_count,
        {%- endfor %}
        {%- for status, name in {'suspended': 'suspended', 'expired': 'expired', 'inactive': 'left'}.items() %}
        (count(*) filter (where status = '{{ status }}'))::integer as {{ name }}_count,
        {%- endfor %}
        (count(*) filter (where status = 'active' and expires_at <= {{ instant() }}))::integer as overdue_count,
        (count(*) filter (
            where status = 'active' and expires_at > {{ instant() }}
            and expires_at <= {{ instant() }} + interval '30 days'
        ))::integer as due_in_30_days_count
    from {{ ref('stg_org_members') }}
    group by organization_id, coalesce(tier_id, {{ no_tier }})

),

tiers as (

    select
        organization_id,
        tier_id,
        name as tier_name,
        annual_fee,
        currency,
        max_members as most_members_count,
        is_active as is_open
    from {{ ref('stg_org_membership_tiers') }}
    union all
    select
        organization_id,
        tier_id,
        'Without a tier' as tier_name,
        null as annual_fee,
        null as currency,
        null as most_members_count,
        false as is_open
    from members
    where tier_id = {{ no_tier }}

)

select
    tiers.organization_id,
    tiers.tier_id,
    tiers.tier_name,
    tiers.is_open,
    tiers.annual_fee::numeric(10, 2) as annual_fee,
    tiers.currency,
    tiers.most_members_count,
    {%- for figure in [
        'members', 'individual_members', 'business_members', 'suspended', 'expired', 'left', 'overdue', 'due_in_30_days',
    ] %}
    coalesce(members.{{ figure }}_count, 0) as {{ figure }}_count,
    {%- endfor %}
    {{ percent_of('coalesce(members.members_count, 0)', 'tiers.most_members_count') }} as filled_pct
from tiers
left join members
    on
        tiers.organization_id = members.organization_id
        and tiers.tier_id = members.tier_id
