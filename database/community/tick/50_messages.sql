-- A day's messages, and those who read them.

insert into msg_messages (id, conversation_id, sender_id, content, created_at, updated_at)
select
    community.id_from('message of ' || participants.id),
    participants.conversation_id,
    participants.user_id,
    community.messages(community.chance_by('message', participants.id)),
    present.at,
    present.at
from community.present
inner join msg_participants as participants on present.id = participants.user_id and participants.is_active
where community.chance_by('writes', participants.id) < 0.15 and participants.joined_at < present.at;

update msg_participants
set last_read_at = greatest(last_read_at, present.at)
from community.present
where
    present.id = msg_participants.user_id
    and is_active
    and unread_count > 0
    and community.chance_by('reads', msg_participants.id) < 0.7;

update msg_messages
set is_deleted = true, deleted_at = community.until_at() - interval '1 minute', deleted_for_everyone = true
where
    created_at > community.until_at() - interval '1 day'
    and not is_deleted
    and community.chance_by('takes back', id) < 0.03;
