-- Queues of deliveries that are no e-mail: SMS, WhatsApp, messages written without a network.

select sys_declare_module('que_', 'Queues', 'communications', 'Deliveries by SMS and WhatsApp, and late messages.');

create table que_sms (
    id uuid not null default gen_random_uuid(),
    recipient_phone text not null,
    recipient_profile_id uuid,
    message_content text not null,
    context_type text,
    context_id uuid,
    status text not null default 'pending',
    priority text not null default 'normal',
    retry_count integer not null default 0,
    max_retries integer not null default 3,
    next_retry_at timestamptz,
    error_message text,
    twilio_message_sid text,
    segments integer,
    cost_amount numeric(10, 4),
    cost_currency text not null default 'USD',
    sent_at timestamptz,
    delivered_at timestamptz,
    failed_at timestamptz,
    processed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_que_sms primary key (id),
    constraint fk_que_sms_recipient_profile_id
    foreign key (recipient_profile_id) references profiles (id) on delete set null,
    constraint ck_que_sms_status check (status in ('pending', 'sending', 'sent', 'failed', 'delivered')),
    constraint ck_que_sms_priority check (priority in ('low', 'normal', 'high', 'urgent')),
    constraint ck_que_sms_amounts check (least(retry_count, max_retries, segments, cost_amount) >= 0)
);

comment on table que_sms is
'A text message to send or sent. Grain: message.';
comment on column que_sms.recipient_phone is '@pii';
comment on column que_sms.recipient_profile_id is
'The member it goes to; empty for others and once the account is gone.';
comment on column que_sms.message_content is '@pii';
comment on column que_sms.context_id is
'What caused it, in words of context_type. A record of the past: it may be gone.';
comment on column que_sms.status is
'An attempt that fails makes it pending again until next_retry_at; after max_retries it is failed.';
comment on column que_sms.retry_count is 'Attempts after the first.';
comment on column que_sms.error_message is 'Why the last attempt failed; may quote the number. @pii';
comment on column que_sms.twilio_message_sid is 'Id the provider gave it.';
comment on column que_sms.segments is 'Parts it was sent in, each of which costs.';
comment on column que_sms.processed_at is 'When a worker last had it.';

create index idx_que_sms_recipient_profile_id on que_sms (recipient_profile_id) where recipient_profile_id is not null;
create index idx_que_sms_pending on que_sms (next_retry_at nulls first, created_at) where status = 'pending';
create index idx_que_sms_status on que_sms (status, created_at desc);
create index idx_que_sms_context_type_context_id on que_sms (context_type, context_id) where context_id is not null;
create index idx_que_sms_twilio_message_sid on que_sms (twilio_message_sid) where twilio_message_sid is not null;

select sys_touch_updated_at('que_sms');
select sys_declare_imported_counter(
    'que_sms', 'retry_count', 'Attempts are not recorded one by one; the worker counts.'
);


create table que_whatsapp (
    id uuid not null default gen_random_uuid(),
    recipient_phone text not null,
    recipient_profile_id uuid,
    message_type text not null,
    template_name text,
    template_params jsonb not null default '{}',
    message_content text,
    media_url text,
    context_type text,
    context_id uuid,
    status text not null default 'pending',
    priority text not null default 'normal',
    retry_count integer not null default 0,
    max_retries integer not null default 3,
    next_retry_at timestamptz,
    error_message text,
    wati_message_id text,
    sent_at timestamptz,
    delivered_at timestamptz,
    read_at timestamptz,
    failed_at timestamptz,
    processed_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_que_whatsapp primary key (id),
    constraint fk_que_whatsapp_recipient_profile_id
    foreign key (recipient_profile_id) references profiles (id) on delete set null,
    constraint ck_que_whatsapp_message_type check (message_type in ('text', 'template', 'media')),
    constraint ck_que_whatsapp_status check (status in ('pending', 'sending', 'sent', 'failed', 'delivered', 'read')),
    constraint ck_que_whatsapp_priority check (priority in ('low', 'normal', 'high', 'urgent')),
    constraint ck_que_whatsapp_amounts check (least(retry_count, max_retries) >= 0)
);

