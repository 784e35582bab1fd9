-- What people are and can do: roles, skills; and what they are told: kinds of notifications.

create table ref_roles (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    icon text,
    category text not null default 'secondary',
    permissions jsonb,
    is_active boolean not null default true,
    sort_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_roles primary key (id),
    constraint uq_ref_roles_name unique (name),
    constraint uq_ref_roles_slug unique (slug),
    constraint ck_ref_roles_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_ref_roles_category check (category in ('primary', 'secondary')),
    constraint ck_ref_roles_permissions check (jsonb_typeof(permissions) = 'object')
);

comment on table ref_roles is
'What a person does in the poultry field; a person may have several. Grain: role.';
comment on column ref_roles.category is
'primary: a trade of its own, offered first; secondary: usually held beside another.';
comment on column ref_roles.permissions is 'Object of the features that the role opens; empty opens none beyond the usual.';

create index idx_ref_roles_is_active on ref_roles (sort_order) where is_active;

select sys_touch_updated_at('ref_roles');


create table ref_skills (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    category text,
    synonyms text[],
    related_skills uuid[],
    usage_count integer not null default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_skills primary key (id),
    constraint uq_ref_skills_name unique (name),
    constraint uq_ref_skills_slug unique (slug),
    constraint ck_ref_skills_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_ref_skills_usage_count check (usage_count >= 0)
);

comment on table ref_skills is
'A skill people can claim and others endorse. Grain: skill.';
comment on column ref_skills.category is 'technical, business or soft; a new category needs no change of the schema.';
comment on column ref_skills.synonyms is 'Other words people search for.';
comment on column ref_skills.related_skills is 'Ids of skills to suggest beside this one.';
comment on column ref_skills.usage_count is 'How many profiles claim it.';

create index idx_ref_skills_category on ref_skills (category);
create index idx_ref_skills_is_active on ref_skills (name) where is_active;
create index idx_ref_skills_usage_count on ref_skills (usage_count desc);
create index gin_ref_skills_synonyms on ref_skills using gin (synonyms);

select sys_touch_updated_at('ref_skills');


create table ref_notification_types (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    icon text,
    color text,
    priority integer default 3,
    template text,
    action_url_pattern text,
    is_real_time boolean default true,
    is_email boolean default false,
    is_push boolean default true,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_notification_types primary key (id),
    constraint uq_ref_notification_types_name unique (name),
    constraint uq_ref_notification_types_slug unique (slug),
    constraint ck_ref_notification_types_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_ref_notification_types_color check (color ~ '^#[0-9A-F]{6}$'),
    constraint ck_ref_notification_types_priority check (priority between 1 and 5)
);

comment on table ref_notification_types is
'A kind of notification and how it is delivered unless a person prefers otherwise. Grain: kind of notification.';
comment on column ref_notification_types.priority is '1 is shown first, 5 last.';
comment on column ref_notification_types.template is 'Text; names in double braces stand for values that the notification brings.';
comment on column ref_notification_types.action_url_pattern is
'Path that opens what the notification is about, with names in double braces like the template.';
comment on column ref_notification_types.is_real_time is 'Appears in the open application at once.';
comment on column ref_notification_types.is_email is 'Also sent by e-mail.';
comment on column ref_notification_types.is_push is 'Also sent to the phone.';

create index idx_ref_notification_types_is_active on ref_notification_types (priority) where is_active;
create index idx_ref_notification_types_priority on ref_notification_types (priority);

select sys_touch_updated_at('ref_notification_types');
