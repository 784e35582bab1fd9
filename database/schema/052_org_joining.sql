-- How somebody becomes a member of an organization: by applying, or by being invited.

create table org_membership_applications (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    applicant_type text not null,
    applicant_id uuid not null,
    tier_id uuid,
    application_message text,
    status text not null default 'pending',
    reviewed_by uuid,
    reviewed_at timestamptz,
    rejection_reason text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_membership_applications primary key (id),
    constraint fk_org_membership_applications_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade,
    constraint fk_org_membership_applications_tier_id
    foreign key (tier_id) references org_membership_tiers (id),
    constraint fk_org_membership_applications_reviewed_by
    foreign key (reviewed_by) references profiles (id) on delete set null,
    constraint ck_org_membership_applications_applicant_type check (applicant_type in ('individual', 'business')),
    constraint ck_org_membership_applications_status check (status in ('pending', 'approved', 'rejected'))
);

comment on table org_membership_applications is
'A request to become a member. Grain: organization, applicant and attempt.';
comment on column org_membership_applications.applicant_id is
'A person or a business, as applicant_type says; the row goes with it.';
comment on column org_membership_applications.tier_id is 'The tier applied for.';
comment on column org_membership_applications.application_message is '@pii';
comment on column org_membership_applications.status is 'An approval is followed by a row of org_members.';
comment on column org_membership_applications.reviewed_by is 'Who decided; empty once that person''s account is gone.';
comment on column org_membership_applications.rejection_reason is 'What the applicant is told. @pii';

create index idx_org_membership_applications_organization_id on org_membership_applications (organization_id);
create index idx_org_membership_applications_applicant_type_applicant_id
on org_membership_applications (applicant_type, applicant_id);
create index idx_org_membership_applications_organization_id_created_at
on org_membership_applications (organization_id, created_at)
where status = 'pending';
create index idx_org_membership_applications_status on org_membership_applications (status);
create index idx_org_membership_applications_tier_id on org_membership_applications (tier_id);
create index idx_org_membership_applications_reviewed_by on org_membership_applications (reviewed_by);

select sys_touch_updated_at('org_membership_applications');
select sys_declare_polymorphic_reference(
    'org_membership_applications', 'applicant_type', 'applicant_id',
    '{"individual": "profiles", "business": "biz_profiles"}', 'cascade'
);


create table org_member_invitations (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    invited_by uuid not null,
    invitee_email text,
    invitee_phone text,
    invitee_profile_id uuid,
    tier_id uuid,
    invitation_message text,
    invitation_token text not null,
    status text not null default 'pending',
    expires_at timestamptz not null,
    accepted_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_member_invitations primary key (id),
    constraint uq_org_member_invitations_invitation_token unique (invitation_token),
    constraint fk_org_member_invitations_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade,
    constraint fk_org_member_invitations_invited_by
    foreign key (invited_by) references profiles (id) on delete cascade,
    constraint fk_org_member_invitations_invitee_profile_id
    foreign key (invitee_profile_id) references profiles (id) on delete cascade,
    constraint fk_org_member_invitations_tier_id foreign key (tier_id) references org_membership_tiers (id),
    constraint ck_org_member_invitations_status check (status in ('pending', 'accepted', 'declined', 'expired')),
    constraint ck_org_member_invitations_invitee
    check (num_nonnulls(invitee_email, invitee_phone, invitee_profile_id) > 0)
);

comment on table org_member_invitations is
'An invitation to become a member, to somebody on the platform or not. Grain: invitation.';
comment on column org_member_invitations.invitee_email is '@pii';
comment on column org_member_invitations.invitee_phone is '@pii';
comment on column org_member_invitations.invitee_profile_id is
'Who is invited; empty until somebody without an account has one.';
comment on column org_member_invitations.tier_id is 'The tier offered.';
comment on column org_member_invitations.invitation_message is '@pii';
comment on column org_member_invitations.invitation_token is 'Whoever has it can accept. @secret';
comment on column org_member_invitations.expires_at is 'Until when it can be accepted.';

create index idx_org_member_invitations_organization_id on org_member_invitations (organization_id);
create index idx_org_member_invitations_invited_by on org_member_invitations (invited_by);
create index idx_org_member_invitations_invitee_profile_id on org_member_invitations (invitee_profile_id);
create index idx_org_member_invitations_tier_id on org_member_invitations (tier_id);
create index idx_org_member_invitations_status_expires_at on org_member_invitations (status, expires_at);

select sys_touch_updated_at('org_member_invitations');
