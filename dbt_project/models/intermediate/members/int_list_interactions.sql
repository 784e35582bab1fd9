{#- A tie is what members do now: two who last spoke a year ago are not close. -#}
{%- set window_start = instant() ~ " - interval '90 days'" -%}

with

posts as (

    select
        post_id,
        author_id
    from {{ ref('stg_soc_posts') }}
    where author_type = 'individual'

),

interactions as (

    select
        'message' as kind,
        sender_id as from_profile_id,
        recipient_id as to_profile_id,
        created_at as interacted_at
    from {{ ref('int_list_direct_messages') }}
    {% for kind, child in [('comment', ref('stg_soc_post_comments')), ('like', ref('stg_soc_post_likes'))] %}
    union all
    select
        '{{ kind }}' as kind,
        child.profile_id as from_profile_id,
        posts.author_id as to_profile_id,
        child.created_at as interacted_at
    from {{ child }} as child
    inner join posts on child.post_id = posts.post_id
    {% endfor %}
    union all
    select
        'endorsement' as kind,
        endorsements.endorser_id as from_profile_id,
        skills.profile_id as to_profile_id,
        endorsements.created_at as interacted_at
    from {{ ref('stg_usr_skill_endorsements') }} as endorsements
    inner join {{ ref('stg_usr_profile_skills') }} as skills
        on endorsements.profile_skill_id = skills.profile_skill_id

)

select *
from interactions
where
    interacted_at > {{ window_start }}
    and interacted_at <= {{ instant() }}
    and from_profile_id <> to_profile_id
