-- Staff and what they do; the blog and the forms of the website. Nobody can sign in: the hash of
-- no password is a single exclamation mark.

insert into adm_users (id, role_id, email, password_hash, last_login_at, created_at, updated_at)
select
    community.id_from('staff ' || slug),
    id,
    'staff.' || slug || '@example.com',
    '!',
    community.until_at() - interval '1 day',
    community.moment(0),
    community.until_at() - interval '1 day'
from adm_roles;

create table community.staff as
select
    id,
    email,
    row_number() over (order by email) - 1 as place
from adm_users;

insert into adm_banned_users (
    id, profile_id, reason, ban_type, banned_until, banned_by, is_active, banned_at, unbanned_at, updated_at
)
select
    community.id_of('ban', n),
    members.id,
    'Sold what does not exist.',
    case when n % 2 = 0 then 'temporary' else 'permanent' end,
    case when n % 2 = 0 then done.at + interval '14 days' end,
    staff.id,
    true,
    done.at,
    null,
    done.at
from community.members
inner join community.staff on staff.place = 0
cross join lateral (select community.moment_after(joined_at, 0.7) as at) as done
where community.chance('banned', n) < 0.002 or n in (7, 8);

insert into adm_moderation_queue (
    id,
    content_type,
    content_id,
    reported_by,
    report_reason,
    priority,
    status,
    reviewed_by,
    reviewed_at,
    action_taken,
    created_at,
    updated_at
)
select
    community.id_from('queue ' || reports.id),
    'post',
    post_id,
    reported_by,
    reason,
    'normal',
    case reports.status
        when 'pending' then 'pending' when 'reviewed' then 'in_review' when 'actioned' then 'resolved' else 'dismissed'
    end,
    case when reports.status <> 'pending' then staff.id end,
    reports.reviewed_at,
    reports.action_taken,
    reports.created_at,
    reports.updated_at
from soc_post_reports as reports
inner join community.staff on staff.place = 1
union all
select
    community.id_from('queue ' || comments.id),
    'comment',
    comments.id,
    null,
    'flagged by a program',
    'low',
    'pending',
    null,
    null,
    null,
    comments.created_at,
    comments.created_at
from soc_post_comments as comments
where is_flagged;

insert into adm_actions_log (
    id, admin_user_id, admin_email, action_type, target_type, target_id, description, created_at
)
select
    community.id_from('action ' || profile_id),
    banned_by,
    staff.email,
    'user_ban',
    'profile',
    profile_id,
    'Banned for fraud.',
    banned_at
from adm_banned_users
inner join community.staff on staff.id = banned_by;

insert into cms_posts (
    id, category_id, author_id, author_name, title, slug, excerpt, content, reading_time_minutes, word_count, status,
    published_at, scheduled_for, created_at, updated_at
)
select
    community.id_of('article', number),
    categories.id,
    members.id,
    members.full_name,
    categories.name || ' today, ' || number,
    'article-' || number,
    'Read more.',
    repeat(community.post_middles(community.chance('article', number)) || ' ', 30),
    4,
    240,
    case when number % 9 = 3 then 'draft' when number % 13 = 5 then 'scheduled' else 'published' end,
    case when number % 9 <> 3 and number % 13 <> 5 then written.at end,
    case when number % 9 <> 3 and number % 13 = 5 then community.until_at() + interval '3 days' end,
    written.at,
    written.at
from generate_series(1::bigint, community.some(0.003, 14)) as number
inner join community.members on members.n = 1 + number % 20
inner join
    (select
        id,
        name,
        row_number() over (order by slug) - 1 as place
    from cms_categories) as categories
    on categories.place = number % 6
cross join
    lateral (select community.moment_after(members.joined_at, community.chance('article at', number)) as at) as written;

insert into cms_post_tags (id, post_id, tag_id, created_at)
select
    community.id_from(format('article tag %s %s', cms_posts.id, tags.id)),
    cms_posts.id,
    tags.id,
    cms_posts.created_at
from cms_posts
cross join cms_tags as tags
where community.chance_by('tag ' || tags.slug, cms_posts.id) < 0.2;

create table community.visitors as
select
    number,
    initcap(community.given_names(community.chance('visitor', number)))
    || ' '
    || community.family_names(community.chance('visitor 2', number)) as name,
    format('visitor.%s@example.net', number) as email,
    community.moment(community.chance('visits', number)) as at
from generate_series(1::bigint, community.some(0.08, 24)) as number;

insert into cms_contact_submissions (
    id,
    full_name,
    email,
    subject,
    message,
    inquiry_type,
    status,
    priority,
    assigned_to,
    assigned_at,
    replied_by,
    replied_at,
    reply_message,
    source, ip_address, created_at, updated_at
)
select
    community.id_of('contact', number),
    name,
    visitors.email,
    'A question',
    community.messages(community.chance('contact', number)),
    'general',
    states.status,
    'normal',
    case when states.status <> 'new' then staff.id end,
    case when states.status <> 'new' then answered.at end,
    case when states.status in ('replied', 'resolved') then staff.id end,
    case when states.status in ('replied', 'resolved') then answered.at end,
    case when states.status in ('replied', 'resolved') then 'Thank you for writing.' end,
    'website',
    host(community.address(number)),
    visitors.at,
    case when states.status = 'new' then visitors.at else answered.at end
from community.visitors
inner join community.staff on staff.place = number % 3
cross join lateral (select community.soon_after(visitors.at, 0.5, '1 day') as at) as answered
cross join
    lateral (
        select
            community.pick(
                community.chance('contact state', number), 'new', 'replied', 'resolved', 'in_progress', 'spam'
            ) as status
    ) as states
where number % 4 = 0;

insert into cms_early_access (
    id, full_name, email, role, interested_in, source, status, priority, invite_code, created_at, updated_at
)
select
    community.id_of('early', number),
    name,
    email,
    'farmer',
    array['prices'],
    'home page',
    (array['pending', 'approved', 'rejected'])[1 + number % 3],
    'normal',
    case when number % 3 = 1 then 'synthetic-' || number end,
    at,
    at
from community.visitors
where number % 4 = 1;

insert into cms_newsletter_subscribers (
    id,
    email,
    full_name,
    subscribed_topics,
    frequency,
    status,
    double_opt_in,
    confirmed_at,
    source,
    emails_sent,
    emails_opened,
    emails_clicked, unsubscribed_at, created_at, updated_at
)
select
    community.id_of('subscriber', number),
    email,
    name,
    array['prices'],
    'weekly',
    case when number % 10 = 2 then 'unsubscribed' else 'active' end,
    true,
    at,
    'home page',
    20,
    12,
    3,
    case when number % 10 = 2 then at + (community.until_at() - at) * 0.5 end,
    at,
    at + (community.until_at() - at) * 0.5
from community.visitors
where number % 2 = 0;
