-- What adds up about a person: totals, searches that found the person, days, rankings.

create table usr_stats (
    profile_id uuid not null,
    connections_count integer not null default 0,
    followers_count integer not null default 0,
    following_count integer not null default 0,
    posts_count integer not null default 0,
    comments_count integer not null default 0,
    likes_given_count integer not null default 0,
    likes_received_count integer not null default 0,
    profile_views_count integer not null default 0,
    search_appearances_count integer not null default 0,
    endorsements_received_count integer not null default 0,
    recommendations_received_count integer not null default 0,
    updated_at timestamptz not null default now(),
    last_updated_at timestamptz not null generated always as (updated_at) stored,
    constraint pk_usr_stats primary key (profile_id),
    constraint fk_usr_stats_profile_id foreign key (profile_id) references profiles (id) on delete cascade
);

comment on table usr_stats is
'Totals of a person, kept by triggers on the tables they count. Grain: person; every profile has one.';
comment on column usr_stats.connections_count is 'Accepted connections, whoever asked.';
comment on column usr_stats.followers_count is 'People, businesses and organizations that follow the person.';
comment on column usr_stats.following_count is 'People, businesses and organizations the person follows.';
comment on column usr_stats.posts_count is 'Posts as a person that are not in the trash, not those of a business.';
comment on column usr_stats.comments_count is 'Comments written that are not in the trash.';
comment on column usr_stats.likes_received_count is 'Likes of the posts that posts_count counts.';
comment on column usr_stats.search_appearances_count is 'Results of other people''s searches that showed the person.';
comment on column usr_stats.recommendations_received_count is 'Accepted ones.';
comment on column usr_stats.last_updated_at is 'The same as updated_at, under the name callers know.';

create index idx_usr_stats_connections_count on usr_stats (connections_count desc);
create index idx_usr_stats_followers_count on usr_stats (followers_count desc);
create index idx_usr_stats_likes_received_count on usr_stats (likes_received_count desc);
create index idx_usr_stats_posts_count on usr_stats (posts_count desc);

select sys_touch_updated_at('usr_stats');
select sys_declare_companion('profiles', 'usr_stats');
select sys_declare_counter(
    'usr_stats', 'endorsements_received_count',
    '[{"child": "usr_profile_skills", "key": "profile_id", "value": "endorsements_count"}]', 'sum'
);
select sys_declare_counter(
    'usr_stats', 'recommendations_received_count',
    '[{"child": "usr_skill_recommendations", "key": "profile_id", "filter": "status = ''accepted''"}]'
);


create table usr_search_appearances (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    search_query text,
    search_filters jsonb,
    search_position integer,
    was_clicked boolean not null default false,
    appeared_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_search_appearances primary key (id),
    constraint fk_usr_search_appearances_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_search_appearances_search_position check (search_position >= 1)
);

comment on table usr_search_appearances is
'A person was among the results of somebody''s search. The search itself, whoever it found, is in '
'ana_search_queries. Written by the application when it shows the results: only it knows who was on the page. '
'Grain: search and person found.';
comment on column usr_search_appearances.search_query is 'What was typed; may be a name. @pii';
comment on column usr_search_appearances.search_filters is 'Filters that were set, by name.';
comment on column usr_search_appearances.search_position is 'Place among the results, from 1.';
comment on column usr_search_appearances.was_clicked is 'The searcher opened the profile from the results.';

create index idx_usr_search_appearances_profile_id_appeared_at
on usr_search_appearances (profile_id, appeared_at desc);
create index idx_usr_search_appearances_appeared_at on usr_search_appearances (appeared_at desc);
create index idx_usr_search_appearances_was_clicked on usr_search_appearances (appeared_at desc) where was_clicked;

select sys_touch_updated_at('usr_search_appearances');
select sys_declare_counter(
    'usr_stats', 'search_appearances_count', '[{"child": "usr_search_appearances", "key": "profile_id"}]'
);


