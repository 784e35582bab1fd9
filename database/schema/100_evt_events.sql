-- Events, with a trash and the last versions of what they announce; who hosts them along.

select sys_declare_module(
    'evt_', 'Events', 'community', 'Events: programme, registrations and tickets, sponsors and stalls, feedback.'
);

create table evt_events (
    id uuid not null default gen_random_uuid(),
    organizer_type text not null,
    organizer_id uuid not null,
    event_type_id uuid,
    created_by uuid,
    title text not null,
    slug text,
    tagline text,
    description text,
    cover_image_url text,
    logo_url text,
    brochure_url text,
    primary_color text,
    secondary_color text,
    start_date timestamptz not null,
    end_date timestamptz not null,
    timezone text default 'Asia/Kolkata',
    location_type text not null,
    venue_name text,
    venue_address text,
    venue_city text,
    venue_state text,
    venue_country text default 'India',
    venue_coordinates point,
    venue_map_url text,
    venue_place_id text,
    virtual_link text,
    virtual_platform text,
    contact_email text,
    contact_phone text,
    website_url text,
    registration_required boolean not null default false,
    registration_start timestamptz,
    registration_deadline timestamptz,
    max_attendees integer,
    registration_fee numeric(10, 2) default 0,
    currency text default 'INR',
    features jsonb not null default '{}',
    settings jsonb not null default '{}',
    meta_title text,
    meta_description text,
    visibility text not null default 'public',
    status text not null default 'draft',
    attendees_count integer not null default 0,
    interested_count integer not null default 0,
    views_count integer not null default 0,
    engagement_score integer not null generated always as (3 * attendees_count) stored,
    current_version integer not null default 1,
    edited_at timestamptz,
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    deleted_by uuid,
    deletion_reason text,
    purge_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', coalesce(tagline, '')), 'B')
        || setweight(to_tsvector('english', coalesce(description, '')), 'C')
        || setweight(to_tsvector('english', coalesce(venue_name, '')), 'D')
    ) stored,
    constraint pk_evt_events primary key (id),
    constraint uq_evt_events_slug unique (slug),
    constraint fk_evt_events_event_type_id foreign key (event_type_id) references ref_event_types (id),
    constraint fk_evt_events_created_by foreign key (created_by) references profiles (id) on delete set null,
    constraint fk_evt_events_deleted_by foreign key (deleted_by) references profiles (id) on delete set null,
    constraint ck_evt_events_organizer_type check (organizer_type in ('individual', 'business', 'organization')),
    constraint ck_evt_events_title check (title <> ''),
    constraint ck_evt_events_slug check (slug <> ''),
    constraint ck_evt_events_description_length check (char_length(description) <= 5000),
    constraint ck_evt_events_end_date check (end_date > start_date),
    constraint ck_evt_events_location_type check (location_type in ('physical', 'virtual', 'hybrid')),
    constraint ck_evt_events_registration_deadline check (registration_deadline >= registration_start),
    constraint ck_evt_events_max_attendees check (max_attendees >= 1),
    constraint ck_evt_events_registration_fee check (registration_fee >= 0),
    constraint ck_evt_events_currency check (currency ~ '^[A-Z]{3}$'),
    constraint ck_evt_events_features check (jsonb_typeof(features) = 'object'),
    constraint ck_evt_events_settings check (jsonb_typeof(settings) = 'object'),
    constraint ck_evt_events_visibility check (visibility in ('public', 'private', 'members_only')),
    constraint ck_evt_events_status check (status in ('draft', 'published', 'cancelled', 'completed')),
    constraint ck_evt_events_counts check (least(attendees_count, interested_count, views_count) >= 0)
);

comment on table evt_events is
'A meeting, training, fair or webinar. Deleting goes through the trash; reads go to evt_events_live. Grain: event.';
comment on column evt_events.organizer_id is
'Id of a person, business or organization, as organizer_type says; it cannot go while it has events.';
comment on column evt_events.created_by is
'Who entered it; empty where unknown or once that person''s account is gone.';
comment on column evt_events.slug is 'Last part of the address of the event''s page, where it has one of its own.';
comment on column evt_events.description is 'At most 5000 characters.';
comment on column evt_events.start_date is 'Instant of the beginning; shown in the event''s timezone.';
comment on column evt_events.end_date is 'Instant of the end.';
comment on column evt_events.timezone is 'Name of the IANA time zone that dates are shown in.';
comment on column evt_events.venue_address is 'A place of business or assembly, not somebody''s home.';
comment on column evt_events.venue_coordinates is 'Longitude and latitude, in this order.';
comment on column evt_events.venue_place_id is 'Id of the venue at the provider of the map.';
comment on column evt_events.virtual_link is 'Shown to people who are registered.';
comment on column evt_events.contact_email is 'Of whoever answers questions. @pii';
comment on column evt_events.contact_phone is 'Of whoever answers questions. @pii';
comment on column evt_events.max_attendees is 'Empty: no limit.';
comment on column evt_events.registration_fee is
'In currency; 0 is free. Events with several prices have evt_ticket_types.';
comment on column evt_events.features is 'Parts of the page that are switched on.';
comment on column evt_events.settings is 'How those parts behave.';
comment on column evt_events.visibility is 'members_only: members of the organizing organization.';
comment on column evt_events.attendees_count is 'Registrations of people who are going, those cancelled left out.';
comment on column evt_events.interested_count is 'People who are interested and have not decided.';
comment on column evt_events.views_count is 'Views of the page, from ana_entity_views.';
comment on column evt_events.engagement_score is 'A registration weighs 3, a view nothing.';
comment on column evt_events.current_version is 'Number of the newest row of evt_event_versions.';
comment on column evt_events.edited_at is
'When the announcement last changed; updated_at moves with every change, those of counters included.';
comment on column evt_events.deletion_reason is 'Words of whoever deleted it. @pii';
comment on column evt_events.purge_at is 'When the row goes for good: 30 days after it went to the trash.';
comment on column evt_events.search_vector is
'English full text over title (A), tagline (B), description (C) and name of the venue (D).';

