-- What people search for and do.

create table ana_search_queries (
    id uuid not null default gen_random_uuid(),
    profile_id uuid,
    query_text text not null,
    search_type text,
    results_count integer not null default 0,
    filters jsonb,
    session_id text,
    created_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (to_tsvector('english', query_text)) stored,
    constraint pk_ana_search_queries primary key (id, created_at),
    constraint fk_ana_search_queries_profile_id
    foreign key (profile_id) references profiles (id) on delete set null,
    constraint ck_ana_search_queries_search_type check (
        search_type in ('people', 'businesses', 'organizations', 'posts', 'events', 'resources', 'all')
    ),
    constraint ck_ana_search_queries_results_count check (results_count >= 0)
) partition by range (created_at);

create table ana_search_queries_default partition of ana_search_queries default;

comment on table ana_search_queries_default is 'ana_search_queries of months without a partition of their own.';
comment on table ana_search_queries is
'Somebody searched. Which people were found is in usr_search_appearances. Partitioned by month. Grain: search.';
comment on column ana_search_queries.profile_id is
'Empty for a visitor without account, and once the account is gone.';
comment on column ana_search_queries.query_text is 'What was typed; may be a name. @pii';
comment on column ana_search_queries.results_count is 'How much was found; 0 tells what people miss.';
comment on column ana_search_queries.filters is 'Filters that were set, by name.';
comment on column ana_search_queries.session_id is 'The same for all that was done in one visit.';
comment on column ana_search_queries.search_vector is 'English full text over the query. @pii';

create index idx_ana_search_queries_profile_id on ana_search_queries (profile_id, created_at desc)
where profile_id is not null;
create index idx_ana_search_queries_search_type on ana_search_queries (search_type);
create index idx_ana_search_queries_created_at on ana_search_queries (created_at desc);
create index fts_ana_search_queries on ana_search_queries using gin (search_vector);

select sys_declare_imported_counter(
    'ana_search_queries', 'results_count', 'What the search found at that time; the results are not kept.'
);


create table ana_activity_log (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    activity_type text not null,
    target_type text,
    target_id uuid,
    metadata jsonb,
    session_id text,
    user_agent text,
    ip_address inet,
    created_at timestamptz not null default now(),
    constraint pk_ana_activity_log primary key (id, created_at),
    constraint fk_ana_activity_log_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_ana_activity_log_activity_type check (
        activity_type in (
            'login', 'logout', 'profile_update', 'profile_view',
            'post_create', 'post_like', 'post_comment', 'post_share',
            'connection_request', 'connection_accept', 'message_send',
            'event_create', 'event_rsvp', 'resource_view', 'resource_like', 'search', 'other'
        )
    )
) partition by range (created_at);

create table ana_activity_log_default partition of ana_activity_log default;

comment on table ana_activity_log_default is 'ana_activity_log of months without a partition of their own.';
comment on table ana_activity_log is
'A member did something. Who was active, when and how often is read from here; changes of accounts and settings are '
'in usr_activity. Kept 90 days. Partitioned by month. Grain: event.';
comment on column ana_activity_log.target_id is
'What it was done to, in words of target_type. A record of the past: the target may be gone.';
comment on column ana_activity_log.metadata is 'Details; which ones depends on the type. @pii';
comment on column ana_activity_log.session_id is 'The same for all that was done in one visit.';
comment on column ana_activity_log.user_agent is '@pii';
comment on column ana_activity_log.ip_address is '@pii';

create index idx_ana_activity_log_profile_id_created_at on ana_activity_log (profile_id, created_at desc);
create index idx_ana_activity_log_activity_type on ana_activity_log (activity_type, created_at desc);
create index idx_ana_activity_log_target_type_target_id on ana_activity_log (target_type, target_id)
where target_id is not null;
create index idx_ana_activity_log_created_at on ana_activity_log (created_at desc);

-- All tables partitioned by month are there: this month's partitions and the next three.
select sys_make_partitions();