create table usr_engagement_analytics (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    date date not null,
    profile_views integer not null default 0,
    search_appearances integer not null default 0,
    post_impressions integer not null default 0,
    post_engagements integer not null default 0,
    new_connections integer not null default 0,
    new_followers integer not null default 0,
    posts_created integer not null default 0,
    comments_made integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_engagement_analytics primary key (id),
    constraint uq_usr_engagement_analytics_profile_id_date unique (profile_id, date),
    constraint fk_usr_engagement_analytics_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_engagement_analytics_amounts check (
        least(
            profile_views, search_appearances, post_impressions, post_engagements,
            new_connections, new_followers, posts_created, comments_made
        ) >= 0
    )
);

comment on table usr_engagement_analytics is
'What happened to and through a person on a day, computed once the day is over from the tables that record it, '
'some of which forget earlier. Grain: person and day with anything to tell.';
comment on column usr_engagement_analytics.date is 'Day in UTC.';
comment on column usr_engagement_analytics.post_impressions is 'Views of the person''s posts.';
comment on column usr_engagement_analytics.post_engagements is 'Likes, comments and shares of the person''s posts.';
comment on column usr_engagement_analytics.new_connections is 'Connections accepted on the day, whoever asked.';

create index idx_usr_engagement_analytics_date on usr_engagement_analytics (date desc);

select sys_touch_updated_at('usr_engagement_analytics');


create table usr_leaderboards (
    id uuid not null default gen_random_uuid(),
    leaderboard_type text not null,
    period text not null,
    period_start date not null,
    period_end date not null,
    rankings jsonb not null,
    calculated_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_leaderboards primary key (id),
    constraint uq_usr_leaderboards_leaderboard_type_period_period_start
    unique (leaderboard_type, period, period_start),
    constraint ck_usr_leaderboards_leaderboard_type check (
        leaderboard_type in ('top_contributors', 'top_experts', 'most_helpful', 'most_connected', 'rising_stars')
    ),
    constraint ck_usr_leaderboards_period check (period in ('daily', 'weekly', 'monthly', 'all_time')),
    constraint ck_usr_leaderboards_period_end check (period_end >= period_start)
);

comment on table usr_leaderboards is
'A ranking of people in a period, computed and then kept as it was. Written by the application, whose formulas '
'they are: nothing here fills it. Grain: kind of ranking and period.';
comment on column usr_leaderboards.period_end is 'Last day of the period, included.';
comment on column usr_leaderboards.rankings is
'Array of {rank, profile_id, score}, best first. No names: the profile has them.';

select sys_touch_updated_at('usr_leaderboards');


create table usr_activity (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    activity_type text not null,
    activity_data jsonb,
    ip_address inet,
    user_agent text,
    device_type text,
    created_at timestamptz not null default now(),
    constraint pk_usr_activity primary key (id),
    constraint fk_usr_activity_profile_id foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_activity_activity_type check (activity_type ~ '^(account|device|settings)_[a-z_]+$')
);

comment on table usr_activity is
'What was changed about an account, its devices and its settings, for the person and for support to look up. '
'What people do in the community, signing in included, is in ana_activity_log and nowhere else: no kind of '
'activity fits into both. Kept 90 days. Grain: event.';
comment on column usr_activity.activity_type is
'Begins with account_, device_ or settings_, such as account_email_change or device_added.';
comment on column usr_activity.activity_data is 'Details; which ones depends on the type. @pii';
comment on column usr_activity.ip_address is '@pii';
comment on column usr_activity.user_agent is '@pii';
comment on column usr_activity.device_type is 'mobile, tablet or desktop.';

create index idx_usr_activity_profile_id_created_at on usr_activity (profile_id, created_at desc);
create index idx_usr_activity_activity_type on usr_activity (activity_type);
create index idx_usr_activity_created_at on usr_activity (created_at desc);