create index idx_evt_events_organizer_type_organizer_id on evt_events (organizer_type, organizer_id, start_date desc);
create index idx_evt_events_event_type_id on evt_events (event_type_id);
create index idx_evt_events_created_by on evt_events (created_by) where created_by is not null;
create index idx_evt_events_start_date on evt_events (start_date);
create index idx_evt_events_upcoming on evt_events (start_date)
where status = 'published' and visibility = 'public' and not is_deleted;
create index idx_evt_events_status on evt_events (status, start_date);
create index idx_evt_events_location_type on evt_events (location_type, start_date) where not is_deleted;
create index idx_evt_events_venue_state_venue_city on evt_events (venue_state, venue_city);
create index idx_evt_events_deleted_by on evt_events (deleted_by, deleted_at desc) where deleted_by is not null;
create index fts_evt_events on evt_events using gin (search_vector);

select sys_touch_updated_at('evt_events');
select sys_declare_polymorphic_reference(
    'evt_events', 'organizer_type', 'organizer_id',
    '{"individual": "profiles", "business": "biz_profiles", "organization": "org_profiles"}', 'restrict'
);
select sys_declare_trash('evt_events');
select sys_declare_counter(
    'org_profiles', 'events_count',
    '[{"child": "evt_events", "key": "organizer_id",
       "filter": "organizer_type = ''organization'' and not is_deleted"}]'
);
select sys_declare_counter(
    'org_stats', 'events_count',
    '[{"child": "evt_events", "key": "organizer_id",
       "filter": "organizer_type = ''organization'' and not is_deleted"}]'
);


create table evt_event_versions (
    event_id uuid not null,
    version integer not null,
    title text not null,
    tagline text,
    description text,
    start_date timestamptz not null,
    end_date timestamptz not null,
    location_type text not null,
    venue_name text,
    venue_address text,
    venue_city text,
    venue_state text,
    venue_country text,
    virtual_link text,
    registration_deadline timestamptz,
    max_attendees integer,
    registration_fee numeric(10, 2),
    currency text,
    attendees_count integer not null,
    interested_count integer not null,
    views_count integer not null,
    edited_by uuid,
    edited_at timestamptz not null,
    constraint pk_evt_event_versions primary key (event_id, version),
    constraint fk_evt_event_versions_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint fk_evt_event_versions_edited_by
    foreign key (edited_by) references profiles (id) on delete set null,
    constraint ck_evt_event_versions_version check (version >= 1)
);

comment on table evt_event_versions is
'What an event announced: the present version and the two before it. Grain: event and version.';
comment on column evt_event_versions.version is 'From 1; the highest is evt_events.current_version.';
comment on column evt_event_versions.attendees_count is 'At the time of the edit.';
comment on column evt_event_versions.interested_count is 'At the time of the edit.';
comment on column evt_event_versions.views_count is 'At the time of the edit.';
comment on column evt_event_versions.edited_by is 'Who wrote this version, where the application said so.';

create index idx_evt_event_versions_edited_by on evt_event_versions (edited_by);

select sys_declare_versions(
    'evt_events', 'evt_event_versions',
    array[
        'title', 'tagline', 'description', 'start_date', 'end_date', 'location_type', 'venue_name', 'venue_address',
        'venue_city', 'venue_state', 'venue_country', 'virtual_link', 'registration_deadline', 'max_attendees',
        'registration_fee', 'currency'
    ]
);
select sys_declare_imported_counter('evt_event_versions', column_name, 'The count when the version was written.')
from unnest(array['attendees_count', 'interested_count', 'views_count']) as each (column_name);


create table evt_cohosts (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    cohost_type text not null,
    cohost_id uuid not null,
    can_edit boolean not null default false,
    can_manage_attendees boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_cohosts primary key (id),
    constraint uq_evt_cohosts_event_id_cohost_type_cohost_id unique (event_id, cohost_type, cohost_id),
    constraint fk_evt_cohosts_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint ck_evt_cohosts_cohost_type check (cohost_type in ('individual', 'business', 'organization'))
);

comment on table evt_cohosts is
'Somebody hosts an event beside its organizer. Grain: event and cohost.';
comment on column evt_cohosts.cohost_id is 'Id of a person, business or organization, as cohost_type says.';

create index idx_evt_cohosts_cohost_type_cohost_id on evt_cohosts (cohost_type, cohost_id);

select sys_touch_updated_at('evt_cohosts');
select sys_declare_polymorphic_reference(
    'evt_cohosts', 'cohost_type', 'cohost_id',
    '{"individual": "profiles", "business": "biz_profiles", "organization": "org_profiles"}', 'cascade'
);


create table evt_updates (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    created_by uuid,
    title text not null,
    content text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_updates primary key (id),
    constraint fk_evt_updates_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint fk_evt_updates_created_by foreign key (created_by) references profiles (id) on delete set null,
    constraint ck_evt_updates_title check (title <> '')
);

comment on table evt_updates is
'News of an event for those who are interested or registered. Grain: news.';
comment on column evt_updates.created_by is 'Who wrote it; empty once that person''s account is gone.';

create index idx_evt_updates_event_id_created_at on evt_updates (event_id, created_at desc);
create index idx_evt_updates_created_by on evt_updates (created_by);

select sys_touch_updated_at('evt_updates');
