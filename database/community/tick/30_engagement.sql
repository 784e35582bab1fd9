-- A day's views, likes and comments of recent posts; some are taken back.

create table community.encounters as
select
    posts.id as post_id,
    present.id as profile_id,
    community.id_from(format('%s %s', posts.id, present.id)) as id,
    greatest(posts.created_at, present.at) + interval '1 minute' as at
from (
    select
        id,
        created_at,
        row_number() over (order by id) as number,
        2 + floor(3 * (1 - community.chance_by('popular', id)) ^ (-0.7))::integer as wanted
    from soc_posts_live
    where visibility = 'public' and created_at > community.until_at() - interval '5 days'
) as posts
cross join (select count(everybody.place)::integer as size from community.present as everybody) as crowd
cross join lateral generate_series(1, least(wanted, crowd.size / 3)) as step
inner join
    community.present
    on present.place = (number * 17 + step * 2 + community.number('meets', number * 10000 + step, 0, 1)) % crowd.size;

delete from community.encounters
where at >= community.until_at();

insert into soc_post_views (id, post_id, viewer_id, view_duration_seconds, device_type, created_at)
select
    community.id_from('view ' || id),
    post_id,
    profile_id,
    9,
    'mobile',
    at
from community.encounters;

insert into soc_post_likes (id, post_id, profile_id, created_at)
select
    id,
    post_id,
    profile_id,
    at
from community.encounters
where community.chance_by('likes', id) < 0.6
on conflict (post_id, profile_id) do nothing;

delete from soc_post_likes
where created_at > community.until_at() - interval '3 days' and community.chance_by('takes back', id) < 0.02;

insert into soc_post_comments (id, post_id, profile_id, content, created_at, updated_at)
select
    community.id_from('comment ' || id),
    post_id,
    profile_id,
    community.comments(community.chance_by('comment', id)),
    at,
    at
from community.encounters
where community.chance_by('comments', id) < 0.1;

insert into soc_post_comments (id, post_id, profile_id, parent_comment_id, content, created_at, updated_at)
select
    community.id_from('reply ' || comments.id),
    comments.post_id,
    soc_posts.author_id,
    comments.id,
    'Thank you.',
    comments.created_at + interval '2 minutes',
    comments.created_at + interval '2 minutes'
from soc_post_comments_live as comments
inner join soc_posts on comments.post_id = soc_posts.id and soc_posts.author_type = 'individual'
where
    comments.created_at >= community.until_at() - interval '1 day'
    and comments.created_at < community.until_at() - interval '3 minutes'
    and comments.parent_comment_id is null and community.chance_by('replies', comments.id) < 0.4;

insert into soc_comment_likes (id, comment_id, profile_id, created_at)
select
    community.id_from(format('comment like %s %s', comments.id, present.id)),
    comments.id,
    present.id,
    community.until_at() - interval '2 minutes'
from soc_post_comments_live as comments
inner join community.present on present.place = floor(community.chance_by('liked by', comments.id) * 20)
where comments.created_at >= community.until_at() - interval '2 days'
on conflict (comment_id, profile_id) do nothing;

update soc_post_comments
set is_deleted = true, deleted_at = community.until_at() - interval '1 minute', deleted_by = profile_id
where
    created_at > community.until_at() - interval '9 days'
    and not is_deleted
    and community.chance_by('is deleted', id) < 0.01;

insert into soc_poll_votes (id, post_id, profile_id, option_index, created_at, updated_at)
select
    community.id_from('vote ' || encounters.id),
    post_id,
    profile_id,
    0,
    at,
    at
from community.encounters
inner join soc_posts on soc_posts.id = post_id and soc_posts.post_type = 'poll' and soc_posts.poll_ends_at > at
on conflict (post_id, profile_id) do nothing;
