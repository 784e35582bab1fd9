{#- A step that happened before the one it follows took no time that could be told. -#}
{%- set leads = {
    'days_to_review': ['created_at', 'reviewed_at'],
    'days_from_review_to_publication': ['reviewed_at', 'released_at'],
    'days_to_publication': ['created_at', 'released_at'],
    'days_to_channel': ['created_at', 'first_publication_at'],
} -%}

with

steps as (

    select
        content.content_id,
        content.status,
        content.created_at,
        content.reviewed_at,
        results.first_publication_at,
        least(content.published_at, results.first_publication_at) as released_at
    from {{ ref('stg_mkt_content') }} as content
    left join {{ ref('int_content_results') }} as results on content.content_id = results.content_id

)

select
    content_id,
    status,
    created_at,
    reviewed_at,
    {%- for lead, (since, until) in leads.items() %}
    case
        when {{ until }} >= {{ since }} then extract(epoch from {{ until }} - {{ since }})::double precision / 86400
    end as {{ lead }},
    {%- endfor %}
    released_at
from steps
