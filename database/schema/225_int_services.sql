-- The world outside: services we use, people who are invited.

select sys_declare_module('int_', 'Integrations', 'communications', 'Services we use, invitations to people outside.');

create table int_credentials (
    id uuid not null default gen_random_uuid(),
    service_name text not null,
    credentials jsonb not null,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_int_credentials primary key (id),
    constraint uq_int_credentials_service_name unique (service_name),
    constraint ck_int_credentials_service_name
    check (service_name in ('wati', 'twilio', 'facebook', 'twitter', 'linkedin', 'instagram'))
);

comment on table int_credentials is
'What our programs sign in to a service with. Grain: service.';
comment on column int_credentials.credentials is '@secret';

select sys_touch_updated_at('int_credentials');


create table int_invitations (
    id uuid not null default gen_random_uuid(),
    inviter_profile_id uuid not null,
    invitee_identifier text not null,
    invitation_type text not null,
    invitation_code text not null default replace(gen_random_uuid()::text, '-', ''),
    message text,
    status text not null default 'pending',
    metadata jsonb not null default '{}',
    sent_at timestamptz,
    accepted_at timestamptz,
    expires_at timestamptz not null default now() + interval '30 days',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_int_invitations primary key (id),
    constraint uq_int_invitations_invitation_code unique (invitation_code),
    constraint fk_int_invitations_inviter_profile_id
    foreign key (inviter_profile_id) references profiles (id) on delete cascade,
    constraint ck_int_invitations_invitation_type check (invitation_type in ('email', 'sms', 'whatsapp', 'social')),
    constraint ck_int_invitations_status check (status in ('pending', 'sent', 'accepted', 'expired'))
);

comment on table int_invitations is
'A member invites somebody to the platform. Who came by it is in ana_referrals. Grain: invitation.';
comment on column int_invitations.invitee_identifier is 'Address, number or name, as invitation_type says. @pii';
comment on column int_invitations.invitation_code is 'Lets its bearer register as the invited. @secret';
comment on column int_invitations.message is '@pii';
comment on column int_invitations.metadata is 'Details of the program that sends. @pii';

create index idx_int_invitations_inviter_profile_id on int_invitations (inviter_profile_id, created_at desc);
create index idx_int_invitations_status on int_invitations (status, expires_at);

select sys_touch_updated_at('int_invitations');
