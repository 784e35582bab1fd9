-- Conversations and who takes part in them.

select sys_declare_module('msg_', 'Messaging', 'communications', 'Conversations between people, alone or in groups.');

create table msg_conversations (
    id uuid not null default gen_random_uuid(),
    created_by uuid,
    is_group boolean not null default false,
    group_name text,
    group_photo_url text,
    group_description text,
    last_message_at timestamptz,
    last_message_preview text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_msg_conversations primary key (id),
    constraint fk_msg_conversations_created_by
    foreign key (created_by) references profiles (id) on delete set null,
    constraint ck_msg_conversations_group_name check (not is_group or group_name <> '' and group_name is not null),
    constraint ck_msg_conversations_group_description_length check (char_length(group_description) <= 500),
    constraint ck_msg_conversations_last_message_preview_length check (char_length(last_message_preview) <= 200)
);

comment on table msg_conversations is
'A conversation of two people, or of a group. Grain: conversation.';
comment on column msg_conversations.created_by is 'Who began it; empty once that person''s account is gone.';
comment on column msg_conversations.group_name is 'Groups have one. @pii';
comment on column msg_conversations.group_photo_url is '@pii';
comment on column msg_conversations.group_description is 'At most 500 characters. @pii';
comment on column msg_conversations.last_message_at is 'When the newest message was sent. Kept by the database.';
comment on column msg_conversations.last_message_preview is
'First 200 characters of the newest message, empty when that one was deleted. Kept by the database. @pii';

create index idx_msg_conversations_created_by on msg_conversations (created_by);
create index idx_msg_conversations_last_message_at on msg_conversations (last_message_at desc);
create index idx_msg_conversations_is_group on msg_conversations (created_at desc) where is_group;

select sys_touch_updated_at('msg_conversations');


create table msg_participants (
    id uuid not null default gen_random_uuid(),
    conversation_id uuid not null,
    user_id uuid not null,
    is_admin boolean not null default false,
    is_active boolean not null default true,
    is_muted boolean not null default false,
    muted_until timestamptz,
    unread_count integer not null default 0,
    joined_at timestamptz not null default now(),
    left_at timestamptz,
    last_read_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_msg_participants primary key (id),
    constraint uq_msg_participants_conversation_id_user_id unique (conversation_id, user_id),
    constraint fk_msg_participants_conversation_id
    foreign key (conversation_id) references msg_conversations (id) on delete cascade,
    constraint fk_msg_participants_user_id foreign key (user_id) references profiles (id) on delete cascade,
    constraint ck_msg_participants_unread_count check (unread_count >= 0),
    constraint ck_msg_participants_left_at check (left_at is null or left_at >= joined_at and not is_active)
);

comment on table msg_participants is
'A person takes part, or took part, in a conversation. Grain: conversation and person.';
comment on column msg_participants.user_id is 'The profile that takes part.';
comment on column msg_participants.is_admin is 'May change the group and its members.';
comment on column msg_participants.is_active is 'False: the person has left.';
comment on column msg_participants.muted_until is 'Muted until then; empty: until the person says otherwise.';
comment on column msg_participants.unread_count is
'Messages of others sent after last_read_at that are not deleted; 0 for who has left.';
comment on column msg_participants.last_read_at is 'Messages up to this instant are read.';

create index idx_msg_participants_user_id on msg_participants (user_id);
create index idx_msg_participants_user_id_unread_count on msg_participants (user_id, unread_count)
where unread_count > 0;
create index idx_msg_participants_conversation_id_active on msg_participants (conversation_id, user_id)
where is_active;

select sys_touch_updated_at('msg_participants');
