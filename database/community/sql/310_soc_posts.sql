-- Posts. How many likes each is to get is drawn here, with a long tail, and given out in 320.

create table community.posts as
with written as (
    select
        number,
        lines.n as author_number,
        lines.id as author,
        lines.active_until,
        community.moment_after(lines.joined_at, community.chance('post at', number)) as created_at
    from generate_series(1::bigint, community.some(3.6)) as number
    inner join (
        select
            tier,
            size,
            sum(share) over (order by tier) - share as starts,
            sum(share) over (order by tier) as ends
        from community.tier_sizes
        where size > 0
    ) as tiers
        on community.chance('post tier', number) >= tiers.starts and community.chance('post tier', number) < tiers.ends
    inner join community.tier_lines as lines
        on
            tiers.tier = lines.tier
            and lines.place = floor(tiers.size * community.chance('post author', number))::integer
),

numbered as (
    select
        *,
        row_number() over (order by created_at, number) as n
    from written
    where created_at < active_until
),

placed as (
    select
        numbered.n,
        numbered.author_number,
        numbered.created_at,
        members.circle,
        members.line,
        members.town,
        community.id_of('post', numbered.n) as id,
        case
            when
                community.chance('as organization', numbered.n) < 0.6 and organizations.created_at < numbered.created_at
                then 'organization'
            when
                community.chance('as business', numbered.n) < 0.5 and businesses.created_at < numbered.created_at
                then 'business'
            else 'individual'
        end as author_type,
        organizations.id as organization_id,
        businesses.id as business_id,
        members.id as member_id,
        case
            when community.chance('audience', numbered.n) < 0.92 then 'public'
            when community.chance('audience', numbered.n) < 0.98 then 'connections'
            else 'private'
        end as visibility,
        case
            when community.chance('kind', numbered.n) < 0.45 then 'text'
            when community.chance('kind', numbered.n) < 0.76 then 'image'
            when community.chance('kind', numbered.n) < 0.84 then 'video'
            when community.chance('kind', numbered.n) < 0.89 then 'article'
            when community.chance('kind', numbered.n) < 0.93 then 'poll'
            when numbered.n > 1 then 'shared'
            else 'text'
        end as post_type,
        case
            when community.chance('post trash', numbered.n) < 0.012 then community.chance('post trash at', numbered.n)
        end as trash_chance,
        least(5, 1 + floor(0.12 / greatest(community.chance('post edits', numbered.n), 0.001)))::integer
            as current_version
    from numbered
    inner join community.members on numbered.author_number = members.n
    left join community.businesses on numbered.author_number = businesses.owner_number
    left join community.organizations on numbered.author_number = organizations.founder_number
)

select
    placed.*,
    case author_type when 'organization' then organization_id when 'business' then business_id else member_id end
        as author_id,
    case visibility when 'private' then 0 else (1 - community.chance('popular', n)) ^ (-0.7) end as popularity,
    edits.at as edited_at,
    case
        when trash_chance is not null then
            greatest(edits.at, created_at, community.until_at() - interval '29 days')
            + (community.until_at() - greatest(edits.at, created_at, community.until_at() - interval '29 days'))
            * trash_chance
    end as deleted_at,
    0 as wanted_likes
from placed
cross join lateral (
    select
        case
            when current_version > 1 then community.soon_after(created_at, community.chance('edited', n), '3 hours')
        end as at
) as edits;

-- A hundred likes a member, and as many again that the drawing loses: people who joined later or
-- had left, and likes after the end.
update community.posts
set wanted_likes = least(community.members() * 0.3, round(popularity * share.factor))
from (
    select community.members() * 175.0 / greatest(sum(popularity), 1) as factor from community.posts
) as share;

alter table community.posts add primary key (n);
analyze community.posts;

insert into soc_posts (
    id, author_type, author_id, shared_post_id, content, post_type, media_urls, media_metadata, poll_options,
    poll_ends_at, visibility, current_version, edited_at, is_deleted, deleted_at, deleted_by, deletion_reason, purge_at,
    created_at, updated_at
)
select
    posts.id,
    posts.author_type,
    posts.author_id,
    shared.id,
    format(
        '%s %s %s%s', community.post_openings(community.chance('opening', posts.n)),
        case posts.post_type
            when 'article' then repeat(community.post_middles(community.chance('middle', posts.n)) || ' ', 6)
            else community.post_middles(community.chance('middle', posts.n))
        end,
        community.post_endings(community.chance('ending', posts.n)),
        case when posts.n % 3 = 0 then ' ' || posts.town end
    ),
    posts.post_type,
    case posts.post_type
        when 'image' then array[format('https://cdn.example.com/posts/%s.jpg', posts.n)]
        when 'video' then array[format('https://cdn.example.com/posts/%s.mp4', posts.n)]
    end,
    case posts.post_type
        when 'image' then '[{"width": 1280, "height": 960}]'::jsonb when 'video' then '[{"seconds": 40}]'::jsonb
    end,
    case posts.post_type
        when
            'poll'
            then '[{"text": "Up", "votes": 0}, {"text": "Down", "votes": 0}, {"text": "Stable", "votes": 0}]'::jsonb
    end,
    case posts.post_type when 'poll' then posts.created_at + interval '7 days' end,
    posts.visibility,
    posts.current_version,
    posts.edited_at,
    posts.deleted_at is not null,
    posts.deleted_at,
    case when posts.deleted_at is not null then posts.member_id end,
    case when posts.deleted_at is not null then 'Deleted by the author.' end,
    posts.deleted_at + interval '720 hours',
    posts.created_at,
    greatest(posts.created_at, posts.edited_at, posts.deleted_at)
from community.posts
left join community.posts as shared
    on
        posts.post_type = 'shared'
        and shared.n = greatest(1, posts.n - 1 - floor(400 * community.chance('shared', posts.n) ^ 3)::integer);

insert into soc_post_versions (
    post_id, version, content, media_urls, media_metadata, likes_count, comments_count, shares_count, views_count,
    edited_by, edited_at
)
select
    posts.id,
    version,
    case version when posts.current_version then content else content || ' (draft ' || version || ')' end,
    media_urls,
    media_metadata,
    0,
    0,
    0,
    0,
    case when version > 1 then posts.member_id end,
    case version
        when posts.current_version then coalesce(posts.edited_at, posts.created_at)
        else posts.created_at + (posts.edited_at - posts.created_at) * (version - 1) / posts.current_version
    end
from community.posts
inner join soc_posts on posts.id = soc_posts.id
cross join lateral generate_series(greatest(1, posts.current_version - 2), posts.current_version) as version;

insert into soc_tags (id, name, slug, created_at, updated_at)
select
    community.id_of('tag', place),
    name,
    community.slug(name),
    community.moment(0.001),
    community.moment(0.001)
from unnest(array[
    'layers', 'broilers', 'egg rates', 'feed', 'maize', 'soybean', 'vaccination', 'biosecurity', 'hatchery', 'export',
    'NECC', 'heat stress', 'monsoon', 'equipment', 'loans', 'training', 'jobs', 'backyard', 'processing', 'festival'
]) with ordinality as tags (name, place);

insert into soc_post_tags (post_id, tag_id, created_at)
select
    id,
    community.id_of('tag', 1 + (n * 7 + step * 3 + community.number('tag', n, 0, 3)) % 20),
    created_at
from community.posts
cross join lateral generate_series(0, community.number('tags', n, 0, 2) - 1) as step;
