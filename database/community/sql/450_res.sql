-- The library: what experts wrote, who read it and said something.

create table community.library as
select
    work.number,
    community.id_of('resource', work.number) as id,
    author.profile_id as author_id,
    author.line,
    community.moment_after(author.joined_at, community.chance('work at', work.number)) as created_at,
    (array['article', 'guide', 'video', 'infographic', 'document', 'tool'])[1 + work.number % 6] as type,
    floor(
        3
        + least(
            0.4 * community.members(),
            least(30, community.members() * 0.015) * (1 - community.chance('readers', work.number)) ^ (-0.7)
        )
    )::integer as wanted
from generate_series(1::bigint, community.some(0.02, 14)) as work (number)
cross join
    (
        select count(*)::integer as size from community.role_holders
        where slug in ('veterinarian', 'consultant', 'researcher')
    ) as total
inner join (
    select
        *,
        row_number() over (order by n, slug) as place
    from community.role_holders
    where slug in ('veterinarian', 'consultant', 'researcher')
) as author on author.place = 1 + (work.number * 5) % total.size;

insert into res_resources (
    id, author_id, category_id, title, slug, description, content, resource_type, video_url, document_url, tags,
    reading_time_minutes, status, published_at, created_at, updated_at
)
select
    library.id,
    author_id,
    categories.id,
    format('%s: what to know, part %s', categories.name, number),
    format('resource-%s', number),
    'For everybody who keeps birds.',
    case
        when
            type in ('article', 'guide')
            then repeat(community.post_middles(community.chance('text', number)) || ' ', 20)
    end,
    type,
    case type when 'video' then format('https://video.example.com/%s', number) end,
    case type when 'document' then format('https://files.example.com/library/%s.pdf', number) end,
    array[categories.slug],
    community.number('reading', number, 2, 15),
    case when number % 17 = 4 then 'draft' when number % 19 = 6 then 'archived' else 'published' end,
    case when number % 17 <> 4 then library.created_at end,
    library.created_at,
    library.created_at
from community.library
inner join
    (select
        res_categories.*,
        row_number() over (order by res_categories.slug) - 1 as place
    from res_categories) as categories
    on categories.place = number % 8;

create table community.readers as
select
    library.number * 100000 + step as number,
    library.id as resource_id,
    library.number as work,
    library.line as author_line,
    members.id as profile_id,
    community.soon_after(
        greatest(library.created_at, members.joined_at),
        community.chance('reads', library.number * 100000 + step),
        '9 days'
    ) as at
from community.library
cross join lateral generate_series(1, library.wanted) as step
inner join
    community.members
    on
        members.line
        = (library.line + step * 2 + community.number('reader', library.number * 100000 + step, 0, 1))
        % community.members()
where library.number % 17 <> 4;

insert into res_views (id, resource_id, profile_id, session_id, user_agent, ip_address, referrer, created_at)
select
    community.id_of('reading', number),
    resource_id,
    case when number % 5 > 0 then profile_id end,
    's' || number,
    community.agent(community.chance('reader agent', number)),
    community.address(number),
    'https://app.example.com/library',
    at
from community.readers;

insert into res_likes (id, resource_id, profile_id, created_at)
select
    community.id_of('library like', number),
    resource_id,
    profile_id,
    at
from community.readers
where community.chance('likes work', number) < 0.25;

insert into res_bookmarks (id, resource_id, profile_id, collection_name, created_at, updated_at)
select
    community.id_of('library bookmark', number),
    resource_id,
    profile_id,
    case when number % 6 = 0 then 'For the farm' end,
    at,
    at
from community.readers
where community.chance('keeps work', number) < 0.12;

insert into res_comments (
    id,
    resource_id,
    profile_id,
    parent_comment_id,
    content,
    is_deleted,
    deleted_at,
    deleted_by,
    purge_at,
    created_at,
    updated_at
)
select
    community.id_of('library comment', number),
    resource_id,
    profile_id,
    null,
    community.comments(community.chance('library comment', number)),
    trash.at is not null,
    trash.at,
    case when trash.at is not null then profile_id end,
    trash.at + interval '720 hours',
    readers.at,
    greatest(readers.at, trash.at)
from community.readers
cross join
    lateral (
        select case when number % 90 = 7 then greatest(readers.at, community.until_at() - interval '4 days') end as at
    ) as trash
where community.chance('comments work', number) < 0.1
union all
select
    community.id_of('library answer', readers.number),
    resource_id,
    library.author_id,
    community.id_of('library comment', readers.number),
    'Thank you.',
    false,
    null,
    null,
    null,
    answered.at,
    answered.at
from community.readers
inner join community.library on readers.work = library.number
cross join lateral (select community.soon_after(readers.at, 0.5, '1 day') as at) as answered
where community.chance('comments work', readers.number) < 0.04;
