-- Uploads, saved searches, the record of changes.

select sys_declare_module('med_', 'Media', 'core', 'Files that members upload.');
select sys_declare_module('sea_', 'Search', 'core', 'Searches that members keep.');
select sys_declare_module('sec_', 'Security', 'core', 'Who changed which data.');

create table med_uploads (
    id uuid not null default gen_random_uuid(),
    uploaded_by uuid not null,
    file_name text not null,
    file_url text not null,
    file_size integer not null,
    file_type text not null,
    mime_type text not null,
    media_type text not null,
    width integer,
    height integer,
    duration integer,
    s3_bucket text,
    s3_key text,
    status text not null default 'uploaded',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_med_uploads primary key (id),
    constraint fk_med_uploads_uploaded_by foreign key (uploaded_by) references profiles (id) on delete cascade,
    constraint ck_med_uploads_sizes check (least(file_size, width, height, duration) >= 0),
    constraint ck_med_uploads_media_type check (media_type in ('image', 'video', 'document', 'audio', 'other')),
    constraint ck_med_uploads_status check (status in ('uploaded', 'processing', 'ready', 'failed', 'deleted'))
);

comment on table med_uploads is
'A file that a member uploaded. Grain: file.';
comment on column med_uploads.file_name is 'As the member called it. @pii';
comment on column med_uploads.file_url is '@pii';
comment on column med_uploads.file_size is 'In bytes.';
comment on column med_uploads.file_type is 'Ending of the file.';
comment on column med_uploads.width is 'In pixels; so is height.';
comment on column med_uploads.duration is 'In seconds.';
comment on column med_uploads.s3_key is 'Where the file is in the bucket. @pii';
comment on column med_uploads.status is 'deleted: the file is gone from the bucket, the row stays for the record.';

create index idx_med_uploads_uploaded_by on med_uploads (uploaded_by);
create index idx_med_uploads_media_type on med_uploads (media_type);
create index idx_med_uploads_status on med_uploads (status);
create index idx_med_uploads_created_at on med_uploads (created_at desc);

select sys_touch_updated_at('med_uploads');


create table sea_saved_searches (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    name text not null,
    search_type text not null,
    query_text text,
    filters jsonb,
    notify_on_new_results boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_sea_saved_searches primary key (id),
    constraint fk_sea_saved_searches_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_sea_saved_searches_search_type check (
        search_type in (
            'people', 'businesses', 'organizations', 'posts', 'events', 'resources', 'jobs', 'products'
        )
    )
);

comment on table sea_saved_searches is
'A search that a member keeps to run it again. Grain: member and search.';
comment on column sea_saved_searches.name is 'What the member calls it. @pii';
comment on column sea_saved_searches.query_text is 'What is searched for; may be a name. @pii';
comment on column sea_saved_searches.filters is 'Filters that are set, by name.';

create index idx_sea_saved_searches_profile_id on sea_saved_searches (profile_id);
create index idx_sea_saved_searches_search_type on sea_saved_searches (search_type);
create index idx_sea_saved_searches_notify_on_new_results on sea_saved_searches (search_type)
where notify_on_new_results;

select sys_touch_updated_at('sea_saved_searches');


create table sec_audit_log (
    id uuid not null default gen_random_uuid(),
    profile_id uuid,
    table_name text not null,
    operation text not null,
    old_data jsonb,
    new_data jsonb,
    ip_address inet,
    user_agent text,
    created_at timestamptz not null default now(),
    constraint pk_sec_audit_log primary key (id),
    constraint fk_sec_audit_log_profile_id foreign key (profile_id) references profiles (id) on delete set null,
    constraint ck_sec_audit_log_operation check (operation in ('INSERT', 'UPDATE', 'DELETE'))
);

comment on table sec_audit_log is
'A row of a sensitive table was changed; what staff did is in adm_actions_log. Grain: change of a row.';
comment on column sec_audit_log.profile_id is 'Who changed it; empty for programs and once the account is gone.';
comment on column sec_audit_log.old_data is 'The row before, whatever it holds. @secret';
comment on column sec_audit_log.new_data is 'The row after, whatever it holds. @secret';
comment on column sec_audit_log.ip_address is '@pii';
comment on column sec_audit_log.user_agent is '@pii';

create index idx_sec_audit_log_profile_id on sec_audit_log (profile_id);
create index idx_sec_audit_log_table_name on sec_audit_log (table_name);
create index idx_sec_audit_log_operation on sec_audit_log (operation);
create index idx_sec_audit_log_created_at on sec_audit_log (created_at desc);
