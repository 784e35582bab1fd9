-- Visitors of the website who left their address: for early access, the newsletter, a question.

create table cms_early_access (
    id uuid not null default gen_random_uuid(),
    full_name text not null,
    email text not null,
    phone text,
    role text,
    company_name text,
    country text,
    interested_in text[],
    message text,
    source text,
    utm_campaign text,
    utm_medium text,
    referrer text,
    status text not null default 'pending',
    priority text not null default 'normal',
    admin_notes text,
    assigned_to uuid,
    email_sent boolean not null default false,
    email_sent_at timestamptz,
    invite_code text,
    invite_accepted_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_cms_early_access primary key (id),
    constraint uq_cms_early_access_invite_code unique (invite_code),
    constraint fk_cms_early_access_assigned_to
    foreign key (assigned_to) references adm_users (id) on delete set null,
    constraint ck_cms_early_access_status
    check (status in ('pending', 'approved', 'invited', 'registered', 'rejected')),
    constraint ck_cms_early_access_priority check (priority in ('low', 'normal', 'high', 'urgent'))
);

comment on table cms_early_access is
'Somebody asked to be let in before everybody is. Grain: request.';
comment on column cms_early_access.full_name is '@pii';
comment on column cms_early_access.email is '@pii';
comment on column cms_early_access.phone is '@pii';
comment on column cms_early_access.role is 'What the person says to be, in free words.';
comment on column cms_early_access.message is '@pii';
comment on column cms_early_access.source is 'Page or form the request came from; utm_ columns are of its address.';
comment on column cms_early_access.admin_notes is 'Words of staff for staff. @pii';
comment on column cms_early_access.assigned_to is 'The member of staff who looks after it.';
comment on column cms_early_access.invite_code is 'Lets its bearer register. @secret';

create index idx_cms_early_access_email on cms_early_access (email);
create index idx_cms_early_access_assigned_to on cms_early_access (assigned_to) where assigned_to is not null;
create index idx_cms_early_access_status on cms_early_access (status, created_at desc);

select sys_touch_updated_at('cms_early_access');


create table cms_newsletter_subscribers (
    id uuid not null default gen_random_uuid(),
    email text not null,
    full_name text,
    subscribed_topics text[],
    frequency text not null default 'weekly',
    status text not null default 'active',
    double_opt_in boolean not null default false,
    confirmed_at timestamptz,
    source text,
    utm_campaign text,
    utm_medium text,
    utm_source text,
    referrer text,
    emails_sent integer not null default 0,
    emails_opened integer not null default 0,
    emails_clicked integer not null default 0,
    last_email_sent_at timestamptz,
    last_email_opened_at timestamptz,
    unsubscribed_at timestamptz,
    unsubscribe_reason text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_cms_newsletter_subscribers primary key (id),
    constraint uq_cms_newsletter_subscribers_email unique (email),
    constraint ck_cms_newsletter_subscribers_frequency check (frequency in ('daily', 'weekly', 'monthly')),
    constraint ck_cms_newsletter_subscribers_status
    check (status in ('active', 'unsubscribed', 'bounced', 'complained')),
    constraint ck_cms_newsletter_subscribers_amounts
    check (least(emails_sent, emails_opened, emails_clicked) >= 0)
);

comment on table cms_newsletter_subscribers is
'An address the newsletter goes to, of a member or not. Grain: e-mail address.';
comment on column cms_newsletter_subscribers.email is '@pii';
comment on column cms_newsletter_subscribers.full_name is '@pii';
comment on column cms_newsletter_subscribers.double_opt_in is
'Whether the owner of the address confirmed; then confirmed_at says when.';
comment on column cms_newsletter_subscribers.emails_sent is
'Issues of the newsletter sent; opened and clicked ones are counted once each.';
comment on column cms_newsletter_subscribers.unsubscribe_reason is 'Words of the subscriber. @pii';

create index idx_cms_newsletter_subscribers_status on cms_newsletter_subscribers (frequency)
where status = 'active';

select sys_touch_updated_at('cms_newsletter_subscribers');
select
    sys_declare_imported_counter(
        'cms_newsletter_subscribers', column_name, 'The newsletter is sent by a service outside, which counts.'
    )
from unnest(array['emails_sent', 'emails_opened', 'emails_clicked']) as each (column_name);


create table cms_contact_submissions (
    id uuid not null default gen_random_uuid(),
    full_name text not null,
    email text not null,
    phone text,
    company_name text,
    subject text not null,
    message text not null,
    inquiry_type text,
    status text not null default 'new',
    priority text not null default 'normal',
    assigned_to uuid,
    assigned_at timestamptz,
    replied_by uuid,
    replied_at timestamptz,
    reply_message text,
    admin_notes text,
    tags text[],
    source text,
    user_agent text,
    ip_address text,
    referrer text,
    follow_up_required boolean not null default false,
    follow_up_date date,
    resolved_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_cms_contact_submissions primary key (id),
    constraint fk_cms_contact_submissions_assigned_to
    foreign key (assigned_to) references adm_users (id) on delete set null,
    constraint fk_cms_contact_submissions_replied_by
    foreign key (replied_by) references adm_users (id) on delete set null,
    constraint ck_cms_contact_submissions_status
    check (status in ('new', 'read', 'replied', 'in_progress', 'resolved', 'spam')),
    constraint ck_cms_contact_submissions_priority check (priority in ('low', 'normal', 'high', 'urgent'))
);

comment on table cms_contact_submissions is
'A visitor wrote by the form of the website; members write to support (sup_submissions). Grain: message.';
comment on column cms_contact_submissions.full_name is '@pii';
comment on column cms_contact_submissions.email is '@pii';
comment on column cms_contact_submissions.phone is '@pii';
comment on column cms_contact_submissions.subject is '@pii';
comment on column cms_contact_submissions.message is '@pii';
comment on column cms_contact_submissions.assigned_to is 'The member of staff who looks after it.';
comment on column cms_contact_submissions.reply_message is '@pii';
comment on column cms_contact_submissions.admin_notes is 'Words of staff for staff. @pii';
comment on column cms_contact_submissions.user_agent is '@pii';
comment on column cms_contact_submissions.ip_address is '@pii';

create index idx_cms_contact_submissions_status on cms_contact_submissions (status, created_at desc);
create index idx_cms_contact_submissions_email on cms_contact_submissions (email);
create index idx_cms_contact_submissions_assigned_to on cms_contact_submissions (assigned_to)
where assigned_to is not null;
create index idx_cms_contact_submissions_replied_by on cms_contact_submissions (replied_by)
where replied_by is not null;
create index idx_cms_contact_submissions_follow_up_date on cms_contact_submissions (follow_up_date)
where follow_up_required;

select sys_touch_updated_at('cms_contact_submissions');
