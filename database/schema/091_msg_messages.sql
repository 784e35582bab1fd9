-- Messages, what people answer with a tap, and who has read them.

create table msg_messages (
    id uuid not null default gen_random_uuid(),
    conversation_id uuid not null,
    sender_id uuid not null,
    reply_to_message_id uuid,
    forwarded_from_message_id uuid,
    content text not null,
    message_type text not null default 'text',
    media_urls text[] default '{}',
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    deleted_for_everyone boolean not null default false,
    delivered_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_msg_messages primary key (id),
    constraint uq_msg_messages_id_conversation_id unique (id, conversation_id),
    constraint fk_msg_messages_conversation_id
    foreign key (conversation_id) references msg_conversations (id) on delete cascade,
    constraint fk_msg_messages_sender_id foreign key (sender_id) references profiles (id) on delete cascade,
    constraint fk_msg_messages_reply_to_message_id_conversation_id
    foreign key (reply_to_message_id, conversation_id) references msg_messages (id, conversation_id)
    on delete set null (reply_to_message_id),
    constraint fk_msg_messages_forwarded_from_message_id
    foreign key (forwarded_from_message_id) references msg_messages (id) on delete set null,
    constraint ck_msg_messages_reply_to_message_id check (reply_to_message_id <> id),
    constraint ck_msg_messages_forwarded_from_message_id check (forwarded_from_message_id <> id),
    constraint ck_msg_messages_content_length check (char_length(content) <= 5000),
    constraint ck_msg_messages_message_type check (
        message_type in ('text', 'image', 'video', 'document', 'audio', 'location', 'contact', 'system')
    ),
    constraint ck_msg_messages_deleted_at check (is_deleted or not deleted_for_everyone and deleted_at is null)
);

comment on table msg_messages is
'A message. Its words do not change: an edit is a new message. Deleted ones are hidden and purged after 30 days; '
'they have no trash. Grain: message.';
comment on column msg_messages.reply_to_message_id is 'The message of the same conversation that this one answers.';
comment on column msg_messages.forwarded_from_message_id is
'The message, mostly of another conversation, that this one repeats.';
comment on column msg_messages.content is 'At most 5000 characters; empty where the media say it all. @pii';
comment on column msg_messages.media_urls is 'Pictures, sounds and files in the order shown. @pii';
comment on column msg_messages.message_type is 'system: written by the application, such as that somebody has left.';
comment on column msg_messages.deleted_for_everyone is 'False and deleted: the sender alone no longer sees it.';
comment on column msg_messages.delivered_at is 'When it first reached a device of somebody else.';

create index idx_msg_messages_conversation_id_created_at
on msg_messages (conversation_id, created_at desc, id desc);
create index idx_msg_messages_sender_id on msg_messages (sender_id, created_at desc);
create index idx_msg_messages_created_at on msg_messages (created_at desc);
create index idx_msg_messages_message_type on msg_messages (message_type);
create index idx_msg_messages_reply_to_message_id_conversation_id
on msg_messages (reply_to_message_id, conversation_id) where reply_to_message_id is not null;
create index idx_msg_messages_forwarded_from_message_id on msg_messages (forwarded_from_message_id)
where forwarded_from_message_id is not null;
create index idx_msg_messages_is_deleted on msg_messages (deleted_at) where is_deleted;

select sys_touch_updated_at('msg_messages');


create function msg_refuse_edit() returns trigger
language plpgsql
as $$
begin
    perform sys_fail(
        format('Message %s cannot change', old.id), 'the conversation, sender, kind and words it was sent with',
        'other ones', 'send a new message', '23514'
    );
end
$$;

comment on function msg_refuse_edit is 'Messages are immutable.';

create trigger refuse_edit before update of conversation_id, sender_id, content, message_type on msg_messages
for each row when (
    (old.conversation_id, old.sender_id, old.content, old.message_type)
    is distinct from (new.conversation_id, new.sender_id, new.content, new.message_type)
)
execute function msg_refuse_edit();


create function msg_keep_last_message() returns trigger
language plpgsql
as $$
declare
    touched uuid[];
