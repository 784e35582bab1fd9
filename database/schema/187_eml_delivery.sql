-- Delivery of e-mails: the queue, what became of each e-mail, addresses that get none.

create table eml_queue (
    id uuid not null default gen_random_uuid(),
    recipient_id uuid,
    template_id uuid,
    campaign_id uuid,
    to_email text not null,
    to_name text,
    subject text not null,
    body_html text not null,
    body_text text,
    template_name text,
    template_data jsonb,
    status text not null default 'pending',
    priority integer not null default 5,
    attempts integer not null default 0,
    max_attempts integer not null default 3,
    error_message text,
    ses_message_id text,
    scheduled_at timestamptz not null default now(),
    sent_at timestamptz,
    opened_at timestamptz,
    clicked_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_eml_queue primary key (id),
    constraint fk_eml_queue_recipient_id foreign key (recipient_id) references profiles (id) on delete cascade,
    constraint fk_eml_queue_template_id
    foreign key (template_id) references eml_templates (id) on delete set null,
    constraint fk_eml_queue_campaign_id
    foreign key (campaign_id) references eml_campaigns (id) on delete set null,
    constraint ck_eml_queue_status check (status in ('pending', 'processing', 'sent', 'failed', 'bounced')),
    constraint ck_eml_queue_priority check (priority between 1 and 10),
    constraint ck_eml_queue_attempts check (attempts >= 0 and max_attempts > 0)
);

comment on table eml_queue is
'An e-mail to send or sent. Grain: e-mail.';
comment on column eml_queue.recipient_id is 'The member it goes to; empty for an address that is no member''s.';
comment on column eml_queue.template_id is 'What it was made from. Template and campaign tell results apart by them.';
comment on column eml_queue.to_email is '@pii';
comment on column eml_queue.to_name is '@pii';
comment on column eml_queue.subject is '@pii';
comment on column eml_queue.body_html is '@pii';
comment on column eml_queue.body_text is '@pii';
comment on column eml_queue.template_name is 'Name of the template at that time.';
comment on column eml_queue.template_data is 'What was filled into the template. @pii';
comment on column eml_queue.status is
'An attempt that fails makes it pending again, later, until max_attempts are used up: then it is failed. bounced: '
'sent, but the address did not take it.';
comment on column eml_queue.priority is '1 goes first, 10 last.';
comment on column eml_queue.error_message is 'Why the last attempt failed; may quote the address. @pii';
comment on column eml_queue.ses_message_id is 'Id the provider gave it.';
comment on column eml_queue.opened_at is
'When it was first opened, as far as one can know. Kept by the database from eml_events; so is clicked_at.';

create index idx_eml_queue_status_scheduled_at on eml_queue (priority, scheduled_at) where status = 'pending';
create index idx_eml_queue_status on eml_queue (status);
create index idx_eml_queue_to_email on eml_queue (to_email);
create index idx_eml_queue_recipient_id on eml_queue (recipient_id, created_at desc);
create index idx_eml_queue_template_id on eml_queue (template_id);
create index idx_eml_queue_campaign_id_recipient_id on eml_queue (campaign_id, recipient_id);
create index idx_eml_queue_ses_message_id on eml_queue (ses_message_id) where ses_message_id is not null;

select sys_touch_updated_at('eml_queue');
select
    sys_declare_counter(
        'eml_templates', 'total_' || event,
        jsonb_build_object('child', 'eml_queue', 'key', 'template_id', 'filter', event || '_at is not null')
    ) as of_template,
    sys_declare_counter(
        'eml_campaigns', 'total_' || event,
        jsonb_build_object('child', 'eml_queue', 'key', 'campaign_id', 'filter', event || '_at is not null')
    ) as of_campaign,
    sys_declare_counter(
        'eml_campaign_recipients', 'emails_' || event,
        jsonb_build_object(
            'from', 'eml_campaign_recipients as enrolled inner join eml_queue '
            'on eml_queue.campaign_id = enrolled.campaign_id and eml_queue.recipient_id = enrolled.user_id',
            'key', 'enrolled.id',
            'filter', format('eml_queue.%s_at is not null', event),
            'touched_by', jsonb_build_object(
                'eml_campaign_recipients', 'select id from changed',
                'eml_queue',
                'select eml_campaign_recipients.id from changed inner join eml_campaign_recipients '
                'on eml_campaign_recipients.campaign_id = changed.campaign_id '
                'and eml_campaign_recipients.user_id = changed.recipient_id'
            ),
            'hold', jsonb_build_object(
                'eml_campaign_recipients', jsonb_build_object('eml_campaigns', 'select campaign_id from changed'),
                'eml_queue', jsonb_build_object('eml_campaigns', 'select campaign_id from changed')
            )
        )
    ) as of_recipient
from unnest(array['sent', 'opened', 'clicked']) as each (event);


