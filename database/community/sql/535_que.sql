-- Text messages and WhatsApp: what was sent, what failed and was tried again.

create table community.texts as
select
    members.n,
    members.id,
    members.phone,
    members.joined_at,
    written.at as due_at,
    case when c < 0.8 then 'delivered' when c < 0.9 then 'sent' when c < 0.96 then 'failed' else 'pending' end
        as status,
    case when c < 0.7 then 0 when c < 0.9 then 1 when c < 0.96 then 3 else 1 end as retries
from community.members
cross join lateral (select community.moment_after(joined_at, community.chance('text at', n)) as at) as written
cross join lateral (select community.chance('text', n) as c) as chances
where community.chance('gets text', n) < 0.4;

insert into que_sms (
    id,
    recipient_phone,
    recipient_profile_id,
    message_content,
    context_type,
    status,
    retry_count,
    next_retry_at,
    error_message,
    twilio_message_sid,
    segments,
    cost_amount, sent_at, delivered_at, failed_at, processed_at, created_at, updated_at
)
select
    community.id_of('sms', n),
    phone,
    id,
    'Rates of today are out.',
    'prices',
    status,
    retries,
    case status when 'pending' then due_at + interval '5 minutes' end,
    case when retries > 0 then 'The network is busy.' end,
    case when status in ('sent', 'delivered') then 'synthetic-' || n end,
    1,
    0.02,
    case when status in ('sent', 'delivered') then done.at end,
    case status when 'delivered' then done.at end,
    case status when 'failed' then done.at end,
    done.at,
    due_at,
    done.at
from community.texts
cross join lateral (select least(due_at + retries * interval '1 minute', community.until_at()) as at) as done
where n % 2 = 0;

insert into que_whatsapp (
    id,
    recipient_phone,
    recipient_profile_id,
    message_type,
    template_name,
    message_content,
    context_type,
    status,
    retry_count,
    next_retry_at,
    error_message,
    wati_message_id, sent_at, delivered_at, read_at, failed_at, processed_at, created_at, updated_at
)
select
    community.id_of('whatsapp', n),
    phone,
    id,
    'template',
    'daily_rates',
    null,
    'prices',
    case when status = 'delivered' and n % 3 = 0 then 'read' else status end,
    retries,
    case status when 'pending' then due_at + interval '5 minutes' end,
    case when retries > 0 then 'Too many messages an hour.' end,
    case when status in ('sent', 'delivered') then 'synthetic-' || n end,
    case when status in ('sent', 'delivered') then done.at end,
    case status when 'delivered' then done.at end,
    case when status = 'delivered' and n % 3 = 0 then done.at end,
    case status when 'failed' then done.at end,
    done.at,
    due_at,
    done.at
from community.texts
cross join lateral (select least(due_at + retries * interval '1 minute', community.until_at()) as at) as done
where n % 2 = 1;
