-- Figures that the application computes and keeps, computed from what is there.

insert into usr_engagement_analytics (
    id,
    profile_id,
    date,
    profile_views,
    search_appearances,
    post_impressions,
    post_engagements,
    new_connections,
    new_followers,
    posts_created, comments_made, created_at, updated_at
)
select
    community.id_from(format('daily figures %s %s', profile_id, day)),
    profile_id,
    day,
    coalesce(sum(n) filter (where what = 'views'), 0),
    coalesce(sum(n) filter (where what = 'found'), 0),
    coalesce(sum(n) filter (where what = 'impressions'), 0),
    coalesce(sum(n) filter (where what = 'engagements'), 0),
    coalesce(sum(n) filter (where what = 'connections'), 0),
    coalesce(sum(n) filter (where what = 'followers'), 0),
    coalesce(sum(n) filter (where what = 'posts'), 0),
    coalesce(sum(n) filter (where what = 'comments'), 0),
    computed.at,
    computed.at
from (
    select
        what,
        profile_id,
        (at at time zone 'UTC')::date as day,
        count(*) as n
    from (
        select
            'views' as what,
            viewed_id as profile_id,
            created_at as at
        from ana_profile_views
        where viewed_type = 'individual'
        union all
        select
            'found',
            profile_id,
            appeared_at
        from usr_search_appearances
        union all
        select
            'impressions',
            author_id,
            views.created_at
        from soc_post_views as views
        inner join soc_posts on views.post_id = soc_posts.id and author_type = 'individual'
        where views.created_at >= community.until_at() - interval '32 days'
        union all
        select
            'engagements',
            author_id,
            likes.created_at
        from soc_post_likes as likes
        inner join soc_posts on likes.post_id = soc_posts.id and author_type = 'individual'
        where likes.created_at >= community.until_at() - interval '32 days'
        union all
        select
            'engagements',
            author_id,
            comments.created_at
        from soc_post_comments as comments
        inner join soc_posts on comments.post_id = soc_posts.id and author_type = 'individual'
        union all
        select
            'engagements',
            author_id,
            shares.created_at
        from soc_post_shares as shares
        inner join soc_posts on shares.post_id = soc_posts.id and author_type = 'individual'
        union all
        select
            'connections',
            profile_id_1,
            responded_at
        from soc_connections
        where status = 'accepted'
        union all
        select
            'connections',
            profile_id_2,
            responded_at
        from soc_connections
        where status = 'accepted'
        union all
        select
            'followers',
            following_id,
            created_at
        from soc_follows
        where following_type = 'individual'
        union all
        select
            'posts',
            author_id,
            created_at
        from soc_posts
        where author_type = 'individual'
        union all
        select
            'comments',
            profile_id,
            created_at
        from soc_post_comments
    ) as traces
    where
        at >= date_trunc('day', (community.until_at() - interval '30 days') at time zone 'UTC') at time zone 'UTC'
        and at < date_trunc('day', community.until_at() at time zone 'UTC') at time zone 'UTC'
    group by what, profile_id, day
) as counted
cross join lateral (select (day + 1)::timestamp at time zone 'UTC' as at) as computed
group by profile_id, day, computed.at;

insert into usr_leaderboards (
    id, leaderboard_type, period, period_start, period_end, rankings, calculated_at, updated_at
)
select
    community.id_from('ranking ' || starts),
    'top_contributors',
    'monthly',
    starts,
    (starts + interval '1 month')::date - 1,
    jsonb_agg(jsonb_build_object('rank', place, 'profile_id', author_id, 'score', posts) order by place),
    (starts + interval '1 month')::timestamp at time zone 'UTC',
    (starts + interval '1 month')::timestamp at time zone 'UTC'
from (
    select
        date_trunc('month', created_at at time zone 'UTC')::date as starts,
        author_id,
        count(*) as posts,
        row_number()
            over (
                partition by date_trunc('month', created_at at time zone 'UTC')::date order by count(*) desc, author_id
            )
            as place
    from soc_posts
    where author_type = 'individual'
    group by starts, author_id
) as ranked
where place <= 10 and (starts + interval '1 month')::timestamp at time zone 'UTC' < community.until_at()
group by starts;

insert into mkt_platform_kpis (
    id,
    metric_date,
    total_users,
    new_signups,
    daily_active_users,
    posts_created,
    connections_made,
    farmers_count,
    veterinarians_count,
    created_at,
    updated_at
)
select
    community.id_from('figures of ' || day),
    day,
    count(members.n) filter (where members.joined_at < next_day.at),
    count(members.n) filter (where members.joined_at >= this_day.at and members.joined_at < next_day.at),
    0,
    (
        select count(*) from soc_posts
        where created_at >= this_day.at and created_at < next_day.at
    ),
    (
        select count(*) from soc_connections
        where responded_at >= this_day.at and responded_at < next_day.at and status = 'accepted'
    ),
    count(members.n) filter (where members.role = 'farmer' and members.joined_at < next_day.at),
    count(members.n) filter (where members.role = 'veterinarian' and members.joined_at < next_day.at),
    next_day.at,
    next_day.at
from generate_series(1, 12) as age
cross join lateral (select (community.until_at() at time zone 'Asia/Kolkata')::date - age * 7 as day) as days
cross join lateral (select day::timestamp at time zone 'Asia/Kolkata' as at) as this_day
cross join lateral (select (day + 1)::timestamp at time zone 'Asia/Kolkata' as at) as next_day
cross join community.members
group by day, this_day.at, next_day.at;
