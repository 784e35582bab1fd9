{#- In the order in which they are advised: what gives most first, then what takes the member least. -#}
{%- set parts = {
    'photo': 10, 'headline': 10, 'bio': 10, 'role': 10, 'skills': 10, 'experience': 10, 'education': 10,
    'phone': 5, 'name': 5, 'connections': 5, 'verification': 5,
} -%}
{#- These two are reached in two steps of five points each. -#}
{%- set most_points = {'connections': 10, 'verification': 10} -%}

with

{% for name, child in [
    ('roles', ref('stg_usr_profile_roles')), ('experiences', ref('stg_usr_experiences')),
    ('education', ref('stg_usr_education')), ('skills', ref('stg_usr_profile_skills')),
    ('connections', ref('int_connected_members')),
] %}
{{ name }} as (

    select
        profile_id,
        count(*) as rows_count
    from {{ child }}
    group by profile_id

),

{% endfor %}
points as (

    select
        profiles.profile_id,
        case when profiles.has_full_name then 5 else 0 end as name_points,
        case when profiles.has_profile_photo_url then 10 else 0 end as photo_points,
        case when profiles.has_headline then 10 else 0 end as headline_points,
        case when profiles.bio_length > 50 then 10 else 0 end as bio_points,
        case when profiles.has_phone then 5 else 0 end as phone_points,
        case when roles.rows_count > 0 then 10 else 0 end as role_points,
        case when experiences.rows_count > 0 then 10 else 0 end as experience_points,
        case when education.rows_count > 0 then 10 else 0 end as education_points,
        case when skills.rows_count >= 3 then 10 else 0 end as skills_points,
        case when connections.rows_count >= 10 then 10 when connections.rows_count >= 5 then 5 else 0 end
            as connections_points,
        case profiles.verification_level when 'trusted' then 10 when 'verified' then 5 else 0 end
            as verification_points
    from {{ ref('stg_profiles') }} as profiles
    left join roles on profiles.profile_id = roles.profile_id
    left join experiences on profiles.profile_id = experiences.profile_id
    left join education on profiles.profile_id = education.profile_id
    left join skills on profiles.profile_id = skills.profile_id
    left join connections on profiles.profile_id = connections.profile_id

)

select
    *,
    {{ parts | join('_points + ') }}_points as profile_strength,
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
from points
