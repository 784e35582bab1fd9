-- Full-text search. The index and the search read one column, so they cannot differ.

create function search_profiles(
    wanted text, viewer_id uuid default null, max_results integer default 20, results_skipped integer default 0
)
returns table (
    profile_id uuid, full_name text, profile_slug text, profile_photo_url text, headline text, location_state text,
    location_city text, verification_level text, profile_strength integer, rank real
)
language sql stable
as $$
    select
        profiles.id, profiles.full_name, profiles.profile_slug, profiles.profile_photo_url, profiles.headline,
        profiles.location_state, profiles.location_city, profiles.verification_level, profiles.profile_strength,
        ts_rank(profiles.search_vector, websearch_to_tsquery('english', wanted)) as rank
    from profiles
    where profiles.search_vector @@ websearch_to_tsquery('english', wanted)
        and profiles.is_public
        and not exists (
            select from usr_privacy_settings as privacy
            where privacy.profile_id = profiles.id and privacy.profile_visibility <> 'public'
        )
        and profiles.id not in (select sys_blocked_profiles(viewer_id))
    order by rank desc, profiles.profile_strength desc, profiles.id
    limit max_results offset results_skipped
$$;

comment on function search_profiles is
'Public profiles whose name, headline, bio or city have the words (as in a web search: "a phrase", or, -not), best '
'first, then the strongest; nobody who blocked the viewer or is blocked. 20 unless told.';

create function search_posts(
    wanted text, viewer_id uuid default null, max_results integer default 20, results_skipped integer default 0
)
returns table (
    post_id uuid, author_type text, author_id uuid, content text, post_type text, likes_count integer,
    comments_count integer, shares_count integer, engagement_score integer, created_at timestamptz, rank real
)
language plpgsql stable
-- What a span of time holds depends on its ends.
set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
    query tsquery := websearch_to_tsquery('english', wanted);
    hidden uuid[] := array(select sys_blocked_profiles(viewer_id));
    newest timestamptz := (select max(created_at) from soc_posts where visibility = 'public' and not is_deleted);
    upto timestamptz := 'infinity';
    since timestamptz;
    matches_left integer := 5000;
    matches_found integer;
    best_found uuid[];
    best uuid[];
begin
    -- A word that every third post has would have a million posts read and ranked: the newest
    -- are. Spans of growing length, so that a common word ends the search in the first.
    foreach since in array array[
        newest - interval '7 days', newest - interval '60 days', newest - interval '1 year', '-infinity'
    ] loop
        with matches as materialized (
            select id, engagement_score, created_at, ts_rank(search_vector, query) as rank
            from soc_posts
            -- How common words are together is guessed too low by far where they are a phrase;
            -- unknown to the planner, they pass for common, and the span's index is used too.
            where search_vector @@ case when numnode(query) = 1 then query else (select query) end
                and visibility = 'public'
                and not is_deleted
                and (author_type <> 'individual' or author_id <> all (hidden))
                and created_at > since and created_at <= upto
            order by created_at desc
            limit matches_left
        )

        select
            count(*),
            (array_agg(id order by rank desc, engagement_score desc, created_at desc, id))[
                :least(results_skipped + max_results, 5000)
            ]
        into matches_found, best_found
        from matches;
        best := best || best_found;
        matches_left := matches_left - matches_found;
        exit when matches_left = 0;
        upto := since;
    end loop;

    return query
    select
        post.id, post.author_type, post.author_id, post.content, post.post_type, post.likes_count,
        post.comments_count, post.shares_count, post.engagement_score, post.created_at,
        ts_rank(post.search_vector, query) as rank
    from soc_posts as post
    where post.id = any (best)
    order by rank desc, post.engagement_score desc, post.created_at desc, post.id
    limit max_results offset results_skipped;
end
$$;

comment on function search_posts is
'Public posts that have the words (as in a web search), best first, then by engagement score and newest; where more '
'than 5000 have them, the newest 5000 of those. Nothing of people who blocked the viewer or are blocked.';

create function search_resources(
    wanted text, viewer_id uuid default null, max_results integer default 20, results_skipped integer default 0
)
returns table (
    resource_id uuid, author_id uuid, title text, slug text, description text, resource_type text,
    published_at timestamptz, views_count integer, likes_count integer, bookmarks_count integer, rank real
)
language sql stable
as $$
    select
        resource.id, resource.author_id, resource.title, resource.slug, resource.description,
        resource.resource_type, resource.published_at, resource.views_count, resource.likes_count,
        resource.bookmarks_count,
        ts_rank(resource.search_vector, websearch_to_tsquery('english', wanted)) as rank
    from res_resources as resource
    where resource.search_vector @@ websearch_to_tsquery('english', wanted)
        and resource.status = 'published'
        and coalesce(resource.published_at <= now(), true)
        and resource.author_id not in (select sys_blocked_profiles(viewer_id))
    order by rank desc, resource.views_count desc, resource.id
    limit max_results offset results_skipped
$$;

comment on function search_resources is
'What the library has published about the words (as in a web search), best first, then the most viewed. Nothing of '
'people who blocked the viewer or are blocked.';
