-- Figures about a person: work, what the person does and what comes back, day by day.

create function calculate_total_experience(of_profile uuid, as_of date default current_date) returns integer
language sql stable
as $$
    -- Ranges that overlap or touch become one, so that parallel jobs count once.
    select coalesce(extract(year from justify_interval(sum(age(upper(period), lower(period))))), 0)::integer
    from unnest((
        select range_agg(daterange(start_date, least(coalesce(end_date, as_of), as_of), '[]'))
        from usr_experiences
        where profile_id = of_profile
            and start_date <= as_of
            -- A past job whose end nobody knows adds nothing.
            and (end_date is not null or is_current)
    )) as period
$$;

comment on function calculate_total_experience is
'Years of work of a person, whole ones; time with several jobs at once counts once, present jobs up to the day.';

create function get_user_engagement_stats(of_profile uuid)
returns table (
    profile_id uuid, posts_count integer, comments_count integer, likes_given_count integer,
    likes_received_count integer, comments_received_count bigint, shares_received_count bigint,
    views_received_count bigint, engagement_score bigint, average_engagement_score numeric, engagement_rate_pct numeric,
    connections_count integer, followers_count integer, following_count integer, profile_views_count integer
)
language sql stable
as $$
    select
        usr_stats.profile_id,
        usr_stats.posts_count,
        usr_stats.comments_count,
        usr_stats.likes_given_count,
        usr_stats.likes_received_count,
        posts.comments,
        posts.shares,
        posts.views,
        posts.score,
        round(posts.score::numeric / nullif(usr_stats.posts_count, 0), 1),
        round(
            100.0 * (usr_stats.likes_received_count + posts.comments + posts.shares) / nullif(posts.views, 0), 2
        ),
        usr_stats.connections_count,
        usr_stats.followers_count,
        usr_stats.following_count,
        usr_stats.profile_views_count
    from usr_stats
    cross join lateral (
        select
            coalesce(sum(soc_posts.comments_count), 0) as comments,
            coalesce(sum(soc_posts.shares_count), 0) as shares,
            coalesce(sum(soc_posts.views_count), 0) as views,
            coalesce(sum(soc_posts.engagement_score), 0) as score
        from soc_posts
        where soc_posts.author_type = 'individual' and soc_posts.author_id = of_profile and not soc_posts.is_deleted
    ) as posts
    where usr_stats.profile_id = of_profile
$$;

comment on function get_user_engagement_stats is
'What a person did and what came back, over all time: of posts that are not in the trash. engagement_rate_pct is '
'likes, comments and shares for 100 views; null without views. No row for a person who is not there.';

create function record_engagement_day(of_day date) returns bigint
language plpgsql
as $$
declare
    starts timestamptz := of_day::timestamp at time zone 'UTC';
    ends timestamptz := (of_day + 1)::timestamp at time zone 'UTC';
    rows_found bigint;
