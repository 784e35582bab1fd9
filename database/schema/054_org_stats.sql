-- What adds up about an organization.

create table org_stats (
    organization_id uuid not null,
    members_count integer not null default 0,
    individual_members_count integer not null default 0,
    business_members_count integer not null default 0,
    followers_count integer not null default 0,
    events_count integer not null default 0,
    posts_count integer not null default 0,
    resources_count integer not null default 0,
    profile_views_count integer not null default 0,
    updated_at timestamptz not null default now(),
    last_updated_at timestamptz not null generated always as (updated_at) stored,
    constraint pk_org_stats primary key (organization_id),
    constraint fk_org_stats_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade
);

comment on table org_stats is
'Totals of an organization, kept by triggers on the tables they count. Grain: organization; every one has one.';
comment on column org_stats.members_count is
'Members whose membership is active: those who are people and those who are businesses.';
comment on column org_stats.individual_members_count is 'People among the active members.';
comment on column org_stats.business_members_count is 'Businesses among the active members.';
comment on column org_stats.events_count is 'Events it organizes that are not in the trash.';
comment on column org_stats.posts_count is 'Posts as the organization that are not in the trash.';
comment on column org_stats.resources_count is 'Files in org_resources.';
comment on column org_stats.last_updated_at is 'The same as updated_at, under the name callers know.';

create index idx_org_stats_members_count on org_stats (members_count desc);
create index idx_org_stats_events_count on org_stats (events_count desc);

select sys_touch_updated_at('org_stats');
select sys_declare_companion('org_profiles', 'org_stats');
select sys_declare_counter(
    'org_stats', 'members_count',
    '[{"child": "org_members", "key": "organization_id", "filter": "status = ''active''"}]'
);
select sys_declare_counter(
    'org_stats', 'individual_members_count',
    '[{
        "child": "org_members", "key": "organization_id",
        "filter": "status = ''active'' and member_type = ''individual''"
    }]'
);
select sys_declare_counter(
    'org_stats', 'business_members_count',
    '[{
        "child": "org_members", "key": "organization_id",
        "filter": "status = ''active'' and member_type = ''business''"
    }]'
);
select sys_declare_counter(
    'org_stats', 'resources_count', '[{"child": "org_resources", "key": "organization_id"}]'
);
