-- Comments on posts: threads of one to three, by people near the author.

create table community.comments as
with threads as (
    select
        posts.id as post_id,
        posts.n * 20000 + thread as number,
        posts.line,
        posts.created_at as post_at,
        community.soon_after(posts.created_at, community.chance('comment at', posts.n * 20000 + thread), '3 hours')
            as first_at,
        1 + floor(2.6 * community.chance('thread', posts.n * 20000 + thread) ^ 2)::integer as length
    from community.posts
    cross join
        lateral generate_series(
            1, floor(posts.wanted_likes * 0.05 + community.chance('threads', posts.n))::integer
        ) as thread
    where posts.visibility <> 'private'
),

timed as (
    select
        threads.post_id,
        threads.number * 3 + depth as number,
        depth,
        (
            threads.line
            + floor(community.members() * community.chance('commenter', threads.number * 3 + depth) ^ 4)::integer
        ) % community.members() as line,
        case depth
            when 0 then first_at
            when 1 then community.soon_after(first_at, community.chance('reply at', threads.number), '2 hours')
            else community.soon_after(
                community.soon_after(first_at, community.chance('reply at', threads.number), '2 hours'),
                community.chance('second reply at', threads.number), '2 hours'
            )
        end as created_at
    from threads
    cross join lateral generate_series(0, threads.length - 1) as depth
)

select
    timed.*,
    members.id as profile_id,
    members.n as author_number
from timed
inner join community.members on timed.line = members.line
where members.joined_at <= timed.created_at and timed.created_at < members.active_until;

-- A thread ends where somebody had not yet come.
delete from community.comments
where depth = 1 and number - 1 not in (
    select number from community.comments
    where depth = 0
);
delete from community.comments
where depth = 2 and number - 1 not in (
    select number from community.comments
    where depth = 1
);

alter table community.comments add primary key (number);
analyze community.comments;

insert into soc_post_comments (
    id,
    post_id,
    profile_id,
    parent_comment_id,
    content,
    is_flagged,
    is_deleted,
    deleted_at,
    deleted_by,
    deletion_reason,
    purge_at, created_at, updated_at
)
select
    community.id_of('comment', number),
    post_id,
    profile_id,
    case when depth > 0 then community.id_of('comment', number - 1) end,
    community.comments(community.chance('comment', number)),
    community.chance('flagged', number) < 0.003,
    trash.at is not null,
    trash.at,
    case when trash.at is not null then profile_id end,
    case when trash.at is not null then 'Written by mistake.' end,
    trash.at + interval '720 hours',
    created_at,
    coalesce(trash.at, created_at)
from community.comments
cross join lateral (
    select case
        when community.chance('comment trash', number) < 0.006
            then
                greatest(created_at, community.until_at() - interval '29 days')
                + (community.until_at() - greatest(created_at, community.until_at() - interval '29 days'))
                * community.chance('comment trash at', number)
    end
) as trash (at);

insert into soc_comment_likes (id, comment_id, profile_id, created_at)
select
    community.id_of('comment like', drawn.number),
    community.id_of('comment', drawn.comment),
    members.id,
    drawn.at
from (
    select
        comments.number as comment,
        comments.number * 64 + step as number,
        (comments.line + step * 2 - community.number('comment liker', comments.number * 64 + step, 0, 1))
        % community.members() as line,
        community.soon_after(
            comments.created_at, community.chance('comment like at', comments.number * 64 + step), '2 hours'
        ) as at
    from community.comments
    cross join lateral generate_series(
        1,
        least(
            60, community.members() / 3, floor(0.4 * (1 - community.chance('comment likes', comments.number)) ^ (-0.7))
        )::integer
    ) as step
) as drawn
inner join community.members on drawn.line = members.line
where drawn.at >= members.joined_at;
