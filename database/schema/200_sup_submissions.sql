-- What members tell us about the platform: questions, complaints, wishes.

select sys_declare_module('sup_', 'Support', 'growth', 'What members tell us about the platform, and our answers.');

create table sup_categories (
    id uuid not null default gen_random_uuid(),
    parent_id uuid,
    name text not null,
    description text,
    icon text,
    sort_order integer not null default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_sup_categories primary key (id),
    constraint uq_sup_categories_name unique (name),
    constraint fk_sup_categories_parent_id foreign key (parent_id) references sup_categories (id),
    constraint ck_sup_categories_parent_id check (parent_id <> id)
);

comment on table sup_categories is
'What a submission is about. Grain: category.';

create index idx_sup_categories_parent_id on sup_categories (parent_id) where parent_id is not null;
create index idx_sup_categories_is_active on sup_categories (sort_order) where is_active;

select sys_touch_updated_at('sup_categories');


create table sup_submissions (
    id uuid not null default gen_random_uuid(),
    profile_id uuid,
    category_id uuid,
    feedback_type text not null,
    subject text not null,
    message text not null,
    email text,
    page_url text,
    user_agent text,
    sentiment_score numeric(3, 2),
    sentiment_label text,
    priority text not null default 'medium',
    status text not null default 'submitted',
    response text,
    responded_by uuid,
    responded_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (
        setweight(to_tsvector('english', subject), 'A') || setweight(to_tsvector('english', message), 'B')
    ) stored,
    constraint pk_sup_submissions primary key (id),
    constraint fk_sup_submissions_profile_id foreign key (profile_id) references profiles (id) on delete set null,
    constraint fk_sup_submissions_category_id foreign key (category_id) references sup_categories (id),
    constraint fk_sup_submissions_responded_by
    foreign key (responded_by) references adm_users (id) on delete set null,
    constraint ck_sup_submissions_feedback_type
    check (feedback_type in ('bug', 'feature_request', 'improvement', 'complaint', 'praise', 'other')),
    constraint ck_sup_submissions_message_length check (char_length(message) <= 2000),
    constraint ck_sup_submissions_sentiment_score check (sentiment_score between -1 and 1),
    constraint ck_sup_submissions_sentiment_label
    check (sentiment_label in ('positive', 'neutral', 'negative', 'mixed')),
    constraint ck_sup_submissions_priority check (priority in ('low', 'medium', 'high', 'urgent')),
    constraint ck_sup_submissions_status check (status in ('submitted', 'in_review', 'resolved', 'closed'))
);

comment on table sup_submissions is
'Somebody told us something about the platform; visitors of the website write to cms_contact_submissions. '
'Grain: submission.';
comment on column sup_submissions.profile_id is 'Empty for a visitor without account, and once the account is gone.';
comment on column sup_submissions.category_id is 'What it is about, as staff sorted it.';
comment on column sup_submissions.subject is '@pii';
comment on column sup_submissions.message is 'At most 2000 characters. @pii';
comment on column sup_submissions.email is 'Where to answer. @pii';
comment on column sup_submissions.page_url is 'Page it was written on.';
comment on column sup_submissions.user_agent is '@pii';
comment on column sup_submissions.sentiment_score is
'From -1, angry, to 1, glad, as a program read it; summed up in sup_insights.';
comment on column sup_submissions.status is 'closed: nothing was to be done, or will be.';
comment on column sup_submissions.response is 'Our answer. @pii';
comment on column sup_submissions.responded_by is 'The member of staff; empty once that account is gone.';
comment on column sup_submissions.search_vector is 'English full text over subject (A) and message (B). @pii';

create index idx_sup_submissions_profile_id on sup_submissions (profile_id);
create index idx_sup_submissions_category_id on sup_submissions (category_id);
create index idx_sup_submissions_responded_by on sup_submissions (responded_by) where responded_by is not null;
create index idx_sup_submissions_feedback_type on sup_submissions (feedback_type);
create index idx_sup_submissions_status on sup_submissions (status);
create index idx_sup_submissions_open on sup_submissions (priority, created_at)
where status in ('submitted', 'in_review');
create index idx_sup_submissions_created_at on sup_submissions (created_at desc);
create index fts_sup_submissions on sup_submissions using gin (search_vector);

select sys_touch_updated_at('sup_submissions');


create table sup_tags (
    id uuid not null default gen_random_uuid(),
    name text not null,
    type text not null,
    is_auto_generated boolean not null default false,
    usage_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_sup_tags primary key (id),
    constraint uq_sup_tags_name unique (name),
    constraint ck_sup_tags_type check (type in ('feature', 'issue', 'theme', 'component', 'emotion'))
);

comment on table sup_tags is
'A tag that submissions are sorted by. Grain: tag.';
comment on column sup_tags.is_auto_generated is 'A program found it, no member of staff.';
comment on column sup_tags.usage_count is 'Submissions that have it.';

create index idx_sup_tags_type on sup_tags (type, usage_count desc);

select sys_touch_updated_at('sup_tags');


create table sup_submission_tags (
    feedback_id uuid not null,
    tag_id uuid not null,
    confidence_score numeric(3, 2) not null default 1.0,
    is_manual boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_sup_submission_tags primary key (feedback_id, tag_id),
    constraint fk_sup_submission_tags_feedback_id
    foreign key (feedback_id) references sup_submissions (id) on delete cascade,
    constraint fk_sup_submission_tags_tag_id foreign key (tag_id) references sup_tags (id) on delete cascade,
    constraint ck_sup_submission_tags_confidence_score check (confidence_score between 0 and 1)
);

comment on table sup_submission_tags is
'A submission has a tag. Grain: submission and tag.';
comment on column sup_submission_tags.confidence_score is 'How sure the program was, 0 to 1; 1 for people.';
comment on column sup_submission_tags.is_manual is 'A member of staff set it.';

create index idx_sup_submission_tags_tag_id on sup_submission_tags (tag_id);

select sys_touch_updated_at('sup_submission_tags');
select sys_declare_counter('sup_tags', 'usage_count', '[{"child": "sup_submission_tags", "key": "tag_id"}]');


create table sup_attachments (
    id uuid not null default gen_random_uuid(),
    feedback_id uuid not null,
    file_name text not null,
    file_url text not null,
    file_size integer not null,
    mime_type text not null,
    uploaded_at timestamptz not null default now(),
    constraint pk_sup_attachments primary key (id),
    constraint fk_sup_attachments_feedback_id
    foreign key (feedback_id) references sup_submissions (id) on delete cascade,
    constraint ck_sup_attachments_file_size check (file_size >= 0)
);

comment on table sup_attachments is
'A file that came with a submission, such as a picture of the screen. Grain: file.';
comment on column sup_attachments.file_name is '@pii';
comment on column sup_attachments.file_url is '@pii';
comment on column sup_attachments.file_size is 'In bytes.';

create index idx_sup_attachments_feedback_id on sup_attachments (feedback_id);