begin
    if ends > now() or starts < now() - interval '180 days' then
        perform sys_fail(
            format('%s cannot be recorded', of_day),
            'a day that is over and whose profile views are still there (180 days)',
            case when ends > now() then 'a day that is not over' else 'an older day' end,
            'record each day on one of the days after it', '22008'
        );
    end if;

    with events as (
        select viewed_id as profile_id, 'profile_views' as kind
        from ana_profile_views
        where viewed_type = 'individual' and created_at >= starts and created_at < ends
        union all
        select profile_id, 'search_appearances'
        from usr_search_appearances
        where appeared_at >= starts and appeared_at < ends
        union all
        select post.author_id, 'post_impressions'
        from soc_post_views as child
        inner join soc_posts as post on post.id = child.post_id and post.author_type = 'individual'
        where child.created_at >= starts and child.created_at < ends
        union all
        select post.author_id, 'post_engagements'
        from (
            select post_id from soc_post_likes where created_at >= starts and created_at < ends
            union all
            select post_id from soc_post_comments where created_at >= starts and created_at < ends and not is_deleted
            union all
            select post_id from soc_post_shares where created_at >= starts and created_at < ends
            union all
            select shared_post_id
            from soc_posts
            where created_at >= starts and created_at < ends and shared_post_id is not null and not is_deleted
        ) as child
        inner join soc_posts as post on post.id = child.post_id and post.author_type = 'individual'
        union all
        select each.profile_id, 'new_connections'
        from soc_connections
        cross join lateral (values (profile_id_1), (profile_id_2)) as each (profile_id)
        where status = 'accepted' and coalesce(responded_at, created_at) >= starts
            and coalesce(responded_at, created_at) < ends
        union all
        select following_id, 'new_followers'
        from soc_follows
        where following_type = 'individual' and created_at >= starts and created_at < ends
        union all
        select author_id, 'posts_created'
        from soc_posts
        where author_type = 'individual' and created_at >= starts and created_at < ends and not is_deleted
        union all
        select profile_id, 'comments_made'
        from soc_post_comments
        where created_at >= starts and created_at < ends and not is_deleted
    ),

    computed as materialized (
        select
            profile_id,
            count(*) filter (where kind = 'profile_views') as profile_views,
            count(*) filter (where kind = 'search_appearances') as search_appearances,
            count(*) filter (where kind = 'post_impressions') as post_impressions,
            count(*) filter (where kind = 'post_engagements') as post_engagements,
            count(*) filter (where kind = 'new_connections') as new_connections,
            count(*) filter (where kind = 'new_followers') as new_followers,
            count(*) filter (where kind = 'posts_created') as posts_created,
            count(*) filter (where kind = 'comments_made') as comments_made
        from events
        group by profile_id
    ),

    gone as (
        delete from usr_engagement_analytics
        where date = of_day and profile_id not in (select computed.profile_id from computed)
    ),

    written as (
        insert into usr_engagement_analytics as stored (
            profile_id, date, profile_views, search_appearances, post_impressions, post_engagements, new_connections,
            new_followers, posts_created, comments_made
        )
        select
            profile_id, of_day, profile_views, search_appearances, post_impressions, post_engagements, new_connections,
            new_followers, posts_created, comments_made
        from computed
        on conflict (profile_id, date) do update
        set profile_views = excluded.profile_views,
            search_appearances = excluded.search_appearances,
            post_impressions = excluded.post_impressions,
            post_engagements = excluded.post_engagements,
            new_connections = excluded.new_connections,
            new_followers = excluded.new_followers,
            posts_created = excluded.posts_created,
            comments_made = excluded.comments_made
    )

    select count(*) into rows_found from computed;
    return rows_found;
end
$$;

comment on function record_engagement_day is
'Write usr_engagement_analytics of a day (UTC) that is over, anew where it is there; return the number of people.';

create function get_profile_analytics(of_profile uuid, days integer default 30, until_date date default null)
returns table (
    days_recorded bigint, profile_views bigint, search_appearances bigint, post_impressions bigint,
    post_engagements bigint, new_connections bigint, new_followers bigint, posts_created bigint, comments_made bigint,
    mean_daily_profile_views numeric
)
language sql stable
as $$
    select
        count(*),
        coalesce(sum(daily.profile_views), 0),
        coalesce(sum(daily.search_appearances), 0),
        coalesce(sum(daily.post_impressions), 0),
        coalesce(sum(daily.post_engagements), 0),
        coalesce(sum(daily.new_connections), 0),
        coalesce(sum(daily.new_followers), 0),
        coalesce(sum(daily.posts_created), 0),
        coalesce(sum(daily.comments_made), 0),
        round(avg(daily.profile_views), 2)
    from usr_engagement_analytics as daily
    where daily.profile_id = of_profile
        and daily.date > coalesce(until_date, (now() at time zone 'UTC')::date) - days
        and daily.date <= coalesce(until_date, (now() at time zone 'UTC')::date)
$$;

comment on function get_profile_analytics is
'Sums of what happened to and through a person in the last days up to a day, today (UTC) unless told, and mean '
'profile views of the days recorded (null when none was).';
