-- How a person wants to be seen and told, what staff verified, how complete the profile is.
-- Every profile has exactly one row of the settings and of the completeness, made with it.

create table usr_privacy_settings (
    profile_id uuid not null,
    profile_visibility text not null default 'public',
    show_email text not null default 'connections',
    show_phone text not null default 'connections',
    show_whatsapp text not null default 'connections',
    show_connections text not null default 'public',
    show_followers text not null default 'public',
    show_activity text not null default 'connections',
    allow_search_engines boolean not null default true,
    allow_discovery boolean not null default true,
    allow_messages_from text not null default 'everyone',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_privacy_settings primary key (profile_id),
    constraint fk_usr_privacy_settings_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_privacy_settings_profile_visibility
    check (profile_visibility in ('public', 'connections', 'private')),
    constraint ck_usr_privacy_settings_show_email check (show_email in ('public', 'connections', 'private')),
    constraint ck_usr_privacy_settings_show_phone check (show_phone in ('public', 'connections', 'private')),
    constraint ck_usr_privacy_settings_show_whatsapp check (show_whatsapp in ('public', 'connections', 'private')),
    constraint ck_usr_privacy_settings_show_connections
    check (show_connections in ('public', 'connections', 'private')),
    constraint ck_usr_privacy_settings_show_followers check (show_followers in ('public', 'connections', 'private')),
    constraint ck_usr_privacy_settings_show_activity check (show_activity in ('public', 'connections', 'private')),
    constraint ck_usr_privacy_settings_allow_messages_from
    check (allow_messages_from in ('everyone', 'connections', 'none'))
);

comment on table usr_privacy_settings is
'Who may see what of a person: public is everyone, connections are accepted ones, private is nobody else. '
'Grain: person; every profile has one.';
comment on column usr_privacy_settings.profile_visibility is
'Of the profile as a whole; the settings below can only narrow it.';
comment on column usr_privacy_settings.show_activity is 'Posts, comments and likes, listed on the profile.';
comment on column usr_privacy_settings.allow_search_engines is 'Search engines outside may list the profile.';
comment on column usr_privacy_settings.allow_discovery is 'The person may be recommended to others as a connection.';
comment on column usr_privacy_settings.allow_messages_from is 'Who may begin a conversation.';

-- Few hide: a search asks for these alone.
create index idx_usr_privacy_settings_profile_id_hidden on usr_privacy_settings (profile_id)
where profile_visibility <> 'public';

select sys_touch_updated_at('usr_privacy_settings');
select sys_declare_companion('profiles', 'usr_privacy_settings');


create table usr_preferences (
    profile_id uuid not null,
    email_notifications boolean not null default true,
    push_notifications boolean not null default true,
    sms_notifications boolean not null default false,
    email_frequency text not null default 'instant',
    preferred_language text not null default 'en',
    preferred_timezone text not null default 'Asia/Kolkata',
    theme text not null default 'light',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_preferences primary key (profile_id),
    constraint fk_usr_preferences_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_preferences_email_frequency
    check (email_frequency in ('instant', 'daily', 'weekly', 'never')),
    constraint ck_usr_preferences_theme check (theme in ('light', 'dark', 'auto'))
);

comment on table usr_preferences is
'How the application looks and by which ways it reports to a person. Grain: person; every profile has one.';
comment on column usr_preferences.email_notifications is
'Main switch of the channel; single kinds of notifications are switched in ntf_preferences.';
comment on column usr_preferences.email_frequency is 'instant: one by one; daily, weekly: gathered; never: none.';
comment on column usr_preferences.preferred_language is 'Language code, ISO 639-1.';
comment on column usr_preferences.preferred_timezone is 'Name of a time zone of the IANA database.';

select sys_touch_updated_at('usr_preferences');
select sys_declare_companion('profiles', 'usr_preferences');


create table usr_verifications (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    verification_type text not null,
    status text not null default 'pending',
    document_urls text[],
    notes text,
    reviewed_by uuid,
    reviewed_at timestamptz,
    rejection_reason text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_verifications primary key (id),
    constraint fk_usr_verifications_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_usr_verifications_reviewed_by
    foreign key (reviewed_by) references profiles (id) on delete set null,
    constraint ck_usr_verifications_verification_type check (
        verification_type in ('email', 'phone', 'identity', 'business', 'professional', 'address')
    ),
    constraint ck_usr_verifications_status check (status in ('pending', 'approved', 'rejected'))
);

comment on table usr_verifications is
'A request to confirm who a person is. Profiles.verification_level follows from the approved ones: the number '
'of different types counts, not the number of rows. Grain: person, type and attempt.';
comment on column usr_verifications.status is
'rejected is also what an approval becomes that is taken back; the level of the person then falls.';
comment on column usr_verifications.document_urls is 'Proofs the person handed in. @pii';
comment on column usr_verifications.notes is 'Remarks of the reviewer. @pii';
comment on column usr_verifications.reviewed_by is 'Who decided; empty once that person''s account is gone.';
comment on column usr_verifications.rejection_reason is 'What the person is told. @pii';

create index idx_usr_verifications_profile_id on usr_verifications (profile_id);
create index idx_usr_verifications_profile_id_verification_type
on usr_verifications (profile_id, verification_type)
where status = 'approved';
create index idx_usr_verifications_status_created_at on usr_verifications (status, created_at);
create index idx_usr_verifications_verification_type on usr_verifications (verification_type);
create index idx_usr_verifications_reviewed_by on usr_verifications (reviewed_by);

select sys_touch_updated_at('usr_verifications');


create table usr_completeness_checks (
    profile_id uuid not null,
    has_photo boolean not null default false,
    has_headline boolean not null default false,
    has_bio boolean not null default false,
    has_roles boolean not null default false,
    has_experience boolean not null default false,
    has_education boolean not null default false,
    has_skills boolean not null default false,
    has_connections boolean not null default false,
    has_posts boolean not null default false,
    has_endorsements boolean not null default false,
    completeness_score integer not null default 0,
    last_calculated_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_completeness_checks primary key (profile_id),
    constraint fk_usr_completeness_checks_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_completeness_checks_completeness_score check (completeness_score between 0 and 100)
);

comment on table usr_completeness_checks is
'What a profile has and what it lacks; read to tell a person the next step. Kept by the database, never by hand. '
'Grain: person; every profile has one.';
comment on column usr_completeness_checks.has_bio is 'A bio of more than 50 characters.';
comment on column usr_completeness_checks.has_skills is 'Three skills or more.';
comment on column usr_completeness_checks.has_connections is 'Five accepted connections or more.';
comment on column usr_completeness_checks.completeness_score is 'The same figure as profiles.profile_strength.';
comment on column usr_completeness_checks.last_calculated_at is 'When the marks were last computed and found different.';

create index idx_usr_completeness_checks_completeness_score on usr_completeness_checks (completeness_score desc);

select sys_touch_updated_at('usr_completeness_checks');
select sys_declare_companion('profiles', 'usr_completeness_checks');
