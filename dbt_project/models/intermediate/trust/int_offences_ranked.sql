with

-- Ten reports of one post are one offence.
offences as (

    select
        content_type,
        content_id,
        min(created_at) as reported_at
    from {{ ref('int_reports_unioned') }}
    where is_actioned and content_id is not null
    group by content_type, content_id

),

authors as (

    {%- for content_type, contents, key, author in [
        ('post', ref('stg_soc_posts_with_trash'), 'post_id', 'author_id'),
        ('comment', ref('stg_soc_post_comments_with_trash'), 'comment_id', 'profile_id'),
        ('event', ref('stg_evt_events_with_trash'), 'event_id', 'organizer_id'),
        ('message', ref('stg_msg_messages'), 'message_id', 'sender_id'),
        ('resource', ref('stg_res_resources'), 'resource_id', 'author_id'),
    ] %}
    select
        '{{ content_type }}' as content_type,
        {{ key }} as content_id,
        {{ author }} as author_id
    from {{ contents }}
    union all
    {%- endfor %}
    -- A profile or a page answers for itself.
    select
        content_type,
        content_id,
        content_id as author_id
    from offences
    where content_type in ('profile', 'business', 'organization')

)

select
    offences.content_type,
    offences.content_id,
    authors.author_id,
    row_number() over (
        partition by authors.author_id order by offences.reported_at, offences.content_id
    )::integer as offence_number
from offences
inner join authors on offences.content_type = authors.content_type and offences.content_id = authors.content_id
where authors.author_id is not null
