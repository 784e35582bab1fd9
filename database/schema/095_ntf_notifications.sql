-- Notifications, how each person wants them, and their way to a device.

select sys_declare_module(
    'ntf_', 'Notifications', 'communications', 'What members are told, by which way, and what they want to be told.'
);

create table ntf_notifications (
    id uuid not null default gen_random_uuid(),
    recipient_id uuid not null,
    notification_type_id uuid,
    actor_type text,
    actor_id uuid,
    title text not null,
    message text not null,
    action_type text,
    action_id uuid,
    action_url text,
    metadata jsonb,
    priority text not null default 'normal',
    is_read boolean not null default false,
    read_at timestamptz,
    delivered_push boolean not null default false,
    delivered_email boolean not null default false,
    delivered_sms boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ntf_notifications primary key (id),
    constraint fk_ntf_notifications_recipient_id
    foreign key (recipient_id) references profiles (id) on delete cascade,
    constraint fk_ntf_notifications_notification_type_id
    foreign key (notification_type_id) references ref_notification_types (id),
    constraint ck_ntf_notifications_actor_type
    check (actor_type in ('individual', 'business', 'organization', 'system')),
    constraint ck_ntf_notifications_actor_id check (
        (actor_id is not null) = (actor_type is not null and actor_type <> 'system')
    ),
    constraint ck_ntf_notifications_action_id check (action_id is null or action_type is not null),
    constraint ck_ntf_notifications_priority check (priority in ('low', 'normal', 'high', 'urgent')),
    constraint ck_ntf_notifications_read_at check (is_read or read_at is null)
);

comment on table ntf_notifications is
'Something a person is told. Read ones are deleted after 30 days. Grain: recipient and event told.';
comment on column ntf_notifications.actor_type is 'system: nobody in particular did it.';
comment on column ntf_notifications.actor_id is
'Who did what it tells of: a person, business or organization, as actor_type says.';
comment on column ntf_notifications.title is 'Ready to show, with names filled in. @pii';
comment on column ntf_notifications.message is 'Ready to show, with names filled in. @pii';
comment on column ntf_notifications.action_type is 'Kind of thing it is about.';
comment on column ntf_notifications.action_id is
'Id of what it is about, in the table that action_type stands for; the notification goes with it.';
comment on column ntf_notifications.action_url is 'Path that opens what it is about.';
comment on column ntf_notifications.metadata is 'Values the texts were made from. @pii';
comment on column ntf_notifications.delivered_push is 'Reached a phone. The attempts are in ntf_queue.';

create index idx_ntf_notifications_recipient_id_created_at on ntf_notifications (recipient_id, created_at desc);
create index idx_ntf_notifications_recipient_id_unread on ntf_notifications (recipient_id, created_at desc)
where not is_read;
create index idx_ntf_notifications_read_at on ntf_notifications (read_at) where is_read;
create index idx_ntf_notifications_notification_type_id on ntf_notifications (notification_type_id);
create index idx_ntf_notifications_actor_type_actor_id on ntf_notifications (actor_type, actor_id)
where actor_id is not null;
create index idx_ntf_notifications_action_type_action_id on ntf_notifications (action_type, action_id)
where action_id is not null;
create index idx_ntf_notifications_priority_created_at on ntf_notifications (priority, created_at desc);

select sys_touch_updated_at('ntf_notifications');
select sys_declare_polymorphic_reference(
    'ntf_notifications', 'actor_type', 'actor_id',
    '{"individual": "profiles", "business": "biz_profiles", "organization": "org_profiles"}', 'cascade'
);


create table ntf_preferences (
    profile_id uuid not null,
    push_enabled boolean not null default true,
    email_enabled boolean not null default true,
    sms_enabled boolean not null default false,
    preferences jsonb not null default '{}',
    quiet_hours_enabled boolean not null default false,
    quiet_hours_start time,
    quiet_hours_end time,
    daily_digest_enabled boolean not null default false,
    weekly_digest_enabled boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ntf_preferences primary key (profile_id),
    constraint fk_ntf_preferences_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_ntf_preferences_preferences check (jsonb_typeof(preferences) = 'object'),
    constraint ck_ntf_preferences_quiet_hours
    check (not quiet_hours_enabled or num_nulls(quiet_hours_start, quiet_hours_end) = 0)
);

comment on table ntf_preferences is
'How a person wants to be told. Who has no row has the defaults. Grain: person.';
comment on column ntf_preferences.preferences is
'Exceptions: from slug of a notification type to {push, email, sms}, each true or false.';
comment on column ntf_preferences.quiet_hours_start is
'Time of day in the person''s own time zone; after quiet_hours_end when the night is between them.';

select sys_touch_updated_at('ntf_preferences');


create table ntf_templates (
    id uuid not null default gen_random_uuid(),
    name text not null,
    notification_type_id uuid,
    title_template text not null,
    message_template text not null,
    email_subject_template text,
    email_body_template text,
    sms_template text,
    variables text[],
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ntf_templates primary key (id),
    constraint uq_ntf_templates_name unique (name),
    constraint fk_ntf_templates_notification_type_id
    foreign key (notification_type_id) references ref_notification_types (id),
    constraint ck_ntf_templates_email check (num_nulls(email_subject_template, email_body_template) <> 1)
);

comment on table ntf_templates is
'Texts that notifications are made from; names in double braces are filled in. Grain: template.';
comment on column ntf_templates.variables is 'Names that the texts use.';

create index idx_ntf_templates_notification_type_id on ntf_templates (notification_type_id);
create index idx_ntf_templates_is_active on ntf_templates (name) where is_active;

select sys_touch_updated_at('ntf_templates');


create table ntf_queue (
    id uuid not null default gen_random_uuid(),
    notification_id uuid not null,
    delivery_method text not null,
    status text not null default 'pending',
    attempts integer not null default 0,
    max_attempts integer not null default 3,
    error_message text,
    scheduled_at timestamptz not null default now(),
    sent_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ntf_queue primary key (id),
    constraint fk_ntf_queue_notification_id
    foreign key (notification_id) references ntf_notifications (id) on delete cascade,
    constraint ck_ntf_queue_delivery_method check (delivery_method in ('push', 'email', 'sms')),
    constraint ck_ntf_queue_status check (status in ('pending', 'processing', 'sent', 'failed')),
    constraint ck_ntf_queue_attempts check (attempts between 0 and max_attempts),
    constraint ck_ntf_queue_sent_at check (sent_at is null or status = 'sent')
);

comment on table ntf_queue is
'A notification on its way to a phone or an inbox. Grain: notification and way.';
comment on column ntf_queue.status is
'A delivery that did not work is pending again until it has had max_attempts, then it is failed.';
comment on column ntf_queue.error_message is 'Of the last attempt; may quote a number or an address. @pii';
comment on column ntf_queue.scheduled_at is 'Not before this instant.';

create index idx_ntf_queue_notification_id on ntf_queue (notification_id);
create index idx_ntf_queue_status on ntf_queue (status, created_at desc);
create index idx_ntf_queue_status_scheduled_at on ntf_queue (scheduled_at) where status in ('pending', 'processing');

select sys_touch_updated_at('ntf_queue');
