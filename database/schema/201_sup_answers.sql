-- What we make of submissions: comments, work, ready answers, reports.

create table sup_comments (
    id uuid not null default gen_random_uuid(),
    feedback_id uuid not null,
    author_id uuid,
    comment text not null,
    is_internal boolean not null default true,
    created_at timestamptz not null default now(),
    constraint pk_sup_comments primary key (id),
    constraint fk_sup_comments_feedback_id
    foreign key (feedback_id) references sup_submissions (id) on delete cascade,
    constraint fk_sup_comments_author_id foreign key (author_id) references profiles (id) on delete set null
);

comment on table sup_comments is
'Somebody said something about a submission. Grain: comment.';
comment on column sup_comments.author_id is 'Empty once the account is gone.';
comment on column sup_comments.comment is '@pii';
comment on column sup_comments.is_internal is 'Shown to those who work on it only.';

create index idx_sup_comments_feedback_id on sup_comments (feedback_id, created_at);
create index idx_sup_comments_author_id on sup_comments (author_id);


create table sup_workflows (
    id uuid not null default gen_random_uuid(),
    feedback_id uuid not null,
    assigned_to uuid,
    due_date date,
    workflow_status text not null default 'pending',
    notes text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_sup_workflows primary key (id),
    constraint fk_sup_workflows_feedback_id
    foreign key (feedback_id) references sup_submissions (id) on delete cascade,
    constraint fk_sup_workflows_assigned_to
    foreign key (assigned_to) references profiles (id) on delete set null,
    constraint ck_sup_workflows_workflow_status check (
        workflow_status in ('pending', 'assigned', 'investigating', 'implementing', 'testing', 'completed')
    )
);

comment on table sup_workflows is
'Work that a submission caused. Grain: piece of work.';
comment on column sup_workflows.assigned_to is 'Who does it; empty for nobody yet.';
comment on column sup_workflows.notes is '@pii';

create index idx_sup_workflows_feedback_id on sup_workflows (feedback_id);
create index idx_sup_workflows_assigned_to on sup_workflows (assigned_to, due_date);
create index idx_sup_workflows_workflow_status on sup_workflows (workflow_status) where workflow_status <> 'completed';

select sys_touch_updated_at('sup_workflows');


create table sup_response_templates (
    id uuid not null default gen_random_uuid(),
    category_id uuid,
    name text not null,
    subject text not null,
    body text not null,
    tags text[],
    usage_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_sup_response_templates primary key (id),
    constraint uq_sup_response_templates_name unique (name),
    constraint fk_sup_response_templates_category_id foreign key (category_id) references sup_categories (id),
    constraint ck_sup_response_templates_usage_count check (usage_count >= 0)
);

comment on table sup_response_templates is
'A ready answer. Grain: answer.';
comment on column sup_response_templates.tags is 'Words, not rows of sup_tags.';

create index idx_sup_response_templates_category_id on sup_response_templates (category_id);

select sys_touch_updated_at('sup_response_templates');
select sys_declare_imported_counter(
    'sup_response_templates', 'usage_count',
    'Answers do not say what they were made from; the program of the staff counts.'
);


create table sup_insights (
    id uuid not null default gen_random_uuid(),
    period_type text not null,
    period_start date not null,
    period_end date not null,
    total_feedback integer not null default 0,
    positive_count integer not null default 0,
    neutral_count integer not null default 0,
    negative_count integer not null default 0,
    category_stats jsonb not null default '{}',
    top_themes jsonb not null default '{}',
    trending_up jsonb not null default '{}',
    trending_down jsonb not null default '{}',
    executive_summary text,
    action_recommendations text[],
    generated_at timestamptz not null default now(),
    constraint pk_sup_insights primary key (id),
    constraint uq_sup_insights_period_type_period_start unique (period_type, period_start),
    constraint ck_sup_insights_period_type check (period_type in ('daily', 'weekly', 'monthly')),
    constraint ck_sup_insights_period_end check (period_end >= period_start),
    constraint ck_sup_insights_amounts
    check (least(total_feedback, positive_count, neutral_count, negative_count) >= 0)
);

comment on table sup_insights is
'A report of what was submitted in a period, written once. Grain: kind of period and period.';
comment on column sup_insights.period_end is 'Last day of the period, included.';
comment on column sup_insights.positive_count is
'By sentiment_label; mixed ones and those not read by a program are only in total_feedback.';
comment on column sup_insights.top_themes is
'Tags and how often each came; trending ones came more or less often than before.';

select sys_declare_imported_counter('sup_insights', column_name, 'The figure when the report was written.')
from unnest(array['total_feedback', 'positive_count', 'neutral_count', 'negative_count']) as each (column_name);