comment on table que_whatsapp is
'A WhatsApp message to send or sent. Grain: message.';
comment on column que_whatsapp.recipient_phone is '@pii';
comment on column que_whatsapp.recipient_profile_id is
'The member it goes to; empty for others and once the account is gone.';
comment on column que_whatsapp.template_name is 'Template approved by WhatsApp, for messages of type template.';
comment on column que_whatsapp.template_params is 'What is filled into the template. @pii';
comment on column que_whatsapp.message_content is '@pii';
comment on column que_whatsapp.context_id is
'What caused it, in words of context_type. A record of the past: it may be gone.';
comment on column que_whatsapp.status is
'An attempt that fails makes it pending again until next_retry_at; after max_retries it is failed.';
comment on column que_whatsapp.retry_count is 'Attempts after the first.';
comment on column que_whatsapp.error_message is 'Why the last attempt failed; may quote the number. @pii';
comment on column que_whatsapp.wati_message_id is 'Id the provider gave it.';
comment on column que_whatsapp.processed_at is 'When a worker last had it.';

create index idx_que_whatsapp_recipient_profile_id on que_whatsapp (recipient_profile_id)
where recipient_profile_id is not null;
create index idx_que_whatsapp_pending on que_whatsapp (next_retry_at nulls first, created_at)
where status = 'pending';
create index idx_que_whatsapp_status on que_whatsapp (status, created_at desc);
create index idx_que_whatsapp_context_type_context_id on que_whatsapp (context_type, context_id)
where context_id is not null;
create index idx_que_whatsapp_wati_message_id on que_whatsapp (wati_message_id) where wati_message_id is not null;

select sys_touch_updated_at('que_whatsapp');
select sys_declare_imported_counter(
    'que_whatsapp', 'retry_count', 'Attempts are not recorded one by one; the worker counts.'
);


create table que_offline_messages (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    conversation_id uuid not null,
    reply_to_message_id uuid,
    temp_id text not null,
    content text not null,
    message_type text not null default 'text',
    media_urls text[] not null default '{}',
    sync_status text not null default 'pending',
    retry_count integer not null default 0,
    last_retry_at timestamptz,
    error_message text,
    synced_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_que_offline_messages primary key (id),
    constraint uq_que_offline_messages_user_id_temp_id unique (user_id, temp_id),
    constraint fk_que_offline_messages_user_id foreign key (user_id) references profiles (id) on delete cascade,
    constraint fk_que_offline_messages_conversation_id
    foreign key (conversation_id) references msg_conversations (id) on delete cascade,
    constraint fk_que_offline_messages_reply_to_message_id
    foreign key (reply_to_message_id) references msg_messages (id) on delete set null,
    constraint ck_que_offline_messages_content_length check (char_length(content) <= 5000),
    constraint ck_que_offline_messages_sync_status check (sync_status in ('pending', 'syncing', 'synced', 'failed')),
    constraint ck_que_offline_messages_retry_count check (retry_count >= 0)
);

comment on table que_offline_messages is
'A message that a member wrote without a network, on its way into msg_messages. Grain: message.';
comment on column que_offline_messages.user_id is 'Who wrote it.';
comment on column que_offline_messages.temp_id is
'Id the device gave it, so that sending it twice makes one message.';
comment on column que_offline_messages.content is 'At most 5000 characters, as in msg_messages. @pii';
comment on column que_offline_messages.retry_count is 'Attempts after the first.';
comment on column que_offline_messages.synced_at is 'When it became a row of msg_messages.';

create index idx_que_offline_messages_conversation_id on que_offline_messages (conversation_id);
create index idx_que_offline_messages_reply_to_message_id on que_offline_messages (reply_to_message_id)
where reply_to_message_id is not null;
create index idx_que_offline_messages_pending on que_offline_messages (created_at)
where sync_status in ('pending', 'failed');

select sys_touch_updated_at('que_offline_messages');
select sys_declare_imported_counter(
    'que_offline_messages', 'retry_count', 'Attempts are not recorded one by one; the device counts.'
);
