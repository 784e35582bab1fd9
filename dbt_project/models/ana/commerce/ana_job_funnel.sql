{%- set statuses = ['submitted', 'under_review', 'shortlisted', 'interviewed', 'offered', 'rejected', 'withdrawn'] -%}
{#- An application shows only its present state. Who got that far has passed the steps before. -#}
{%- set steps = {
    'shortlisted': "'shortlisted', 'interviewed', 'offered'",
    'interviewed': "'interviewed', 'offered'",
    'offered': "'offered'",
} -%}

with

postings as (

    select * from {{ ref('stg_job_postings') }}

),

applications as (

    select
        job_id,
        count(*)::integer as applications_count,
        {%- for status in statuses %}
        count(*) filter (where status = '{{ status }}')::integer as applications_{{ status }}_count,
        {%- endfor %}
        count(*) filter (
            where reviewed_at is not null or status not in ('submitted', 'withdrawn')
        )::integer as reviewed_count,
        {%- for step, passed_by in steps.items() %}
        count(*) filter (where status in ({{ passed_by }}))::integer as {{ step }}_count,
        {%- endfor %}
        min(created_at) as first_application_at,
        min(reviewed_at) filter (where status = 'offered') as first_offer_at
    from {{ ref('stg_job_applications') }}
    group by job_id

)

select
    postings.job_id,
    postings.employer_type,
    postings.employer_id,
    postings.category_id,
    postings.job_type,
    postings.location_type,
    postings.location_state,
    postings.status,
    postings.published_at,
    coalesce(views.views_count, 0) as views_count,
    coalesce(views.viewers_count, 0) as viewers_count,
    coalesce(applications.applications_count, 0) as applications_count,
    {%- for status in statuses %}
    coalesce(applications.applications_{{ status }}_count, 0) as applications_{{ status }}_count,
    {%- endfor %}
    {{ percent_of('coalesce(applications.applications_count, 0)', 'views.views_count', decimals=1) }}
        as application_pct,
    {%- for step in ['reviewed'] + steps.keys() | list %}
    coalesce(applications.{{ step }}_count, 0) as {{ step }}_count,
    {{ percent_of('applications.' ~ step ~ '_count', 'applications.applications_count', decimals=1) }}
        as {{ step }}_pct,
    {%- endfor %}
    applications.first_application_at,
    applications.first_offer_at,
    case
        when applications.first_application_at >= postings.published_at
            then
                round(
                    extract(epoch from applications.first_application_at - postings.published_at) / 3600, 1
                )::numeric(10, 1)
    end as first_application_hours,
    case
        when postings.status = 'filled' and applications.first_offer_at >= postings.published_at
            then
                floor(
                    extract(epoch from applications.first_offer_at - postings.published_at) / 86400
                )::integer
    end as time_to_fill_days
from postings
left join applications on postings.job_id = applications.job_id
left join {{ ref('int_viewed_entities') }} as views
    on postings.job_id = views.entity_id and views.entity_type = 'job_posting'
