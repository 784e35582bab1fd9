-- Notifications of the last thirty days (read ones do not live longer) and their delivery.

insert into ntf_templates (
    id, name, notification_type_id, title_template, message_template, email_subject_template, email_body_template,
    variables, created_at, updated_at
)
select
    community.id_from('notification template ' || slug),
    slug,
    id,
    name,
    template,
    name,
    template,
    array['actor_name'],
    community.moment(0),
    community.moment(0)
from ref_notification_types;

create table community.news as
select
    'post-like' as slug,
    soc_post_likes.id as source_id,
    posts.member_id as recipient_id,
    soc_post_likes.profile_id as actor_id,
    'post' as action_type,
    posts.id as action_id,
    soc_post_likes.created_at
from soc_post_likes
inner join community.posts on soc_post_likes.post_id = posts.id
where
    soc_post_likes.created_at > community.until_at() - interval '30 days'
    and community.chance_by('tells', soc_post_likes.id) < 0.3
union all
select
    'post-comment',
    soc_post_comments.id,
    posts.member_id,
    soc_post_comments.profile_id,
    'post_comment',
    soc_post_comments.id,
    soc_post_comments.created_at
from soc_post_comments
inner join community.posts on soc_post_comments.post_id = posts.id
where soc_post_comments.created_at > community.until_at() - interval '30 days'
union all
select
    'connection-request',
    id,
    case requested_by when profile_id_1 then profile_id_2 else profile_id_1 end,
    requested_by,
    'connection',
    id,
    requested_at
from soc_connections
where requested_at > community.until_at() - interval '30 days'
union all
select
    'new-message',
    msg_messages.id,
    msg_participants.user_id,
    sender_id,
    'conversation',
    msg_messages.conversation_id,
    msg_messages.created_at
from msg_messages
inner join msg_participants
    on msg_messages.conversation_id = msg_participants.conversation_id and msg_participants.user_id <> sender_id
where msg_messages.created_at > community.until_at() - interval '10 days' and msg_participants.is_active;

insert into ntf_notifications (
    id, recipient_id, notification_type_id, actor_type, actor_id, title, message, action_type, action_id, action_url,
    priority, is_read, read_at, delivered_push, created_at, updated_at
)
select
    community.id_from(format('notification %s %s', news.source_id, news.recipient_id)),
    news.recipient_id,
    types.id,
    'individual',
    news.actor_id,
    types.name,
    replace(types.template, '{' || '{actor_name}}', actor.full_name),
    news.action_type,
    news.action_id,
    format('/%s/%s', news.action_type, news.action_id),
    'normal',
    reading.at is not null,
    reading.at,
    community.chance_by('pushed', news.source_id) < 0.9,
    news.created_at,
    coalesce(reading.at, news.created_at)
from community.news
inner join ref_notification_types as types using (slug)
inner join community.members as actor on news.actor_id = actor.id
cross join
    lateral (
        select case
            when community.chance_by('notified', news.source_id) < 0.6
                then
                    community.soon_after(news.created_at, community.chance_by('notified at', news.source_id), '4 hours')
        end
    ) as reading (at)
where news.recipient_id <> news.actor_id;

insert into ntf_notifications (
    id, recipient_id, notification_type_id, actor_type, title, message, priority, created_at, updated_at
)
select
    community.id_of('notification', members.n),
    members.id,
    types.id,
    'system',
    types.name,
    'A new version is here.',
    'low',
    community.until_at() - interval '12 days',
    community.until_at() - interval '12 days'
from community.members
inner join ref_notification_types as types on types.slug = 'system-update'
where members.n % 4 = 0 and members.joined_at < community.until_at() - interval '12 days';

-- What fails is tried again, three times at most.
insert into ntf_queue (
    id, notification_id, delivery_method, status, attempts, error_message, scheduled_at, sent_at, created_at, updated_at
)
select
    community.id_from(format('delivery %s', id)),
    id,
    ways.method,
    states.status,
    states.attempts,
    states.error,
    created_at + states.attempts * interval '20 seconds',
    case states.status when 'sent' then tried.at end,
    created_at,
    greatest(created_at, tried.at)
from ntf_notifications
cross join
    lateral (select community.pick(community.chance_by('way', id), 'push', 'push', 'push', 'email', 'sms'))
        as ways (method)
cross join
    lateral (
        select
            case
                when c < 0.95 then 'sent' when c < 0.98 then 'failed' when c < 0.99 then 'processing' else 'pending'
            end as status,
            case when c < 0.90 then 1 when c < 0.95 then 2 when c < 0.98 then 3 when c < 0.99 then 0 else 1 end
                as attempts,
            case when c >= 0.90 and c < 0.98 or c >= 0.99 then 'The service did not answer in time.' end as error
        from community.chance_by('delivery', id) as c
    ) as states
cross join
    lateral (
        select least(created_at + (1 + states.attempts) * interval '20 seconds', community.until_at()) as at
    ) as tried
where community.chance_by('queued', id) < 0.5;
