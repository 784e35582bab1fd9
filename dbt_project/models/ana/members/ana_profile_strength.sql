{#- In the order in which they are advised: what gives most first, then what takes the member least. -#}
{%- set parts = {
    'photo': 10, 'headline': 10, 'bio': 10, 'role': 10, 'skills': 10, 'experience': 10, 'education': 10,
    'phone': 5, 'name': 5, 'connections': 5, 'verification': 5,
} -%}
{#- These two are reached in two steps of five points each. -#}
{%- set most_points = {'connections': 10, 'verification': 10} -%}

select
    *,
    case
        {%- for part in parts %}
        when {{ part }}_points < {{ most_points.get(part, parts[part]) }} then '{{ part }}'
        {%- endfor %}
    end as next_best_step,
    case
        {%- for part in parts %}
        when {{ part }}_points < {{ most_points.get(part, parts[part]) }} then {{ parts[part] }}
        {%- endfor %}
    end as next_best_step_points
from {{ ref('int_profile_points') }}
