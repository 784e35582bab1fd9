-- What is looked at, liked, commented on and passed on beside posts: products, events, jobs,
-- articles, announcements, notes and predictions. And who looked at whose page.

create table community.things as
select
    row_number() over (order by each.type, each.id) as number,
    each.*
from (
    select
        'product' as type,
        id,
        created_at,
        3.0 as weight
    from prd_products
    where status <> 'draft'
    union all
    select
        'event',
        id,
        created_at,
        9.0
    from evt_events
    where status <> 'draft'
    union all
    select
        'job_posting',
        id,
        created_at,
        4.0
    from job_postings
    where status <> 'draft'
    union all
    select
        'blog_post',
        id,
        created_at,
        30.0
    from cms_posts
    where status = 'published'
    union all
    select
        'organization_announcement',
        id,
        created_at,
        3.0
    from org_announcements
    where published_at is not null
    union all
    select
        'necc_annotation',
        id,
        created_at,
        6.0
    from nec_annotations
    where is_approved
    union all
    select
        'necc_prediction',
        id,
        created_at,
        0.3
    from nec_predictions
    union all
    select
        'resource',
        id,
        created_at,
        3.0
    from res_resources
    where status = 'published'
) as each;

create table community.glances as
select
    things.number * 100000 + step as number,
    things.type,
    things.id,
    members.id as profile_id,
    members.active_until,
    greatest(things.created_at, members.joined_at)
    + community.delay(community.chance('glance at', things.number * 100000 + step), '30 hours') as at
from community.things
cross join
    lateral generate_series(
        1,
        ceil(
            least(community.members() * 0.3, things.weight * (1 - community.chance('glances', things.number)) ^ (-0.6))
        )::integer
    ) as step
inner join community.members
    on members.line = (
        community.number('glance line', things.number, 0, community.members() - 1) + step * 3
        + community.number('glance', things.number * 100000 + step, 0, 2)
    ) % community.members();

-- One reaction of a person to a thing, and nothing after the end.
delete from community.glances
where at >= active_until;

insert into ana_entity_views (
    id,
    entity_type,
    entity_id,
    viewer_id,
    session_id,
    view_duration_seconds,
    device_type,
    user_agent,
    ip_address,
    referrer,
    created_at
)
select
    community.id_of('glance', number),
    type,
    id,
    case when number % 7 > 0 then profile_id end,
    's' || number,
    community.number('glance seconds', number, 2, 90),
    community.device(community.chance('glance device', number)),
    community.agent(community.chance('glance agent', number)),
    community.address(number),
    null,
    at
from community.glances
where type <> 'resource';

insert into shr_entity_likes (id, entity_type, entity_id, user_id, reaction_type, created_at, updated_at)
select
    community.id_of('reaction to', number),
    type,
    id,
    profile_id,
    community.pick(community.chance('reaction to', number), 'like', 'like', 'like', 'helpful', 'insightful', 'agree'),
    at,
    at
from community.glances
where community.chance('reacts to', number) < 0.2;

insert into shr_entity_comments (
    id, entity_type, entity_id, user_id, parent_id, content, is_author_reply, created_at, updated_at
)
select
    community.id_of('remark', number),
    type,
    id,
    profile_id,
    null,
    community.comments(community.chance('remark', number)),
    false,
    at,
    at
from community.glances
where community.chance('remarks', number) < 0.05
union all
select
    community.id_of('answer to remark', glances.number),
    glances.type,
    glances.id,
    members.id,
    community.id_of('remark', glances.number),
    'Thank you.',
    false,
    said.at,
    said.at
from community.glances
inner join community.members on members.n = 1
cross join lateral (select community.soon_after(glances.at, 0.5, '1 day') as at) as said
where community.chance('remarks', glances.number) < 0.01;

insert into shr_entity_shares (id, entity_type, entity_id, user_id, platform, share_type, created_at)
select
    community.id_of('passed on', number),
    type,
    id,
    profile_id,
    community.pick(community.chance('passed on', number), 'whatsapp', 'facebook', 'linkedin'),
    'external',
    at
from community.glances
where community.chance('passes on', number) < 0.03;

create table community.visits as
select
    members.n * 64 + step as number,
    visitor.id as viewer_id,
    members.id,
    members.joined_at,
    visitor.joined_at as visitor_joined_at,
    community.until_at() - interval '180 days' * community.chance('visit at', members.n * 64 + step) as at
from community.members
cross join lateral generate_series(1, (array[20, 10, 5, 3, 1])[members.tier]) as step
inner join
    community.members as visitor
    on
        visitor.line
        = (members.line + step + community.number('visitor of', members.n * 64 + step, 0, 30)) % community.members();

insert into ana_profile_views (id, viewed_type, viewed_id, viewer_id, session_id, user_agent, ip_address, created_at)
select
    community.id_of('visit', number),
    'individual',
    id,
    case when number % 8 > 0 then viewer_id end,
    's' || number,
    community.agent(community.chance('visit agent', number)),
    community.address(number),
    at
from community.visits
where at > joined_at and at > visitor_joined_at and id <> viewer_id
union all
select
    community.id_of('page visit', soc_follows.number),
    following_type,
    following_id,
    follower_id,
    null,
    null,
    null,
    greatest(
        created_at, community.until_at() - interval '180 days' * community.chance('page visit', soc_follows.number)
    )
from (
    select
        *,
        row_number() over (order by id) as number
    from soc_follows
    where following_type <> 'individual' and follower_type = 'individual'
) as soc_follows;

insert into ana_search_queries (id, profile_id, query_text, search_type, results_count, filters, session_id, created_at)
select
    community.id_of('search', n * 16 + step),
    id,
    community.pick(
        community.chance('search', n * 16 + step),
        lower(town),
        'layer feed',
        'egg rate',
        'veterinarian',
        'cage',
        'expo',
        'maize',
        'xyz'
    ),
    community.pick(
        community.chance('search type', n * 16 + step), 'people', 'businesses', 'posts', 'events', 'resources', 'all'
    ),
    greatest(0, community.number('found', n * 16 + step, -6, 60)),
    jsonb_build_object('state', state),
    's' || n,
    searched.at
from community.members
cross join lateral generate_series(1, (array[12, 6, 3, 1, 1])[tier]) as step
cross join
    lateral (select community.until_at() - interval '360 days' * community.chance('searched at', n * 16 + step) as at)
        as searched
where searched.at between joined_at and active_until;