create table eml_events (
    id uuid not null default gen_random_uuid(),
    email_queue_id uuid not null,
    event_type text not null,
    ip_address inet,
    user_agent text,
    clicked_url text,
    created_at timestamptz not null default now(),
    constraint pk_eml_events primary key (id),
    constraint fk_eml_events_email_queue_id
    foreign key (email_queue_id) references eml_queue (id) on delete cascade,
    constraint ck_eml_events_event_type check (
        event_type in ('sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed')
    )
);

comment on table eml_events is
'Something became of an e-mail, whoever sent it for us. Grain: event.';
comment on column eml_events.ip_address is '@pii';
comment on column eml_events.user_agent is '@pii';
comment on column eml_events.clicked_url is 'Address of the link, without what tells who clicked.';

create index idx_eml_events_email_queue_id on eml_events (email_queue_id, created_at);
create index idx_eml_events_event_type on eml_events (event_type, created_at desc);

create function eml_note_events() returns trigger
language plpgsql
set search_path from current
as $$
begin
    perform from eml_queue
    where id in (select email_queue_id from new_rows)
    order by id
    for no key update;
    update eml_queue
    set opened_at = least(eml_queue.opened_at, noted.opened_at),
        clicked_at = least(eml_queue.clicked_at, noted.clicked_at),
        status = case when noted.is_bounced then 'bounced' else eml_queue.status end
    from (
        select
            email_queue_id,
            -- Who clicks has opened it, whether or not pictures were loaded.
            min(created_at) filter (where event_type in ('opened', 'clicked')) as opened_at,
            min(created_at) filter (where event_type = 'clicked') as clicked_at,
            bool_or(event_type = 'bounced') as is_bounced
        from new_rows
        where event_type in ('opened', 'clicked', 'bounced')
        group by email_queue_id
    ) as noted
    where eml_queue.id = noted.email_queue_id;
    return null;
end
$$;

comment on function eml_note_events is
'Writes the first opening and click of an e-mail, and that it bounced, beside it.';

create trigger note_events after insert on eml_events referencing new table as new_rows
for each statement execute function eml_note_events();


create table eml_ses_events (
    id uuid not null default gen_random_uuid(),
    message_id text not null,
    event_type text not null,
    email_queue_id uuid,
    recipient_email text not null,
    timestamp timestamptz not null,
    raw_event jsonb not null,
    bounce_type text,
    bounce_sub_type text,
    complaint_feedback_type text,
    user_agent text,
    ip_address inet,
    link_url text,
    created_at timestamptz not null default now(),
    constraint pk_eml_ses_events primary key (id),
    constraint fk_eml_ses_events_email_queue_id
    foreign key (email_queue_id) references eml_queue (id) on delete set null,
    constraint ck_eml_ses_events_event_type check (
        event_type in (
            'send', 'bounce', 'complaint', 'delivery', 'reject', 'open', 'click', 'rendering_failure'
        )
    )
);

comment on table eml_ses_events is
'A notice of Amazon SES, as it came. What follows from it is in eml_events and eml_suppressions. Grain: notice.';
comment on column eml_ses_events.message_id is 'Id of the e-mail at SES.';
comment on column eml_ses_events.email_queue_id is 'The e-mail it is about, where we found it.';
comment on column eml_ses_events.recipient_email is '@pii';
comment on column eml_ses_events.timestamp is 'When it happened, as SES says; created_at is when we heard.';
comment on column eml_ses_events.raw_event is '@pii';
comment on column eml_ses_events.user_agent is '@pii';
comment on column eml_ses_events.ip_address is '@pii';

create index idx_eml_ses_events_message_id on eml_ses_events (message_id);
create index idx_eml_ses_events_email_queue_id on eml_ses_events (email_queue_id) where email_queue_id is not null;
create index idx_eml_ses_events_event_type on eml_ses_events (event_type, timestamp desc);


create table eml_suppressions (
    id uuid not null default gen_random_uuid(),
    email text not null,
    user_id uuid,
    suppression_type text not null,
    reason text,
    source text,
    ses_message_id text,
    ses_feedback_id text,
    is_permanent boolean not null default true,
    expires_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_eml_suppressions primary key (id),
    constraint uq_eml_suppressions_email_suppression_type unique (email, suppression_type),
    constraint fk_eml_suppressions_user_id foreign key (user_id) references profiles (id) on delete set null,
    constraint ck_eml_suppressions_suppression_type
    check (suppression_type in ('bounce', 'complaint', 'unsubscribe', 'invalid', 'manual'))
);

comment on table eml_suppressions is
'An address we do not write to, and why. Stays when the account goes. Grain: address and kind of reason.';
comment on column eml_suppressions.email is '@pii';
comment on column eml_suppressions.reason is 'In words of the provider or of staff. @pii';
comment on column eml_suppressions.expires_at is 'Until when, where it is not permanent.';

create index idx_eml_suppressions_user_id on eml_suppressions (user_id) where user_id is not null;
create index idx_eml_suppressions_expires_at on eml_suppressions (expires_at) where not is_permanent;

select sys_touch_updated_at('eml_suppressions');
