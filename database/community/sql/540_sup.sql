-- What members tell support, and what becomes of it.

insert into sup_tags (id, name, type, created_at, updated_at)
select
    community.id_from('support tag ' || name),
    name,
    type,
    community.moment(0.1),
    community.moment(0.1)
from
    (values ('prices', 'feature'), ('slow', 'issue'), ('login', 'issue'), ('design', 'theme'), ('happy', 'emotion'))
        as tags (name, type);

insert into sup_response_templates (id, category_id, name, subject, body, usage_count, created_at, updated_at)
select
    community.id_from('support answer ' || name),
    id,
    'Thanks: ' || name,
    'Thank you',
    'Thank you for writing. We look into it.',
    4,
    community.moment(0.1),
    community.moment(0.1)
from sup_categories;

insert into sup_submissions (
    id,
    profile_id,
    category_id,
    feedback_type,
    subject,
    message,
    email,
    page_url,
    sentiment_score,
    sentiment_label,
    priority,
    status,
    response,
    responded_by, responded_at, created_at, updated_at
)
select
    community.id_of('submission', members.n),
    members.id,
    categories.id,
    kinds.type,
    'About the application',
    community.post_openings(community.chance('submission', members.n)),
    members.email,
    'https://app.example.com/home',
    kinds.score,
    kinds.label,
    'medium',
    case when answer.at is null then 'submitted' else 'resolved' end,
    case when answer.at is not null then 'Thank you.' end,
    case when answer.at is not null then staff.id end,
    answer.at,
    said.at,
    coalesce(answer.at, said.at)
from community.members
inner join
    (select
        id,
        row_number() over (order by name) - 1 as place
    from sup_categories) as categories
    on categories.place = members.n % 8
inner join (
    values (0, 'praise', 0.8, 'positive'),
    (1, 'bug', -0.5, 'negative'),
    (2, 'feature_request', 0.1, 'neutral'),
    (3, 'complaint', -0.7, 'negative')
) as kinds (place, type, score, label) on kinds.place = members.n % 4
inner join community.staff on staff.place = 0
cross join
    lateral (select community.moment_after(members.joined_at, community.chance('submitted', members.n)) as at) as said
cross join
    lateral (
        select
            case
                when
                    community.chance('answered', members.n) < 0.8
                    then community.soon_after(said.at, community.chance('answered at', members.n), '1 day')
            end as at
    ) as answer
where community.chance('writes', members.n) < 0.08;

insert into sup_attachments (id, feedback_id, file_name, file_url, file_size, mime_type, uploaded_at)
select
    community.id_from('attachment ' || id),
    id,
    'screen.png',
    'https://files.example.com/screens/' || id || '.png',
    90000,
    'image/png',
    created_at
from sup_submissions
where feedback_type = 'bug';

insert into sup_comments (id, feedback_id, author_id, comment, is_internal, created_at)
select
    community.id_from('support comment ' || sup_submissions.id),
    sup_submissions.id,
    members.id,
    'Seen before.',
    true,
    responded_at
from sup_submissions inner join community.members on members.n = 1
where responded_at is not null;

insert into sup_submission_tags (feedback_id, tag_id, confidence_score, created_at, updated_at)
select
    sup_submissions.id,
    tags.id,
    round((0.5 + community.chance_by(tags.name, sup_submissions.id) / 2)::numeric, 2),
    sup_submissions.created_at,
    sup_submissions.created_at
from sup_submissions cross join sup_tags as tags
where community.chance_by('tagged ' || tags.name, sup_submissions.id) < 0.3;

insert into sup_workflows (id, feedback_id, assigned_to, due_date, workflow_status, created_at, updated_at)
select
    community.id_from('work ' || sup_submissions.id),
    sup_submissions.id,
    members.id,
    (sup_submissions.created_at + interval '14 days')::date,
    case when responded_at is null then 'assigned' else 'completed' end,
    sup_submissions.created_at,
    coalesce(responded_at, sup_submissions.created_at)
from sup_submissions inner join community.members on members.n = 2
where feedback_type in ('bug', 'feature_request');

insert into sup_insights (
    id,
    period_type,
    period_start,
    period_end,
    total_feedback,
    positive_count,
    neutral_count,
    negative_count,
    executive_summary,
    generated_at
)
select
    community.id_from('insight ' || starts),
    'monthly',
    starts,
    (starts + interval '1 month')::date - 1,
    count(*),
    count(*) filter (where sentiment_label = 'positive'),
    count(*) filter (where sentiment_label = 'neutral'),
    count(*) filter (where sentiment_label = 'negative'),
    'Counted by a program.',
    ((starts + interval '1 month')::timestamp at time zone 'UTC')
from sup_submissions
cross join lateral (select date_trunc('month', created_at at time zone 'UTC')::date as starts) as months
where (starts + interval '1 month')::timestamp at time zone 'UTC' < community.until_at()
group by starts;
