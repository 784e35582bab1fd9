-- Likes, views, bookmarks, shares, votes and reports of posts.
--
-- Whoever likes a post is drawn from the line of a tier, without drawing anybody twice: the line
-- is cut into as many pieces as likes are wanted, short ones near the author's circle and long
-- ones far from it, and each piece gives one person.

create table community.likers (tier integer, starts integer, size integer, share float8, circle integer);

insert into community.likers
select
    circles.tier,
    circles.starts,
    sizes.size,
    sizes.share,
    circles.circle
from community.circles
inner join community.tier_sizes as sizes on circles.tier = sizes.tier
where sizes.size > 0;

analyze community.likers;

insert into soc_post_likes (id, post_id, profile_id, created_at)
select
    community.id_of('like', drawn.number),
    drawn.post_id,
    lines.id,
    drawn.at
from (
    select
        pieces.number,
        pieces.tier,
        pieces.post_id,
        (
            pieces.starts + pieces.low
            + floor((pieces.high - pieces.low) * community.chance('liker', pieces.number))::integer
        ) % pieces.size as place,
        pieces.created_at + community.delay(community.chance('like at', pieces.number), '50 minutes') as at
    from (
        select
            posts.id as post_id,
            posts.created_at,
            likers.tier,
            likers.starts,
            likers.size,
            posts.n * 1000000 + likers.tier * 150000 + step as number,
            ceil(likers.size * community.reach((step - 1) / counts.wanted))::integer as low,
            ceil(likers.size * community.reach(step / counts.wanted))::integer as high
        from community.posts
        inner join community.likers on posts.circle = likers.circle
        cross join
            lateral floor(
                posts.wanted_likes * likers.share + community.chance('likers', posts.n * 8 + likers.tier)
            ) as counts (wanted)
        cross join lateral generate_series(1, counts.wanted::integer) as step
        offset 0 -- noqa: AM09
    ) as pieces
    where pieces.high > pieces.low
    -- Here and in other places: computed once, not wherever it is needed. No row is left out.
    offset 0 -- noqa: AM09
) as drawn
inner join community.tier_lines as lines on drawn.tier = lines.tier and drawn.place = lines.place
where drawn.at >= lines.joined_at and drawn.at < lines.active_until;

-- Who likes has looked; others only look.
insert into soc_post_views (id, post_id, viewer_id, view_duration_seconds, device_type, created_at)
select
    community.id_from('view ' || id),
    post_id,
    profile_id,
    3 + floor(57 * community.chance_by('looks', id))::integer,
    community.device(community.chance_by('device', profile_id)),
    created_at
from soc_post_likes;

insert into soc_post_views (id, post_id, viewer_id, view_duration_seconds, device_type, created_at)
select
    community.id_of('view', drawn.number),
    drawn.id,
    case when drawn.number % 6 > 0 then members.id end,
    community.number('looks', drawn.number, 1, 25),
    community.device(community.chance('view device', drawn.number)),
    drawn.at
from (
    select
        posts.id,
        posts.n * 100000 + step as number,
        (
            posts.line + floor(community.members() * community.chance('viewer', posts.n * 100000 + step) ^ 3)::integer
        ) % community.members() as line,
        posts.created_at + community.delay(community.chance('view at', posts.n * 100000 + step), '4 hours') as at
    from community.posts
    cross join lateral generate_series(1, 1 + posts.wanted_likes / 4) as step
    offset 0 -- noqa: AM09
) as drawn
inner join community.members on drawn.line = members.line
where drawn.at >= members.joined_at and drawn.at < community.until_at();

analyze soc_post_likes, soc_post_views;

insert into soc_post_bookmarks (id, post_id, profile_id, collection_name, created_at, updated_at)
select
    community.id_from('bookmark ' || id),
    post_id,
    profile_id,
    case when community.chance_by('folder', id) < 0.2 then 'Later' end,
    created_at,
    created_at
from soc_post_likes
where community.chance_by('bookmarks', id) < 0.02;

insert into soc_post_shares (id, post_id, shared_by, platform, created_at)
select
    community.id_from('share ' || id),
    post_id,
    profile_id,
    community.pick(
        community.chance_by('platform', id), 'whatsapp', 'whatsapp', 'whatsapp', 'facebook', 'linkedin', 'email'
    ),
    created_at
from soc_post_likes
where community.chance_by('shares', id) < 0.03;

insert into soc_share_tracking (id, profile_id, content_type, content_id, share_platform, share_url, created_at)
select
    community.id_from('tracked ' || id),
    shared_by,
    'post',
    post_id,
    platform,
    'https://app.example.com/posts/' || post_id,
    created_at
from soc_post_shares;

insert into soc_poll_votes (id, post_id, profile_id, option_index, created_at, updated_at)
select
    community.id_from('vote ' || soc_post_likes.id),
    posts.id,
    profile_id,
    floor(3 * community.chance_by('option', soc_post_likes.id))::integer,
    soc_post_likes.created_at,
    soc_post_likes.created_at
from community.posts
inner join soc_post_likes on posts.id = soc_post_likes.post_id
where posts.post_type = 'poll' and soc_post_likes.created_at <= posts.created_at + interval '7 days';

update soc_posts
set poll_options = tallied.options
from (
    select
        votes.post_id,
        jsonb_agg(jsonb_build_object('text', text, 'votes', counts[place]) order by place)
            as options
    from (
        select
            post_id,
            array[
                count(*) filter (where option_index = 0), count(*) filter (where option_index = 1),
                count(*) filter (where option_index = 2)
            ] as counts
        from soc_poll_votes
        group by post_id
    ) as votes
    cross join unnest(array['Up', 'Down', 'Stable']) with ordinality as words (text, place)
    group by votes.post_id
) as tallied
where soc_posts.id = tallied.post_id;

insert into soc_post_reports (
    id,
    post_id,
    reported_by,
    reason,
    description,
    status,
    reviewed_by,
    reviewed_at,
    action_taken,
    created_at,
    updated_at
)
select
    community.id_of('report', posts.n),
    posts.id,
    members.id,
    community.pick(
        community.chance('reason', posts.n), 'spam', 'misinformation', 'inappropriate', 'harassment', 'other'
    ),
    null,
    answer.status,
    case when answer.status <> 'pending' then reviewer.id end,
    case when answer.status <> 'pending' then reported.at + interval '40 minutes' end,
    case when answer.status = 'actioned' then 'The author was warned.' end,
    reported.at,
    reported.at + case when answer.status = 'pending' then interval '0' else interval '40 minutes' end
from community.posts
inner join community.members on members.line = (posts.line + 4) % community.members()
inner join community.members as reviewer on reviewer.n = 1
cross join
    lateral (
        select
            community.soon_after(
                greatest(posts.created_at, members.joined_at), community.chance('reported', posts.n), '1 day'
            )
    ) as reported (at)
cross join
    lateral (
        select case
            when reported.at > community.until_at() - interval '1 hour' then 'pending'
            else community.pick(community.chance('report', posts.n), 'pending', 'reviewed', 'actioned', 'dismissed')
        end
    ) as answer (status)
where community.chance('is reported', posts.n) < 0.01 or posts.n <= 3;
