-- Staff: their accounts, what they set and what they did. No account is made by a script.
--
-- Numbered before the modules whose rows staff answer or approve (cms_, sup_).

select sys_declare_module('adm_', 'Administration', 'core', 'Staff, moderation, settings of the platform.');

create table adm_roles (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_adm_roles primary key (id),
    constraint uq_adm_roles_name unique (name),
    constraint uq_adm_roles_slug unique (slug),
    constraint ck_adm_roles_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);

comment on table adm_roles is
'What a member of staff may do. Grain: role.';

create index idx_adm_roles_is_active on adm_roles (name) where is_active;

select sys_touch_updated_at('adm_roles');


create table adm_users (
    id uuid not null default gen_random_uuid(),
    role_id uuid not null,
    email text not null,
    password_hash text not null,
    is_active boolean not null default true,
    last_login_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_adm_users primary key (id),
    constraint uq_adm_users_email unique (email),
    constraint fk_adm_users_role_id foreign key (role_id) references adm_roles (id)
);

comment on table adm_users is
'A member of staff who may sign in to the administration; apart from the profiles of the community. Grain: person.';
comment on column adm_users.email is '@pii';
comment on column adm_users.password_hash is '@secret';
comment on column adm_users.is_active is 'False: may not sign in any more; what the person did keeps its name.';

create index idx_adm_users_role_id on adm_users (role_id);
create index idx_adm_users_is_active on adm_users (email) where is_active;

select sys_touch_updated_at('adm_users');


create table adm_actions_log (
    id uuid not null default gen_random_uuid(),
    admin_user_id uuid,
    admin_email text,
    action_type text not null,
    target_type text,
    target_id uuid,
    description text not null,
    metadata jsonb,
    created_at timestamptz not null default now(),
    constraint pk_adm_actions_log primary key (id),
    constraint fk_adm_actions_log_admin_user_id
    foreign key (admin_user_id) references adm_users (id) on delete set null,
    constraint ck_adm_actions_log_admin check (num_nonnulls(admin_user_id, admin_email) >= 1),
    constraint ck_adm_actions_log_action_type check (
        action_type in (
            'user_suspend', 'user_ban', 'user_unban', 'content_remove', 'content_restore',
            'profile_verify', 'profile_unverify', 'role_assign', 'role_revoke',
            'admin_create', 'admin_update', 'admin_delete', 'setting_update', 'other'
        )
    )
);

comment on table adm_actions_log is
'Something a member of staff did. Outlives the account of who did it. Grain: action.';
comment on column adm_actions_log.admin_user_id is 'Who did it; empty once that account is gone.';
comment on column adm_actions_log.admin_email is
'Address of who did it, at that time: filled by the database, and all that tells once the account is gone. @pii';
comment on column adm_actions_log.target_id is
'What it was done to, in words of target_type. A record of the past: the target may be gone.';
comment on column adm_actions_log.description is 'In a sentence. @pii';
comment on column adm_actions_log.metadata is 'Details, such as the values before and after. @pii';

create index idx_adm_actions_log_admin_user_id_created_at on adm_actions_log (admin_user_id, created_at desc);
create index idx_adm_actions_log_action_type on adm_actions_log (action_type);
create index idx_adm_actions_log_target_type_target_id on adm_actions_log (target_type, target_id);
create index idx_adm_actions_log_created_at on adm_actions_log (created_at desc);

create function adm_name_admin() returns trigger
language plpgsql
set search_path from current
as $$
begin
    new.admin_email := (select email from adm_users where id = new.admin_user_id);
    return new;
end
$$;

comment on function adm_name_admin is 'Keeps who did it beside the reference, which goes with the account.';

create trigger name_admin before insert on adm_actions_log for each row
when (new.admin_user_id is not null and new.admin_email is null)
execute function adm_name_admin();


create table adm_system_settings (
    key text not null,
    value jsonb not null,
    description text,
    category text,
    is_public boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_adm_system_settings primary key (key)
);

comment on table adm_system_settings is
'A setting of the platform that staff may change while it runs. No secrets. Grain: setting.';
comment on column adm_system_settings.key is
'Name of the setting, its category first, such as email.max_per_user_per_day.';
comment on column adm_system_settings.is_public is 'Pages may tell it to visitors.';

create index idx_adm_system_settings_category on adm_system_settings (category);

select sys_touch_updated_at('adm_system_settings');
