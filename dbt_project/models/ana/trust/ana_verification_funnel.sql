{%- set states = ['pending', 'approved', 'rejected'] -%}
{%- set levels = ['basic', 'verified', 'trusted'] -%}
with

members as (

    select * from {{ ref('int_members_by_verification_level') }}

),

requests as (

    select
        profile_id,
        verification_type,
        status,
        {{ india_month('created_at') }} as requested_month,
        case when status <> 'pending' then extract(epoch from reviewed_at - created_at) / 86400 end as review_days
    from {{ ref('stg_usr_verifications') }}

),

counted as (

    select
        requests.requested_month,
        requests.verification_type,
        count(*)::integer as requested_count,
        {%- for state in states %}
        count(*) filter (where requests.status = '{{ state }}')::integer as {{ state }}_count,
        {%- endfor %}
        percentile_cont(0.5) within group (order by greatest(requests.review_days, 0)) filter (
            where requests.review_days is not null
        ) as median_days_to_review,
        {%- for level in levels %}
        count(distinct requests.profile_id) filter (
            where members.verification_level = '{{ level }}'
        )::integer as {{ level }}_members_count,
        {%- endfor %}
        count(distinct requests.profile_id)::integer as members_count
    from requests
    inner join members on requests.profile_id = members.profile_id
    group by requests.requested_month, requests.verification_type

)

select
    requested_month,
    verification_type,
    requested_count,
    pending_count,
    approved_count,
    rejected_count,
    {{ percent_of('approved_count', '(approved_count + rejected_count)') }} as approved_pct,
    round(median_days_to_review::numeric, 2)::numeric(8, 2) as median_days_to_review,
    members_count,
    basic_members_count,
    verified_members_count,
    trusted_members_count
from counted
