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
        case members.verification_level when 'trusted' then 10 when 'verified' then 5 else 0 end
            as verification_points
    from {{ ref('stg_profiles') }} as profiles
    inner join {{ ref('int_members_by_verification_level') }} as members on profiles.profile_id = members.profile_id
    left join roles on profiles.profile_id = roles.profile_id
    left join experiences on profiles.profile_id = experiences.profile_id
    left join education on profiles.profile_id = education.profile_id
    left join skills on profiles.profile_id = skills.profile_id
    left join connections on profiles.profile_id = connections.profile_id

)

select
    *,
    name_points
    + photo_points
    + headline_points
    + bio_points
    + phone_points
    + role_points
    + experience_points
    + education_points
    + skills_points
    + connections_points
    + verification_points as profile_strength
from points
