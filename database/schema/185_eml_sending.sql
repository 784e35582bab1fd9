-- E-mail: from which addresses, by which provider, in which words.

select sys_declare_module('eml_', 'E-mail', 'communications', 'E-mails to members: templates, campaigns, delivery.');

create table eml_domains (
    id uuid not null default gen_random_uuid(),
    subdomain text not null,
    domain text not null default 'poultryco.net',
    full_domain text generated always as (subdomain || '.' || domain) stored,
    purpose text not null,
    allowed_categories text[] not null,
    is_verified boolean not null default false,
    verified_at timestamptz,
    dkim_tokens text[],
    reputation_score integer not null default 100,
    bounce_rate numeric(5, 2) not null default 0,
    complaint_rate numeric(5, 2) not null default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_eml_domains primary key (id),
    constraint uq_eml_domains_subdomain unique (subdomain),
    constraint ck_eml_domains_subdomain check (subdomain ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_eml_domains_purpose
    check (purpose in ('transactional', 'notification', 'marketing', 'support', 'system')),
    constraint ck_eml_domains_figures check (
        reputation_score between 0 and 100 and bounce_rate between 0 and 100 and complaint_rate between 0 and 100
    )
);

comment on table eml_domains is
'A domain we send from; apart, so that one kind of e-mail does not spoil the reputation of another. Grain: domain.';
comment on column eml_domains.allowed_categories is
'Categories of templates it may send, as in eml_templates.category.';
comment on column eml_domains.is_verified is 'The provider found our entries in the DNS.';
comment on column eml_domains.dkim_tokens is 'What the provider wants in the DNS. @secret';
comment on column eml_domains.bounce_rate is
'Percent of what was sent, as the provider last said; so are the other two figures.';

select sys_touch_updated_at('eml_domains');


create table eml_senders (
    id uuid not null default gen_random_uuid(),
    domain_id uuid not null,
    sender_name text not null,
    sender_email text not null,
    full_email text,
    email_categories text[] not null,
    is_default boolean not null default false,
    reply_to_email text,
    reply_to_name text,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_eml_senders primary key (id),
    constraint uq_eml_senders_domain_id_sender_email unique (domain_id, sender_email),
    constraint fk_eml_senders_domain_id foreign key (domain_id) references eml_domains (id),
    constraint ck_eml_senders_sender_email check (sender_email ~ '^[a-z0-9]+([._-][a-z0-9]+)*$')
);

comment on table eml_senders is
'Who an e-mail says it is from: a part of the platform, never a person. Grain: address.';
comment on column eml_senders.sender_email is 'What stands before the @; the domain is that of domain_id.';
comment on column eml_senders.full_email is 'The whole address. Kept by the database, also when the domain changes.';
comment on column eml_senders.is_default is 'Sends what no other sender of the category does.';
comment on column eml_senders.email_categories is 'Categories of templates it sends, as in eml_templates.category.';
comment on column eml_senders.reply_to_email is 'Where answers go, if not to the sender.';

create function eml_write_full_email() returns trigger
language plpgsql
set search_path from current
as $$
begin
    new.full_email := new.sender_email || '@' || (select full_domain from eml_domains where id = new.domain_id);
    return new;
end
$$;

comment on function eml_write_full_email is 'Puts the parts of a sender''s address together.';

create trigger write_full_email before insert or update on eml_senders for each row
execute function eml_write_full_email();

create function eml_follow_domain() returns trigger
language plpgsql
set search_path from current
as $$
begin
    update eml_senders set full_email = null where domain_id = new.id;
    return null;
end
$$;

comment on function eml_follow_domain is 'Has the senders of a domain write their addresses again.';

create trigger follow_domain after update of subdomain, domain on eml_domains for each row
execute function eml_follow_domain();

select sys_touch_updated_at('eml_senders');


create table eml_provider_config (
    id uuid not null default gen_random_uuid(),
    provider text not null default 'aws_ses',
    environment text not null,
    credentials_encrypted text not null,
    region text not null default 'ap-south-1',
    configuration_set text,
    max_send_rate integer not null default 14,
    max_daily_quota integer not null default 50000,
    is_active boolean not null default false,
    last_verified_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_eml_provider_config primary key (id),
    constraint uq_eml_provider_config_provider_environment unique (provider, environment),
    constraint ck_eml_provider_config_provider check (provider in ('aws_ses', 'sendgrid', 'mailgun')),
    constraint ck_eml_provider_config_environment check (environment in ('development', 'staging', 'production')),
    constraint ck_eml_provider_config_limits check (least(max_send_rate, max_daily_quota) > 0)
);

comment on table eml_provider_config is
'How we reach a provider that sends our e-mail. Grain: provider and environment.';
comment on column eml_provider_config.credentials_encrypted is '@secret';
comment on column eml_provider_config.configuration_set is 'Name of a group of settings at the provider. @secret';
comment on column eml_provider_config.max_send_rate is
'E-mails a second that the provider takes; max_daily_quota is of 24 hours.';

select sys_touch_updated_at('eml_provider_config');


create table eml_templates (
    id uuid not null default gen_random_uuid(),
    name text not null,
    subject text not null,
    description text,
    html_body text not null,
    text_body text not null,
    category text not null,
    min_profile_strength integer,
    max_profile_strength integer,
    user_segment text[],
    is_active boolean not null default true,
    total_sent integer not null default 0,
    total_opened integer not null default 0,
    total_clicked integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_eml_templates primary key (id),
    constraint uq_eml_templates_name unique (name),
    constraint ck_eml_templates_category check (
        category in (
            'welcome', 'onboarding', 'engagement', 'retention', 'network', 'content',
            'achievement', 'educational', 'event', 'digest', 'system'
        )
    ),
    constraint ck_eml_templates_profile_strength check (
        min_profile_strength between 0 and 100 and max_profile_strength between 0 and 100
        and min_profile_strength <= max_profile_strength
    )
);

comment on table eml_templates is
'The words of a kind of e-mail, with names in double braces where something is filled in. Grain: template.';
comment on column eml_templates.name is 'What programs call it.';
comment on column eml_templates.min_profile_strength is
'Goes only to members whose profile is as strong, where one is given.';
comment on column eml_templates.user_segment is 'Goes only to members of these roles, where some are given.';
comment on column eml_templates.total_sent is
'E-mails made from it that went out; total_opened and total_clicked count each once.';

create index idx_eml_templates_category on eml_templates (category) where is_active;

select sys_touch_updated_at('eml_templates');


create table eml_template_versions (
    id uuid not null default gen_random_uuid(),
    template_id uuid not null,
    version_name text not null,
    is_control boolean not null default false,
    subject text not null,
    preheader text,
    html_body text not null,
    text_body text not null,
    traffic_percentage integer not null default 50,
    is_active boolean not null default true,
    is_winner boolean,
    send_count integer not null default 0,
    open_rate numeric(5, 2) not null default 0,
    click_rate numeric(5, 2) not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_eml_template_versions primary key (id),
    constraint fk_eml_template_versions_template_id
    foreign key (template_id) references eml_templates (id) on delete cascade,
    constraint ck_eml_template_versions_traffic_percentage check (traffic_percentage between 1 and 100),
    constraint ck_eml_template_versions_figures check (
        send_count >= 0 and open_rate between 0 and 100 and click_rate between 0 and 100
    )
);

comment on table eml_template_versions is
'Other words for a template, tried beside it. Grain: template and version.';
comment on column eml_template_versions.is_control is 'The words that the others are compared with.';
comment on column eml_template_versions.preheader is 'The line shown beside the subject before the e-mail is opened.';
comment on column eml_template_versions.traffic_percentage is 'Share of the e-mails that get it.';
comment on column eml_template_versions.is_winner is 'Empty while the trial runs.';
comment on column eml_template_versions.open_rate is 'Percent of send_count, from the same report; so is click_rate.';

create index idx_eml_template_versions_template_id on eml_template_versions (template_id);

select sys_touch_updated_at('eml_template_versions');
select sys_declare_imported_counter(
    'eml_template_versions', 'send_count',
    'The queue does not say which version went out; the sender of the trial counts.'
);
