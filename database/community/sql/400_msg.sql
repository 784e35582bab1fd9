-- Conversations: of connected people, and of groups of neighbours.

create table community.conversations as
with pairs as (
    select
        row_number() over (order by responded_at, id) as n,
        false as is_group,
        responded_at as created_at,
        array[requested_by, case requested_by when profile_id_1 then profile_id_2 else profile_id_1 end] as people
    from soc_connections
    where status = 'accepted' and community.chance_by('talk', id) < 0.09
),

groups as (
    select
        5000000 + number as n,
        true as is_group,
        community.moment_after(max(members.joined_at), community.chance('group at', number)) as created_at,
        array_agg(members.id order by members.line) as people
    from generate_series(1::bigint, community.some(0.02)) as number
    cross join lateral generate_series(0, community.number('group size', number, 2, 9)) as step
    inner join community.members
        on
            members.line
            = (community.number('group line', number, 0, community.members() - 1) + step) % community.members()
    group by number
)

select
    each.*,
    community.id_of('conversation', each.n) as id,
    -- A few talk for ever, most say a word or two.
    least(
        400,
        1 + floor((case when each.is_group then 6 else 2 end) * (1 - community.chance('messages', each.n)) ^ (-0.75))
    )::integer as size,
    community.soon_after(each.created_at, community.chance('talks until', each.n), '20 days') as last_at
from (
    select * from pairs
    union all
    select * from groups
) as each
where each.created_at < community.until_at() - interval '1 hour';

create table community.messages as
select
    conversations.n * 512 + step as number,
    conversations.id as conversation_id,
    conversations.n as conversation,
    conversations.people[1 + community.number('sender', conversations.n * 512 + step, 0, cardinality(people) - 1)]
        as sender_id,
    step,
    conversations.created_at + (conversations.last_at - conversations.created_at)
    * ((step - 1 + 0.9 * community.chance('message at', conversations.n * 512 + step)) / conversations.size)
        as created_at
from community.conversations
cross join lateral generate_series(1, conversations.size) as step;

alter table community.messages add primary key (number);
analyze community.messages;

insert into msg_messages (
    id, conversation_id, sender_id, reply_to_message_id, forwarded_from_message_id, content, message_type, media_urls,
    is_deleted, deleted_at, deleted_for_everyone, delivered_at, created_at, updated_at
)
select
    community.id_of('message', messages.number),
    messages.conversation_id,
    messages.sender_id,
    case when step > 1 and messages.number % 9 = 0 then community.id_of('message', messages.number - 1) end,
    case when other.number is not null then community.id_of('message', other.number) end,
    community.messages(community.chance('message', messages.number)),
    case when messages.number % 17 = 3 then 'image' else 'text' end,
    case
        when
            messages.number % 17 = 3
            then array[format('https://cdn.example.com/messages/%s.jpg', messages.number)]
        else '{}'
    end,
    deletion.at is not null,
    deletion.at,
    deletion.at is not null and messages.number % 2 = 0,
    delivery.at,
    messages.created_at,
    greatest(messages.created_at, delivery.at, deletion.at)
from community.messages
left join lateral (
    select older.number
    from community.messages as older
    where
        messages.number % 60 = 11 and older.number = (messages.conversation - 1) * 512 + 1
        and older.created_at < messages.created_at
) as other on true
cross join
    lateral (
        select least(messages.created_at + interval '3 seconds', community.until_at() - interval '1 second') as at
    ) as delivery
cross join lateral (
    -- Deleted ones are purged after thirty days.
    select case
        when
            messages.created_at > community.until_at() - interval '29 days'
            and community.chance('deleted', messages.number) < 0.02
            then messages.created_at + (community.until_at() - messages.created_at) * 0.3
    end as at
) as deletion;

insert into msg_conversations (
    id,
    created_by,
    is_group,
    group_name,
    group_description,
    last_message_at,
    last_message_preview,
    created_at,
    updated_at
)
select
    conversations.id,
    people[1],
    is_group,
    case when is_group then community.farm_names(community.chance('group name', n)) || ' Group' end,
    null,
    newest.created_at,
    newest.preview,
    conversations.created_at,
    newest.created_at
from community.conversations
inner join (
    select distinct on (conversation_id)
        conversation_id,
        created_at,
        case when not is_deleted then left(content, 200) end as preview
    from msg_messages
    order by conversation_id asc, created_at desc, id desc
) as newest on conversations.id = newest.conversation_id;

insert into msg_participants (
    id, conversation_id, user_id, is_admin, is_active, is_muted, joined_at, left_at, last_read_at, updated_at
)
select
    community.id_of('participant', n * 16 + place),
    id,
    person,
    is_group and place = 1,
    not gone.is_gone,
    n % 23 = 0,
    created_at,
    case when gone.is_gone then last_at end,
    reading.at,
    greatest(reading.at, case when gone.is_gone then last_at end)
from community.conversations
cross join unnest(people) with ordinality as each (person, place)
cross join
    lateral (select is_group and community.chance('leaves group', n * 16 + place) < 0.08 and place > 1)
        as gone (is_gone)
cross join lateral (
    select case
        when community.chance('reads', n * 16 + place) < 0.8 then last_at
        else created_at + (last_at - created_at) * community.chance('read', n * 16 + place)
    end
) as reading (at);

insert into msg_reactions (id, message_id, user_id, reaction, created_at, updated_at)
select
    community.id_of('reaction', messages.number),
    community.id_of('message', messages.number),
    reader.user_id,
    community.pick(community.chance('reaction', messages.number), 'like', 'like', 'love', 'laugh', 'wow', 'sad'),
    reader.last_read_at,
    reader.last_read_at
from community.messages
inner join lateral (
    select
        user_id,
        last_read_at
    from msg_participants
    where
        msg_participants.conversation_id = messages.conversation_id and user_id <> messages.sender_id
        and last_read_at >= messages.created_at
    order by user_id
    limit 1
) as reader on true
where community.chance('reacts', messages.number) < 0.04;

insert into msg_read_receipts (id, message_id, user_id, read_at)
select
    community.id_from(format('receipt %s %s', messages.number, reader.user_id)),
    community.id_of('message', messages.number),
    reader.user_id,
    least(
        community.soon_after(messages.created_at, community.chance('receipt', messages.number), '10 minutes'),
        reader.last_read_at
    )
from community.messages
inner join msg_participants as reader
    on
        messages.conversation_id = reader.conversation_id and messages.sender_id <> reader.user_id
        and messages.created_at <= reader.last_read_at;

insert into que_offline_messages (
    id, user_id, conversation_id, temp_id, content, sync_status, retry_count, last_retry_at, error_message, synced_at,
    created_at, updated_at
)
select
    community.id_of('offline message', number),
    sender_id,
    conversation_id,
    'device-' || number,
    community.messages(community.chance('message', number)),
    states.status,
    case states.status when 'synced' then number % 2 else 3 end,
    written.at + interval '2 minutes',
    case states.status when 'failed' then 'No answer from the server.' end,
    case states.status when 'synced' then written.at + interval '3 minutes' end,
    written.at,
    written.at + interval '3 minutes'
from community.messages
cross join lateral (select created_at - interval '4 minutes') as written (at)
cross join
    lateral (
        select case number % 3 when 0 then 'failed' when 1 then 'synced' else 'synced' end
    ) as states (status)
where community.chance('offline', number) < 0.01 or number <= 700;
