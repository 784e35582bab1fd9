-- Around posts: tags, reports to the moderators, the record of what was shared where.

create table soc_tags (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    usage_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_soc_tags primary key (id),
    constraint uq_soc_tags_name unique (name),
    constraint uq_soc_tags_slug unique (slug),
    constraint ck_soc_tags_name check (name <> ''),
    constraint ck_soc_tags_slug check (slug <> ''),
    constraint ck_soc_tags_usage_count check (usage_count >= 0)
);

comment on table soc_tags is
'A tag that posts can have. Grain: tag.';
comment on column soc_tags.name is 'As people write it, in any script, without a number sign.';
comment on column soc_tags.slug is 'Last part of the address of the tag''s page.';
comment on column soc_tags.usage_count is 'Posts that have it, those in the trash included.';

create index idx_soc_tags_usage_count on soc_tags (usage_count desc);

select sys_touch_updated_at('soc_tags');


create table soc_post_tags (
    post_id uuid not null,
    tag_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_soc_post_tags primary key (post_id, tag_id),
    constraint fk_soc_post_tags_post_id foreign key (post_id) references soc_posts (id) on delete cascade,
    constraint fk_soc_post_tags_tag_id foreign key (tag_id) references soc_tags (id) on delete cascade
);

comment on table soc_post_tags is
'A post has a tag. Grain: post and tag.';

create index idx_soc_post_tags_tag_id on soc_post_tags (tag_id, created_at desc);

select sys_declare_counter('soc_tags', 'usage_count', '[{"child": "soc_post_tags", "key": "tag_id"}]');


create table soc_post_reports (
    id uuid not null default gen_random_uuid(),
    post_id uuid not null,
    reported_by uuid not null,
    reason text not null,
    description text,
    status text not null default 'pending',
    reviewed_by uuid,
    reviewed_at timestamptz,
    action_taken text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_soc_post_reports primary key (id),
    constraint uq_soc_post_reports_post_id_reported_by unique (post_id, reported_by),
    constraint fk_soc_post_reports_post_id foreign key (post_id) references soc_posts (id) on delete cascade,
    constraint fk_soc_post_reports_reported_by
    foreign key (reported_by) references profiles (id) on delete cascade,
    constraint fk_soc_post_reports_reviewed_by
    foreign key (reviewed_by) references profiles (id) on delete set null,
    constraint ck_soc_post_reports_reason
    check (reason in ('spam', 'harassment', 'inappropriate', 'misinformation', 'other')),
    constraint ck_soc_post_reports_description_length check (char_length(description) <= 500),
    constraint ck_soc_post_reports_status check (status in ('pending', 'reviewed', 'actioned', 'dismissed')),
    constraint ck_soc_post_reports_reviewed_at check (reviewed_at >= created_at)
);

comment on table soc_post_reports is
'A person tells the moderators about a post. Grain: post and person.';
comment on column soc_post_reports.description is 'At most 500 characters. @pii';
comment on column soc_post_reports.status is
'pending: nobody looked; reviewed: seen, open; actioned: something was done; dismissed: nothing was wrong.';
comment on column soc_post_reports.reviewed_by is 'The moderator; empty once that person''s account is gone.';
comment on column soc_post_reports.action_taken is 'What was done, in the moderator''s words. @pii';

create index idx_soc_post_reports_reported_by on soc_post_reports (reported_by);
create index idx_soc_post_reports_reviewed_by on soc_post_reports (reviewed_by) where reviewed_by is not null;
create index idx_soc_post_reports_status on soc_post_reports (status, created_at desc);
create index idx_soc_post_reports_pending on soc_post_reports (created_at) where status = 'pending';

select sys_touch_updated_at('soc_post_reports');


create table soc_share_tracking (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    content_type text not null,
    content_id uuid not null,
    share_platform text not null,
    share_url text,
    created_at timestamptz not null default now(),
    constraint pk_soc_share_tracking primary key (id),
    constraint fk_soc_share_tracking_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_soc_share_tracking_share_platform check (share_platform <> '')
);

comment on table soc_share_tracking is
'Somebody pressed a button that shares something to the outside: each time and each place. Grain: share.';
comment on column soc_share_tracking.content_id is 'Id of what was shared, in the table that content_type stands for.';
comment on column soc_share_tracking.share_platform is
'Where to, such as whatsapp or linkedin, as the application calls it.';
comment on column soc_share_tracking.share_url is 'The address that was passed on.';

create index idx_soc_share_tracking_profile_id on soc_share_tracking (profile_id, created_at desc);
create index idx_soc_share_tracking_content_type_content_id
on soc_share_tracking (content_type, content_id, created_at desc);
create index idx_soc_share_tracking_share_platform on soc_share_tracking (share_platform, created_at desc);