begin
    if tg_op = 'DELETE' then
        touched := array(select conversation_id from old_rows);
    elsif tg_op = 'TRUNCATE' then
        touched := array(select id from msg_conversations);
    else
        touched := array(select conversation_id from new_rows);
    end if;
    perform from msg_conversations where id = any (touched) order by id for no key update;
    update msg_conversations
    set last_message_at = newest.created_at, last_message_preview = newest.preview
    from (
        select touched_conversations.id, message.created_at, message.preview
        from (select distinct id from unnest(touched) as each (id)) as touched_conversations
        left join lateral (
            select created_at, case when not is_deleted then left(content, 200) end as preview
            from msg_messages
            where conversation_id = touched_conversations.id
            order by created_at desc, id desc
            limit 1
        ) as message on true
    ) as newest
    where msg_conversations.id = newest.id
        and (last_message_at, last_message_preview) is distinct from (newest.created_at, newest.preview);
    return null;
end
$$;

comment on function msg_keep_last_message is
'Keep when the newest message of a conversation was sent and how it begins. The names of its triggers sort before '
'those that count: whoever changes messages locks the conversation first and the participants after it.';

create trigger bring_last_message_insert after insert on msg_messages referencing new table as new_rows
for each statement execute function msg_keep_last_message();
create trigger bring_last_message_update after update on msg_messages
referencing old table as old_rows new table as new_rows
for each statement execute function msg_keep_last_message();
create trigger bring_last_message_delete after delete on msg_messages referencing old table as old_rows
for each statement execute function msg_keep_last_message();
create trigger bring_last_message_truncate after truncate on msg_messages
for each statement execute function msg_keep_last_message();

-- Whoever sends, joins or reads holds the conversation: so nobody joins without the message
-- that somebody else is just sending.
select sys_declare_counter(
    'msg_participants', 'unread_count',
    jsonb_build_object(
        'from', 'msg_participants as reader inner join msg_messages as message using (conversation_id)',
        'key', 'reader.id',
        'filter',
        'reader.is_active and message.created_at > reader.last_read_at '
        'and message.sender_id <> reader.user_id and not message.is_deleted',
        'touched_by', jsonb_build_object(
            'msg_messages',
            'select reader.id from changed inner join msg_participants as reader using (conversation_id) '
            'where reader.is_active and reader.user_id <> changed.sender_id',
            'msg_participants', 'select id from changed'
        ),
        'hold', jsonb_build_object(
            'msg_messages', jsonb_build_object('msg_conversations', 'select conversation_id from changed'),
            'msg_participants', jsonb_build_object('msg_conversations', 'select conversation_id from changed')
        )
    )
);


create table msg_reactions (
    id uuid not null default gen_random_uuid(),
    message_id uuid not null,
    user_id uuid not null,
    reaction text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_msg_reactions primary key (id),
    constraint uq_msg_reactions_message_id_user_id unique (message_id, user_id),
    constraint fk_msg_reactions_message_id foreign key (message_id) references msg_messages (id) on delete cascade,
    constraint fk_msg_reactions_user_id foreign key (user_id) references profiles (id) on delete cascade,
    constraint ck_msg_reactions_reaction check (reaction in ('like', 'love', 'laugh', 'wow', 'sad', 'angry'))
);

comment on table msg_reactions is
'A person answers a message with a tap; another tap changes it. Grain: message and person.';

create index idx_msg_reactions_user_id on msg_reactions (user_id);

select sys_touch_updated_at('msg_reactions');


create table msg_read_receipts (
    id uuid not null default gen_random_uuid(),
    message_id uuid not null,
    user_id uuid not null,
    read_at timestamptz not null default now(),
    constraint pk_msg_read_receipts primary key (id),
    constraint uq_msg_read_receipts_message_id_user_id unique (message_id, user_id),
    constraint fk_msg_read_receipts_message_id
    foreign key (message_id) references msg_messages (id) on delete cascade,
    constraint fk_msg_read_receipts_user_id foreign key (user_id) references profiles (id) on delete cascade
);

comment on table msg_read_receipts is
'A person has read a message, for the tick beside it; how many are unread comes from '
'msg_participants.last_read_at. Grain: message and person.';

create index idx_msg_read_receipts_user_id on msg_read_receipts (user_id, read_at desc);
