-- Which e-mails a member wants.

select sys_declare_module('prf_', 'Preferences', 'communications', 'Which e-mails a member wants, and when.');

create table prf_email_preferences (
    user_id uuid not null,
    email_enabled boolean not null default true,
    security_alerts boolean not null default true,
    account_updates boolean not null default true,
    welcome_emails boolean not null default true,
    onboarding_emails boolean not null default true,
    engagement_emails boolean not null default true,
    network_emails boolean not null default true,
    achievement_emails boolean not null default true,
    educational_emails boolean not null default true,
    digest_emails boolean not null default true,
    connection_requests boolean not null default true,
    messages boolean not null default true,
    mentions boolean not null default true,
    activity_updates boolean not null default true,
    milestone_achievements boolean not null default true,
    content_suggestions boolean not null default true,
    product_updates boolean not null default true,
    newsletter boolean not null default true,
    event_invitations boolean not null default true,
    promotional_offers boolean not null default false,
    digest_frequency text not null default 'weekly',
    digest_day integer,
    digest_time time not null default '09:00',
    preferred_send_time time,
    timezone text not null default 'Asia/Kolkata',
    language text not null default 'en',
    max_emails_per_day integer not null default 2,
    max_emails_per_week integer not null default 7,
    quiet_hours_enabled boolean not null default true,
    quiet_hours_start time not null default '22:00',
    quiet_hours_end time not null default '08:00',
    prefer_in_app boolean not null default false,
    prefer_sms boolean not null default false,
    prefer_whatsapp boolean not null default false,
    unsubscribe_token text not null default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
    unsubscribed_all boolean not null generated always as (unsubscribed_at is not null) stored,
    unsubscribed_at timestamptz,
    unsubscribe_reason text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_prf_email_preferences primary key (user_id),
    constraint uq_prf_email_preferences_unsubscribe_token unique (unsubscribe_token),
    constraint fk_prf_email_preferences_user_id foreign key (user_id) references profiles (id) on delete cascade,
    constraint ck_prf_email_preferences_digest_frequency
    check (digest_frequency in ('never', 'daily', 'weekly', 'monthly')),
    constraint ck_prf_email_preferences_digest_day check (digest_day between 0 and 6),
    constraint ck_prf_email_preferences_limits check (least(max_emails_per_day, max_emails_per_week) >= 0)
);

comment on table prf_email_preferences is
'Which e-mails a member wants; what is shown in the application is in ntf_preferences. Both earlier tables of such '
'preferences in one. Grain: member who has set any.';
comment on column prf_email_preferences.email_enabled is 'False: none but security_alerts, whatever the others say.';
comment on column prf_email_preferences.welcome_emails is
'By category of template (eml_templates.category), like the six after it; the ones from connection_requests on are '
'by occasion. An e-mail goes out when neither is false.';
comment on column prf_email_preferences.digest_day is 'Day of a weekly digest, 0 is Sunday.';
comment on column prf_email_preferences.digest_time is 'In timezone, like all times here.';
comment on column prf_email_preferences.preferred_send_time is
'When e-mails should come that can wait; empty for any time.';
comment on column prf_email_preferences.max_emails_per_week is
'In any 7 days; those about the account are not counted.';
comment on column prf_email_preferences.prefer_in_app is
'Rather that way than by e-mail, where there is a choice; so with the next two.';
comment on column prf_email_preferences.unsubscribe_token is
'Its bearer may unsubscribe the member without signing in. @secret';
comment on column prf_email_preferences.unsubscribed_all is
'Whether unsubscribed_at says that the member left all e-mails.';
comment on column prf_email_preferences.unsubscribe_reason is 'Words of the member. @pii';

select sys_touch_updated_at('prf_email_preferences');
