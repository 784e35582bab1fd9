-- Accounts: who may sign in. What people show of themselves is in profiles.

select sys_declare_module('auth_', 'Accounts', 'core', 'Who may sign in, and how.');

create table auth_users (
    id uuid not null default gen_random_uuid(),
    email text,
    phone text,
    email_verified boolean not null default false,
    phone_verified boolean not null default false,
    whatsapp_flag boolean not null default false,
    token text,
    token_expires_at timestamptz,
    status text not null default 'pending',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    last_sign_in_at timestamptz,
    constraint pk_auth_users primary key (id),
    constraint uq_auth_users_email unique (email),
    constraint ck_auth_users_reachable check (email is not null or phone is not null),
    constraint ck_auth_users_status check (status in ('pending', 'active', 'suspended', 'deleted'))
);

comment on table auth_users is
'An account a person signs in with. No account is made by a script. Grain: account.';
comment on column auth_users.email is 'Address the account signs in with. @pii';
comment on column auth_users.phone is 'Phone number the account signs in with. @pii';
comment on column auth_users.whatsapp_flag is 'The phone number is reachable by WhatsApp.';
comment on column auth_users.token is 'One-time code or token of a sign-in under way. @secret';
comment on column auth_users.token_expires_at is 'Instant after which the token is worth nothing.';
comment on column auth_users.status is
'pending: never verified; suspended: by staff; deleted: kept only so that the address is not used again.';

create index idx_auth_users_phone on auth_users (phone) where phone is not null;
create index idx_auth_users_status on auth_users (status) where status <> 'active';
create index idx_auth_users_token on auth_users (token) where token is not null;

select sys_touch_updated_at('auth_users');
