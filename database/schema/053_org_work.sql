-- What an organization does with its members: committees, resources, announcements.

create table org_committees (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    name text not null,
    description text,
    purpose text,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_committees primary key (id),
    constraint fk_org_committees_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade
);

comment on table org_committees is
'A committee of an organization. Grain: organization and committee.';
comment on column org_committees.purpose is 'What it was set up for, in a line.';
comment on column org_committees.is_active is 'False: dissolved, kept for the record.';

create index idx_org_committees_organization_id on org_committees (organization_id);
create index idx_org_committees_is_active on org_committees (organization_id) where is_active;

select sys_touch_updated_at('org_committees');


create table org_committee_members (
    id uuid not null default gen_random_uuid(),
    committee_id uuid not null,
    member_id uuid not null,
    role text not null,
    is_chair boolean not null default false,
    start_date date not null,
    end_date date,
    is_current boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_committee_members primary key (id),
    constraint uq_org_committee_members_committee_id_member_id unique (committee_id, member_id),
    constraint fk_org_committee_members_committee_id
    foreign key (committee_id) references org_committees (id) on delete cascade,
    constraint fk_org_committee_members_member_id
    foreign key (member_id) references org_members (id) on delete cascade,
    constraint ck_org_committee_members_end_date check (end_date >= start_date)
);

comment on table org_committee_members is
'A member of an organization who sits in a committee. Grain: committee and membership.';
comment on column org_committee_members.member_id is 'The membership, a row of org_members; not the person.';
comment on column org_committee_members.role is 'Title in the committee, in the words of the organization.';
comment on column org_committee_members.end_date is
'Last day of the term; while it lasts the planned one, where there is one.';

create index idx_org_committee_members_is_chair on org_committee_members (committee_id) where is_chair;
create index idx_org_committee_members_member_id on org_committee_members (member_id);

select sys_touch_updated_at('org_committee_members');


create table org_resources (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    title text not null,
    description text,
    resource_type text,
    file_url text not null,
    file_size integer,
    file_type text,
    access_level text not null default 'members',
    tags text[],
    category text,
    download_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_resources primary key (id),
    constraint fk_org_resources_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade,
    constraint ck_org_resources_resource_type
    check (resource_type in ('document', 'guideline', 'report', 'publication', 'form', 'other')),
    constraint ck_org_resources_access_level check (access_level in ('public', 'members', 'leadership')),
    constraint ck_org_resources_file_size check (file_size >= 0),
    constraint ck_org_resources_download_count check (download_count >= 0)
);

comment on table org_resources is
'A file an organization gives to its members or to everybody; the library of the platform is in res_resources. '
'Grain: file.';
comment on column org_resources.file_size is 'In bytes.';
comment on column org_resources.file_type is 'Media type or ending of the file.';
comment on column org_resources.access_level is 'Who may open it; leadership are the current rows of org_leadership.';
comment on column org_resources.tags is 'Words of the organization, not ids of soc_tags.';

create index idx_org_resources_organization_id on org_resources (organization_id);
create index idx_org_resources_access_level on org_resources (access_level);
create index idx_org_resources_resource_type on org_resources (resource_type);
create index idx_org_resources_download_count on org_resources (download_count desc);

select sys_touch_updated_at('org_resources');
select sys_declare_imported_counter(
    'org_resources', 'download_count', 'No table of the schema records downloads; the application counts them.'
);


create table org_announcements (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    created_by uuid,
    title text not null,
    content text not null,
    announcement_type text,
    target_audience text not null default 'all',
    is_pinned boolean not null default false,
    priority integer default 0,
    published_at timestamptz,
    expires_at timestamptz,
    views_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_announcements primary key (id),
    constraint fk_org_announcements_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade,
    constraint fk_org_announcements_created_by
    foreign key (created_by) references profiles (id) on delete set null,
    constraint ck_org_announcements_announcement_type
    check (announcement_type in ('general', 'event', 'policy', 'urgent')),
    constraint ck_org_announcements_target_audience check (target_audience in ('all', 'members', 'leadership')),
    constraint ck_org_announcements_views_count check (views_count >= 0)
);

comment on table org_announcements is
'Something an organization tells its members or everybody. Grain: announcement.';
comment on column org_announcements.created_by is
'Who wrote it. The announcement is the organization''s: it stays, with this empty, when the account is gone.';
comment on column org_announcements.target_audience is 'Who sees it: all visitors, members, or leadership only.';
comment on column org_announcements.is_pinned is 'Shown above all others.';
comment on column org_announcements.priority is 'Higher ones are shown first.';
comment on column org_announcements.published_at is 'From when it is shown; empty for a draft.';
comment on column org_announcements.expires_at is 'Until when it is shown; empty for no end.';

create index idx_org_announcements_organization_id_published_at
on org_announcements (organization_id, published_at desc);
create index idx_org_announcements_is_pinned on org_announcements (organization_id) where is_pinned;
create index idx_org_announcements_created_by on org_announcements (created_by);
create index idx_org_announcements_announcement_type on org_announcements (announcement_type);
create index idx_org_announcements_published_at on org_announcements (published_at desc);

select sys_touch_updated_at('org_announcements');
