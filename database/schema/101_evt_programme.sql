-- The programme of an event: sessions, speakers, papers.

create table evt_sessions (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    name text not null,
    description text,
    session_type text,
    start_time timestamptz not null,
    end_time timestamptz not null,
    location text,
    is_virtual boolean not null default false,
    virtual_link text,
    track text,
    tags text[],
    max_attendees integer,
    registration_required boolean not null default false,
    is_featured boolean not null default false,
    is_published boolean not null default true,
    sort_order integer not null default 0,
    current_attendees integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_sessions primary key (id),
    constraint uq_evt_sessions_id_event_id unique (id, event_id),
    constraint fk_evt_sessions_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint ck_evt_sessions_name check (name <> ''),
    constraint ck_evt_sessions_session_type check (
        session_type in (
            'keynote', 'panel', 'presentation', 'workshop', 'break', 'lunch', 'networking', 'demo', 'qa', 'other'
        )
    ),
    constraint ck_evt_sessions_end_time check (end_time > start_time),
    constraint ck_evt_sessions_max_attendees check (max_attendees >= 1),
    constraint ck_evt_sessions_current_attendees check (current_attendees >= 0)
);

comment on table evt_sessions is
'A point of an event''s programme. Grain: session.';
comment on column evt_sessions.location is 'Room or place at the venue.';
comment on column evt_sessions.track is 'Line of the programme that the session belongs to.';
comment on column evt_sessions.registration_required is 'Being registered for the event is not enough.';
comment on column evt_sessions.is_published is 'False: only the organizer sees it.';
comment on column evt_sessions.current_attendees is 'Registrations checked in to the session.';

create index idx_evt_sessions_event_id_start_time on evt_sessions (event_id, start_time, sort_order);
create index gin_evt_sessions_tags on evt_sessions using gin (tags);

select sys_touch_updated_at('evt_sessions');


create table evt_speakers (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    profile_id uuid,
    session_id uuid,
    name text,
    title text,
    organization text,
    bio text,
    photo_url text,
    speaker_type text not null default 'speaker',
    session_title text,
    session_description text,
    session_start_time timestamptz,
    session_end_time timestamptz,
    confirmation_status text not null default 'confirmed',
    is_featured boolean not null default false,
    show_on_event_page boolean not null default true,
    display_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_speakers primary key (id),
    constraint fk_evt_speakers_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint fk_evt_speakers_profile_id foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_evt_speakers_session_id_event_id
    foreign key (session_id, event_id) references evt_sessions (id, event_id) on delete set null (session_id),
    constraint ck_evt_speakers_is_somebody check (profile_id is not null or name is not null),
    constraint ck_evt_speakers_speaker_type check (
        speaker_type in (
            'keynote', 'plenary', 'speaker', 'presenter', 'panelist', 'moderator', 'facilitator', 'trainer', 'host',
            'guest'
        )
    ),
    constraint ck_evt_speakers_session_end_time check (session_end_time > session_start_time),
    constraint ck_evt_speakers_confirmation_status
    check (confirmation_status in ('invited', 'tentative', 'confirmed', 'declined', 'cancelled'))
);

comment on table evt_speakers is
'Somebody speaks at an event. Grain: event, speaker and what the person speaks about.';
comment on column evt_speakers.profile_id is 'Empty for a speaker who is no member.';
comment on column evt_speakers.session_id is 'The session of the same event, where the programme has one for it.';
comment on column evt_speakers.name is 'As the programme prints it; needed without profile. @pii';
comment on column evt_speakers.title is 'Position of the speaker. @pii';
comment on column evt_speakers.organization is 'Where the speaker works. @pii';
comment on column evt_speakers.bio is '@pii';
comment on column evt_speakers.photo_url is '@pii';
comment on column evt_speakers.session_title is 'What the person speaks about.';

create index idx_evt_speakers_event_id_display_order on evt_speakers (event_id, display_order);
create index idx_evt_speakers_profile_id on evt_speakers (profile_id);
create index idx_evt_speakers_session_id_event_id on evt_speakers (session_id, event_id)
where session_id is not null;

select sys_touch_updated_at('evt_speakers');


create table evt_resources (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    associated_session_id uuid,
    uploaded_by uuid,
    resource_title text not null,
    resource_description text,
    resource_type text not null,
    file_url text not null,
    file_size_bytes bigint,
    access_level text not null,
    download_count integer not null default 0,
    uploaded_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_resources primary key (id),
    constraint fk_evt_resources_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint fk_evt_resources_associated_session_id_event_id
    foreign key (associated_session_id, event_id) references evt_sessions (id, event_id)
    on delete set null (associated_session_id),
    constraint fk_evt_resources_uploaded_by foreign key (uploaded_by) references profiles (id) on delete set null,
    constraint ck_evt_resources_resource_type check (
        resource_type in (
            'presentation', 'document', 'video', 'photo', 'certificate', 'badge', 'brochure', 'other'
        )
    ),
    constraint ck_evt_resources_file_size_bytes check (file_size_bytes >= 0),
    constraint ck_evt_resources_access_level
    check (access_level in ('public', 'registered_only', 'attended_only', 'speakers_only')),
    constraint ck_evt_resources_download_count check (download_count >= 0)
);

comment on table evt_resources is
'A file that belongs to an event. Grain: file.';
comment on column evt_resources.associated_session_id is 'The session of the same event that it was shown in.';
comment on column evt_resources.uploaded_by is 'Empty once that person''s account is gone.';
comment on column evt_resources.access_level is 'Who may open it.';

create index idx_evt_resources_event_id on evt_resources (event_id, uploaded_at desc);
create index idx_evt_resources_associated_session_id_event_id
on evt_resources (associated_session_id, event_id) where associated_session_id is not null;
create index idx_evt_resources_uploaded_by on evt_resources (uploaded_by);

select sys_touch_updated_at('evt_resources');
select sys_declare_imported_counter(
    'evt_resources', 'download_count', 'No table of the schema records downloads; the application counts them.'
);
