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
language sql stable
as $$
    select
        post.id, post.author_type, post.author_id, post.content, post.post_type, post.likes_count,
        post.comments_count, post.shares_count, post.engagement_score, post.created_at,
        ts_rank(post.search_vector, websearch_to_tsquery('english', wanted)) as rank
    from (
        -- A word that every third post has would have a million posts ranked: the newest do.
        select *
        from soc_posts
        where search_vector @@ websearch_to_tsquery('english', wanted)
            and visibility = 'public'
            and not is_deleted
            and (author_type <> 'individual' or author_id not in (select sys_blocked_profiles(viewer_id)))
        order by created_at desc
        limit 5000
    ) as post
    order by rank desc, post.engagement_score desc, post.created_at desc, post.id
    limit max_results offset results_skipped
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
