{%- set idea_statuses = ['captured', 'evaluated', 'approved', 'in_production', 'completed', 'rejected'] -%}
{%- set piece_statuses = ['draft', 'in_review', 'approved', 'published', 'archived'] -%}
{%- set leads = ['days_to_review', 'days_from_review_to_publication', 'days_to_publication', 'days_to_channel'] -%}

with

ideas as (

    select
        status,
        {{ india_month('created_at') }} as created_month
    from {{ ref('stg_mkt_content_ideas') }}

),

pieces as (

    select
        *,
        {{ india_month('created_at') }} as created_month
    from {{ ref('int_content_steps') }}

),

{# An idea is not tied to the pieces made of it: each is counted in the month of its own. #}
idea_months as (

    select
        created_month,
        {%- for status in idea_statuses %}
        count(*) filter (where status = '{{ status }}')::integer as ideas_{{ status }}_count,
        {%- endfor %}
        count(*)::integer as ideas_count
    from ideas
    group by created_month

),

piece_months as (

    select
        created_month,
        {%- for status in piece_statuses %}
        count(*) filter (where status = '{{ status }}')::integer as pieces_{{ status }}_count,
        {%- endfor %}
        {%- for lead in leads %}
        round((percentile_cont(0.5) within group (order by {{ lead }}))::numeric, 1)::numeric(8, 1)
            as median_{{ lead }},
        {%- endfor %}
        count(*)::integer as pieces_count,
        count(released_at)::integer as released_pieces_count
    from pieces
    group by created_month

)

select
    created_month,
    coalesce(ideas.ideas_count, 0) as ideas_count,
    {%- for status in idea_statuses %}
    coalesce(ideas.ideas_{{ status }}_count, 0) as ideas_{{ status }}_count,
    {%- endfor %}
    coalesce(pieces.pieces_count, 0) as pieces_count,
    {%- for status in piece_statuses %}
    coalesce(pieces.pieces_{{ status }}_count, 0) as pieces_{{ status }}_count,
    {%- endfor %}
    {%- for lead in leads %}
    pieces.median_{{ lead }},
    {%- endfor %}
    coalesce(pieces.released_pieces_count, 0) as released_pieces_count,
    {{ percent_of('pieces.released_pieces_count', 'pieces.pieces_count', decimals=1) }} as released_pct
from idea_months as ideas
full join piece_months as pieces using (created_month)
