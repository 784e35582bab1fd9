-- Who is a member of an organization, in which tier and with which role.

create table org_membership_tiers (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    name text not null,
    description text,
    annual_fee numeric(10, 2),
    currency text default 'INR',
    benefits text[],
    max_members integer,
    display_order integer default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_membership_tiers primary key (id),
    constraint fk_org_membership_tiers_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade,
    constraint ck_org_membership_tiers_annual_fee check (annual_fee >= 0),
    constraint ck_org_membership_tiers_max_members check (max_members > 0)
);

comment on table org_membership_tiers is
'A kind of membership that an organization offers, such as life or associate member. Grain: organization and tier.';
comment on column org_membership_tiers.annual_fee is
'In currency; empty where the fee is not public, 0 where there is none.';
comment on column org_membership_tiers.currency is 'Currency code, ISO 4217.';
comment on column org_membership_tiers.max_members is 'Most members the tier takes; empty for no limit.';
comment on column org_membership_tiers.is_active is 'False: takes no new members; those it has stay.';

create index idx_org_membership_tiers_organization_id_display_order
on org_membership_tiers (organization_id, display_order);
create index idx_org_membership_tiers_is_active on org_membership_tiers (organization_id) where is_active;

select sys_touch_updated_at('org_membership_tiers');


create table org_roles (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    name text not null,
    description text,
    permissions jsonb default '{}',
    is_system boolean default false,
    sort_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_roles primary key (id),
    constraint uq_org_roles_organization_id_name unique (organization_id, name),
    constraint fk_org_roles_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade,
    constraint ck_org_roles_permissions check (jsonb_typeof(permissions) = 'object')
);

comment on table org_roles is
'A role an organization made for its members, with what it permits. Grain: organization and role.';
comment on column org_roles.permissions is 'Object of features, beyond what org_members.role permits.';
comment on column org_roles.is_system is 'Made by the platform with the organization; cannot be edited there.';

select sys_touch_updated_at('org_roles');


create table org_members (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    member_type text not null,
    member_id uuid not null,
    tier_id uuid,
    role_id uuid,
    membership_number text,
    role text default 'member',
    status text not null default 'active',
    joined_at timestamptz not null default now(),
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_members primary key (id),
    constraint uq_org_members_organization_id_member_type_member_id
    unique (organization_id, member_type, member_id),
    constraint fk_org_members_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade,
    constraint fk_org_members_tier_id foreign key (tier_id) references org_membership_tiers (id),
    constraint fk_org_members_role_id foreign key (role_id) references org_roles (id) on delete set null,
    constraint ck_org_members_member_type check (member_type in ('individual', 'business')),
    constraint ck_org_members_role check (role in ('admin', 'moderator', 'member')),
    constraint ck_org_members_status check (status in ('active', 'inactive', 'suspended', 'expired')),
    constraint ck_org_members_expires_at check (expires_at >= joined_at)
);

comment on table org_members is
'A person or business that is or was a member of an organization. The row stays when a membership ends, and is '
'taken up again when it is renewed. Grain: organization and member.';
comment on column org_members.member_id is 'A person or a business, as member_type says; the row goes with it.';
comment on column org_members.tier_id is 'A tier with members cannot be deleted; end it by is_active.';
comment on column org_members.role_id is
'Role the organization made itself; org_roles would lead to nobody without it.';
comment on column org_members.membership_number is 'As on the membership card. @pii';
comment on column org_members.role is 'What the member may do on the page: admin all, moderator its contents.';
comment on column org_members.status is
'active is counted; inactive: left; suspended: by the organization; expired: not renewed in time.';
comment on column org_members.expires_at is 'When the membership ends unless renewed; empty for one without end.';

create index idx_org_members_member_type_member_id on org_members (member_type, member_id);
create index idx_org_members_organization_id_joined_at
on org_members (organization_id, joined_at desc) where status = 'active';
create index idx_org_members_status_expires_at on org_members (status, expires_at);
create index idx_org_members_tier_id on org_members (tier_id);
create index idx_org_members_role_id on org_members (role_id);

select sys_touch_updated_at('org_members');
select sys_declare_polymorphic_reference(
    'org_members', 'member_type', 'member_id', '{"individual": "profiles", "business": "biz_profiles"}', 'cascade'
);
select sys_declare_counter(
    'org_profiles', 'members_count',
    '[{"child": "org_members", "key": "organization_id", "filter": "status = ''active''"}]'
);


create table org_membership_history (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    member_id uuid not null,
    event_type text not null,
    old_tier_id uuid,
    new_tier_id uuid,
    notes text,
    created_at timestamptz not null default now(),
    constraint pk_org_membership_history primary key (id),
    constraint fk_org_membership_history_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade,
    constraint fk_org_membership_history_member_id
    foreign key (member_id) references org_members (id) on delete cascade,
    constraint fk_org_membership_history_old_tier_id
    foreign key (old_tier_id) references org_membership_tiers (id),
    constraint fk_org_membership_history_new_tier_id
    foreign key (new_tier_id) references org_membership_tiers (id),
    constraint ck_org_membership_history_event_type check (
        event_type in ('joined', 'renewed', 'upgraded', 'downgraded', 'suspended', 'expired', 'left')
    )
);

comment on table org_membership_history is
'What happened to a membership; rows are added, never changed. Grain: event of a membership.';
comment on column org_membership_history.member_id is 'The membership, a row of org_members; not the person.';
comment on column org_membership_history.old_tier_id is 'Tier before an upgrade or downgrade.';
comment on column org_membership_history.new_tier_id is 'Tier after the event.';
comment on column org_membership_history.notes is '@pii';

create index idx_org_membership_history_organization_id on org_membership_history (organization_id);
create index idx_org_membership_history_member_id on org_membership_history (member_id);
create index idx_org_membership_history_old_tier_id on org_membership_history (old_tier_id);
create index idx_org_membership_history_new_tier_id on org_membership_history (new_tier_id);
create index idx_org_membership_history_event_type on org_membership_history (event_type);
create index idx_org_membership_history_created_at on org_membership_history (created_at desc);
