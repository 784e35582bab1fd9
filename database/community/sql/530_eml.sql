-- E-mail: what was sent, opened and clicked, what came back, what failed and was tried again.

insert into eml_provider_config (id, provider, environment, credentials_encrypted, is_active, created_at, updated_at)
values (community.id_from('provider'), 'aws_ses', 'development', '!', false, community.moment(0), community.moment(0));

insert into eml_template_versions (
    id,
    template_id,
    version_name,
    is_control,
    subject,
    html_body,
    text_body,
    traffic_percentage,
    send_count,
    open_rate,
    click_rate,
    created_at,
    updated_at
)
select
    community.id_from(format('template version %s %s', name, place)),
    id,
    (array['A', 'B'])[place],
    place = 1,
    subject,
    html_body,
    text_body,
    50,
    100,
    30 + place,
    6,
    community.moment(0.5),
    community.moment(0.5)
from eml_templates cross join generate_series(1, 2) as place;

create table community.mail_templates as
select
    id,
    name,
    subject,
    row_number() over (order by name) - 1 as place
from eml_templates;

insert into eml_campaigns (id, name, description, type, status, start_date, end_date, created_at, updated_at)
select
    community.id_of('mail campaign', number),
    'Series ' || number,
    null,
    (array['drip', 'educational', 're-engagement'])[number],
    case number when 3 then 'active' else 'completed' end,
    begun.at,
    begun.at + interval '60 days',
    begun.at - interval '5 days',
    begun.at - interval '5 days'
from generate_series(1, 3) as number
cross join lateral (select community.until_at() - (500 - 150 * number) * interval '1 day' as at) as begun;

insert into eml_campaign_steps (id, campaign_id, template_id, step_number, delay_days, created_at, updated_at)
select
    community.id_of('mail step', number * 4 + step),
    community.id_of('mail campaign', number),
    templates.id,
    step,
    7,
    community.moment(0.5),
    community.moment(0.5)
from generate_series(1, 3) as number
cross join generate_series(1, 2) as step
inner join community.mail_templates as templates on templates.place = (number + step) % 4;

-- Everybody is welcomed; some go through a campaign.
create table community.mails as
select
    members.n * 16 as number,
    members.id as recipient_id,
    members.full_name,
    members.email,
    null::bigint as campaign,
    1 as step,
    0::bigint as template,
    joined_at as due_at
from community.members
union all
select
    members.n * 16 + campaign * 4 + step,
    members.id,
    members.full_name,
    members.email,
    campaign,
    step,
    (campaign + step) % 4,
    community.until_at()
    - (500 - 150 * campaign - 7 * step) * interval '1 day'
    + interval '1 minute' * (members.n % 600)
from community.members
cross join generate_series(1, 3) as campaign
cross join generate_series(1, 2) as step
where
    joined_at < community.until_at() - (500 - 150 * campaign) * interval '1 day'
    and community.chance('enrolled', members.n * 4 + campaign) < 0.3;

insert into eml_campaign_recipients (
    id, campaign_id, user_id, status, current_step, last_sent_at, enrolled_at, completed_at, updated_at
)
select
    community.id_of('enrolment', number),
    community.id_of('mail campaign', campaign),
    recipient_id,
    case when number % 40 = 2 then 'unsubscribed' else 'completed' end,
    2,
    due_at,
    due_at - interval '7 days',
    due_at,
    due_at
from community.mails
where campaign is not null and step = 2;

insert into eml_queue (
    id,
    recipient_id,
    template_id,
    campaign_id,
    to_email,
    to_name,
    subject,
    body_html,
    template_name,
    status,
    attempts,
    error_message,
    ses_message_id, scheduled_at, sent_at, opened_at, clicked_at, created_at, updated_at
)
select
    community.id_of('mail', number),
    recipient_id,
    templates.id,
    case when campaign is not null then community.id_of('mail campaign', campaign) end,
    email,
    full_name,
    replace(templates.subject, '{' || '{full_name}}', full_name),
    '<p>Dear ' || full_name || ',</p>',
    templates.name,
    states.status,
    states.attempts,
    case when states.status = 'failed' then 'Temporary failure of the name server.' end,
    case when sent.at is not null then 'synthetic-' || number end,
    due_at,
    sent.at,
    opened.at,
    clicked.at,
    due_at,
    greatest(due_at, sent.at, clicked.at, opened.at)
from community.mails
inner join community.mail_templates as templates on templates.place = template
cross join
    lateral (
        select
            case when c < 0.94 then 'sent' when c < 0.97 then 'bounced' when c < 0.99 then 'failed' else 'pending' end
                as status,
            case when c < 0.85 then 1 when c < 0.94 then 2 when c < 0.97 then 1 when c < 0.99 then 3 else 1 end
                as attempts
        from community.chance('mail', number) as c
    ) as states
cross join
    lateral (
        select
            case
                when
                    states.status in ('sent', 'bounced')
                    then
                        least(
                            due_at + states.attempts * interval '30 seconds', community.until_at() - interval '1 second'
                        )
            end as at
    ) as sent
cross join
    lateral (
        select
            case
                when
                    states.status = 'sent' and community.chance('opens', number) < 0.4
                    then community.soon_after(sent.at, community.chance('opens at', number), '5 hours')
            end as at
    ) as opened
cross join lateral (select case when community.chance('clicks', number) < 0.25 then opened.at end as at) as clicked;

insert into eml_events (id, email_queue_id, event_type, clicked_url, created_at)
select
    community.id_from(format('mail %s %s', type, id)),
    id,
    type,
    case type when 'clicked' then 'https://app.example.com' end,
    at
from eml_queue
cross join
    lateral (
        values ('sent', sent_at),
        ('delivered', case status when 'sent' then sent_at end),
        ('bounced', case status when 'bounced' then sent_at end),
        ('opened', opened_at), ('clicked', clicked_at)
    ) as kinds (type, at)
where at is not null;

insert into eml_ses_events (
    id, message_id, event_type, email_queue_id, recipient_email, timestamp, raw_event, bounce_type, created_at
)
select
    community.id_from(format('notice %s', id)),
    ses_message_id,
    case status when 'bounced' then 'bounce' else 'delivery' end,
    id,
    to_email,
    sent_at,
    '{}',
    case status when 'bounced' then 'Permanent' end,
    sent_at
from eml_queue
where sent_at is not null and (status = 'bounced' or community.chance_by('notice', id) < 0.2);

insert into eml_suppressions (id, email, user_id, suppression_type, reason, source, created_at, updated_at)
select distinct on (to_email)
    community.id_from('suppressed ' || to_email),
    to_email,
    recipient_id,
    'bounce',
    'The address does not exist.',
    'ses',
    sent_at,
    sent_at
from eml_queue
where status = 'bounced'
order by to_email, sent_at;
