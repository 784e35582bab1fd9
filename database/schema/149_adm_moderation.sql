-- Moderation: what was reported, who was banned.

create table adm_moderation_queue (
    id uuid not null default gen_random_uuid(),
    content_type text not null,
    content_id uuid,
    reported_by uuid,
    report_reason text not null,
    report_description text,
    priority text not null default 'normal',
    status text not null default 'pending',
    reviewed_by uuid,
    reviewed_at timestamptz,
    action_taken text,
    resolution_notes text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_adm_moderation_queue primary key (id),
    constraint fk_adm_moderation_queue_reported_by
    foreign key (reported_by) references profiles (id) on delete set null,
    constraint fk_adm_moderation_queue_reviewed_by
    foreign key (reviewed_by) references adm_users (id) on delete set null,
    constraint ck_adm_moderation_queue_content_type check (
        content_type in (
            'post', 'comment', 'resource', 'profile', 'business', 'organization', 'event', 'message'
        )
    ),
    constraint ck_adm_moderation_queue_priority check (priority in ('low', 'normal', 'high', 'urgent')),
    constraint ck_adm_moderation_queue_status
    check (status in ('pending', 'in_review', 'resolved', 'dismissed'))
);

comment on table adm_moderation_queue is
'Something of the community that staff should look at, and what came of it. Grain: report.';
comment on column adm_moderation_queue.content_id is
'What was reported, as content_type says. Empty once it is gone for good: the report stays, for what is learnt from '
'it.';
comment on column adm_moderation_queue.reported_by is 'Empty when a program reported, and once the account is gone.';
comment on column adm_moderation_queue.report_description is 'Words of who reported. @pii';
comment on column adm_moderation_queue.status is 'dismissed: nothing was wrong; resolved: see action_taken.';
comment on column adm_moderation_queue.reviewed_by is 'The member of staff; empty once that account is gone.';
comment on column adm_moderation_queue.resolution_notes is 'Words of staff for staff. @pii';

create index idx_adm_moderation_queue_content_type_content_id on adm_moderation_queue (content_type, content_id);
create index idx_adm_moderation_queue_reported_by on adm_moderation_queue (reported_by);
create index idx_adm_moderation_queue_reviewed_by on adm_moderation_queue (reviewed_by)
where reviewed_by is not null;
create index idx_adm_moderation_queue_priority_created_at on adm_moderation_queue (priority, created_at desc);
create index idx_adm_moderation_queue_status on adm_moderation_queue (status);
create index idx_adm_moderation_queue_open on adm_moderation_queue (created_at)
where status in ('pending', 'in_review');

select sys_touch_updated_at('adm_moderation_queue');
select sys_declare_polymorphic_reference(
    'adm_moderation_queue', 'content_type', 'content_id',
    '{
        "post": "soc_posts", "comment": "soc_post_comments", "resource": "res_resources",
        "profile": "profiles", "business": "biz_profiles", "organization": "org_profiles",
        "event": "evt_events", "message": "msg_messages"
    }',
    'set_null'
);


create table adm_banned_users (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    reason text not null,
    ban_type text not null,
    banned_until timestamptz,
    banned_by uuid,
    is_active boolean not null default true,
    banned_at timestamptz not null default now(),
    unbanned_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint pk_adm_banned_users primary key (id),
    constraint uq_adm_banned_users_profile_id unique (profile_id),
    constraint fk_adm_banned_users_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_adm_banned_users_banned_by
    foreign key (banned_by) references adm_users (id) on delete set null,
    constraint ck_adm_banned_users_ban_type check (ban_type in ('temporary', 'permanent'))
);

comment on table adm_banned_users is
'A person who may not take part, now or formerly; every ban and its end is in adm_actions_log. Grain: person.';
comment on column adm_banned_users.reason is '@pii';
comment on column adm_banned_users.banned_until is 'End of a temporary ban.';
comment on column adm_banned_users.banned_by is 'The member of staff; empty once that account is gone.';
comment on column adm_banned_users.is_active is 'False: the ban was lifted or is over.';

create index idx_adm_banned_users_banned_by on adm_banned_users (banned_by);
create index idx_adm_banned_users_is_active on adm_banned_users (banned_at desc) where is_active;
create index idx_adm_banned_users_banned_until on adm_banned_users (banned_until)
where is_active and banned_until is not null;

select sys_touch_updated_at('adm_banned_users');
