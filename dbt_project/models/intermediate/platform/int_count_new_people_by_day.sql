{%- set tables = {
    'users': 'stg_auth_users',
    'members': 'stg_profiles',
    'businesses': 'stg_biz_profiles',
    'organizations': 'stg_org_profiles',
    'searches': 'stg_ana_search_queries',
} -%}

{{ new_rows_by_day(tables) }}
union all
{# A connection is one from the moment it is accepted. #}
select
    'connections' as measure,
    {{ india_date('coalesce(responded_at, created_at)') }} as metric_date,
    count(*)::integer as new_count
from {{ ref('stg_soc_connections') }}
where status = 'accepted'
group by metric_date
union all
select
    'logins' as measure,
    activity_date as metric_date,
    sum(logins_count)::integer as new_count
from {{ ref('int_member_days') }}
group by metric_date
