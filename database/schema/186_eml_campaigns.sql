-- Campaigns by e-mail: series of templates that members go through.

create table eml_campaigns (
    id uuid not null default gen_random_uuid(),
    name text not null,
    description text,
    type text not null,
    status text not null default 'draft',
    targeting_rules jsonb not null default '{}',
    start_date timestamptz,
    end_date timestamptz,
    total_recipients integer not null default 0,
    total_sent integer not null default 0,
    total_opened integer not null default 0,
    total_clicked integer not null default 0,
    total_unsubscribed integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_eml_campaigns primary key (id),
    constraint ck_eml_campaigns_type
    check (type in ('drip', 'behavioral', 'milestone', 're-engagement', 'educational', 'promotional')),
    constraint ck_eml_campaigns_status check (status in ('draft', 'scheduled', 'active', 'paused', 'completed')),
    constraint ck_eml_campaigns_end_date check (end_date >= start_date)
);

comment on table eml_campaigns is
'A series of e-mails to chosen members. Grain: campaign.';
comment on column eml_campaigns.type is
'drip: by the calendar; behavioral: after something the member did; milestone: at a number reached.';
comment on column eml_campaigns.targeting_rules is 'Who is enrolled, in the words of the program that enrols.';
comment on column eml_campaigns.total_recipients is 'Members enrolled, in every state.';
comment on column eml_campaigns.total_sent is
'E-mails that went out; total_opened and total_clicked count each once.';
comment on column eml_campaigns.total_unsubscribed is 'Members who left the campaign.';

create index idx_eml_campaigns_status on eml_campaigns (status, start_date);

select sys_touch_updated_at('eml_campaigns');


create table eml_campaign_steps (
    id uuid not null default gen_random_uuid(),
    campaign_id uuid not null,
    template_id uuid not null,
    step_number integer not null,
    delay_days integer not null default 0,
    delay_hours integer not null default 0,
    send_time time,
    conditions jsonb not null default '{}',
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_eml_campaign_steps primary key (id),
    constraint uq_eml_campaign_steps_campaign_id_step_number unique (campaign_id, step_number),
    constraint fk_eml_campaign_steps_campaign_id
    foreign key (campaign_id) references eml_campaigns (id) on delete cascade,
    constraint fk_eml_campaign_steps_template_id foreign key (template_id) references eml_templates (id),
    constraint ck_eml_campaign_steps_step_number check (step_number >= 1),
    constraint ck_eml_campaign_steps_delay check (least(delay_days, delay_hours) >= 0)
);

comment on table eml_campaign_steps is
'An e-mail of a campaign. Grain: campaign and step.';
comment on column eml_campaign_steps.delay_days is 'How long after the step before; hours are added.';
comment on column eml_campaign_steps.send_time is 'Time of day in the member''s time zone, where it matters.';
comment on column eml_campaign_steps.conditions is 'Who gets the step, such as those who opened the one before.';

create index idx_eml_campaign_steps_template_id on eml_campaign_steps (template_id);

select sys_touch_updated_at('eml_campaign_steps');


create table eml_campaign_recipients (
    id uuid not null default gen_random_uuid(),
    campaign_id uuid not null,
    user_id uuid not null,
    status text not null default 'active',
    current_step integer not null default 0,
    last_sent_at timestamptz,
    next_scheduled_at timestamptz,
    emails_sent integer not null default 0,
    emails_opened integer not null default 0,
    emails_clicked integer not null default 0,
    enrolled_at timestamptz not null default now(),
    completed_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint pk_eml_campaign_recipients primary key (id),
    constraint uq_eml_campaign_recipients_campaign_id_user_id unique (campaign_id, user_id),
    constraint fk_eml_campaign_recipients_campaign_id
    foreign key (campaign_id) references eml_campaigns (id) on delete cascade,
    constraint fk_eml_campaign_recipients_user_id
    foreign key (user_id) references profiles (id) on delete cascade,
    constraint ck_eml_campaign_recipients_status
    check (status in ('active', 'completed', 'unsubscribed', 'excluded')),
    constraint ck_eml_campaign_recipients_current_step check (current_step >= 0)
);

comment on table eml_campaign_recipients is
'A member goes through a campaign. Grain: campaign and member.';
comment on column eml_campaign_recipients.current_step is 'Number of the last step sent; 0 before the first.';
comment on column eml_campaign_recipients.emails_sent is
'E-mails of the campaign that went to the member; opened and clicked ones are counted once each.';

create index idx_eml_campaign_recipients_user_id on eml_campaign_recipients (user_id);
create index idx_eml_campaign_recipients_next_scheduled_at on eml_campaign_recipients (next_scheduled_at)
where status = 'active';

select sys_touch_updated_at('eml_campaign_recipients');
select sys_declare_counter(
    'eml_campaigns', 'total_recipients', '[{"child": "eml_campaign_recipients", "key": "campaign_id"}]'
);
select sys_declare_counter(
    'eml_campaigns', 'total_unsubscribed',
    '[{"child": "eml_campaign_recipients", "key": "campaign_id", "filter": "status = ''unsubscribed''"}]'
);
