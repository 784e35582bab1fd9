-- Content and where it is published.

create table mkt_channels (
    id uuid not null default gen_random_uuid(),
    platform text not null,
    channel_type text not null,
    name text not null,
    handle text,
    url text,
    description text,
    api_credentials jsonb,
    is_api_connected boolean not null default false,
    is_active boolean not null default true,
    posting_schedule text,
    default_hashtags text[],
    character_limit integer,
    image_specs jsonb,
    best_posting_times text[],
    target_posts_per_week integer not null default 5,
    target_engagement_rate numeric(5, 4) not null default 0.05,
    current_followers integer not null default 0,
    current_subscribers integer not null default 0,
    created_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_channels primary key (id),
    constraint fk_mkt_channels_created_by foreign key (created_by) references profiles (id) on delete set null,
    constraint ck_mkt_channels_platform check (
        platform in (
            'linkedin', 'facebook', 'instagram', 'twitter', 'youtube', 'whatsapp',
            'website', 'email', 'telegram', 'other'
        )
    ),
    constraint ck_mkt_channels_channel_type check (
        channel_type in (
            'page', 'profile', 'group', 'newsletter', 'channel', 'business_account', 'blog', 'list', 'other'
        )
    ),
    constraint ck_mkt_channels_targets check (least(target_posts_per_week, target_engagement_rate) >= 0),
    constraint ck_mkt_channels_people check (least(current_followers, current_subscribers) >= 0)
);

comment on table mkt_channels is
'A place where our content is published, such as our page on a platform. Grain: channel.';
comment on column mkt_channels.handle is 'Our name there.';
comment on column mkt_channels.api_credentials is 'What our programs sign in with. @secret';
comment on column mkt_channels.posting_schedule is 'When to publish, in free words.';
comment on column mkt_channels.image_specs is 'Sizes and formats of pictures the channel takes.';
comment on column mkt_channels.best_posting_times is 'Hours of the day, India time.';
comment on column mkt_channels.target_engagement_rate is
'Likes, comments and shares wanted for each view: 0.05 is 5 percent.';

create index idx_mkt_channels_platform on mkt_channels (platform);
create index idx_mkt_channels_is_active on mkt_channels (name) where is_active;
create index idx_mkt_channels_created_by on mkt_channels (created_by) where created_by is not null;

select sys_touch_updated_at('mkt_channels');
select sys_declare_imported_counter('mkt_channels', column_name, 'The platform of the channel counts.')
from unnest(array['current_followers', 'current_subscribers']) as each (column_name);


create table mkt_content (
    id uuid not null default gen_random_uuid(),
    content_mode text not null,
    master_content_id uuid,
    pillar_id uuid,
    topic_id uuid,
    content_type_id uuid not null,
    title text not null,
    slug text,
    content_body text,
    excerpt text,
    meta_title text,
    meta_description text,
    focus_keywords text[],
    target_url text,
    featured_image_url text,
    media_urls text[],
    hashtags text[],
    cta_text text,
    cta_url text,
    status text not null default 'draft',
    reviewed_by uuid,
    reviewed_at timestamptz,
    review_notes text,
    published_url text,
    published_at timestamptz,
    total_views integer not null default 0,
    total_likes integer not null default 0,
    total_comments integer not null default 0,
    total_shares integer not null default 0,
    total_clicks integer not null default 0,
    created_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_content primary key (id),
    constraint uq_mkt_content_slug unique (slug),
    constraint fk_mkt_content_master_content_id foreign key (master_content_id) references mkt_content (id),
    constraint fk_mkt_content_pillar_id foreign key (pillar_id) references mkt_content_pillars (id),
    constraint fk_mkt_content_topic_id foreign key (topic_id) references mkt_topics (id),
    constraint fk_mkt_content_content_type_id foreign key (content_type_id) references mkt_content_types (id),
    constraint fk_mkt_content_reviewed_by
    foreign key (reviewed_by) references profiles (id) on delete set null,
    constraint fk_mkt_content_created_by foreign key (created_by) references profiles (id) on delete set null,
    constraint ck_mkt_content_content_mode check (content_mode in ('master', 'repurposed')),
    constraint ck_mkt_content_master_content_id check (
        (content_mode = 'master') = (master_content_id is null) and master_content_id is distinct from id
    ),
    constraint ck_mkt_content_status check (status in ('draft', 'in_review', 'approved', 'published', 'archived'))
);

comment on table mkt_content is
'A piece of content that marketing makes; what members post is in soc_posts. Grain: piece.';
comment on column mkt_content.content_mode is
'master: made from the pillar; repurposed: made from a master for another form.';
comment on column mkt_content.master_content_id is 'The master of a repurposed piece.';
comment on column mkt_content.meta_title is 'Title for search engines; so are meta_description and focus_keywords.';
comment on column mkt_content.target_url is 'Page the piece leads to.';
comment on column mkt_content.cta_text is 'Words of the call to action; cta_url is where it leads.';
comment on column mkt_content.total_views is 'On all channels together; so are the other totals.';

create index idx_mkt_content_content_mode on mkt_content (content_mode);
create index idx_mkt_content_master_content_id on mkt_content (master_content_id);
create index idx_mkt_content_pillar_id on mkt_content (pillar_id, content_type_id);
create index idx_mkt_content_topic_id on mkt_content (topic_id);
create index idx_mkt_content_content_type_id on mkt_content (content_type_id);
create index idx_mkt_content_status on mkt_content (status);
create index idx_mkt_content_published_at on mkt_content (published_at desc);
create index idx_mkt_content_reviewed_by on mkt_content (reviewed_by) where reviewed_by is not null;
create index idx_mkt_content_created_by on mkt_content (created_by) where created_by is not null;

select sys_touch_updated_at('mkt_content');
select sys_declare_counter('mkt_topics', 'times_used', '[{"child": "mkt_content", "key": "topic_id"}]');
select sys_declare_counter(
    'mkt_content_pillars', 'total_reach',
    '[{"child": "mkt_content", "key": "pillar_id", "value": "total_views"}]', 'sum'
);
select sys_declare_counter(
    'mkt_content_pillars', 'total_engagement',
    '[{"child": "mkt_content", "key": "pillar_id", "value": "total_likes + total_comments + total_shares"}]', 'sum'
);
select sys_declare_counter(
    'mkt_pillar_content_types', 'pieces_created',
    jsonb_build_object(
        'from', 'mkt_pillar_content_types as plan inner join mkt_content '
        'on mkt_content.pillar_id = plan.pillar_id and mkt_content.content_type_id = plan.content_type_id',
        'key', 'plan.id',
        'touched_by', jsonb_build_object(
            'mkt_pillar_content_types', 'select id from changed',
            'mkt_content',
            'select mkt_pillar_content_types.id from changed inner join mkt_pillar_content_types '
            'on mkt_pillar_content_types.pillar_id = changed.pillar_id '
            'and mkt_pillar_content_types.content_type_id = changed.content_type_id'
        ),
        'hold', jsonb_build_object(
            'mkt_pillar_content_types', jsonb_build_object('mkt_content_pillars', 'select pillar_id from changed'),
            'mkt_content', jsonb_build_object('mkt_content_pillars', 'select pillar_id from changed')
        )
    )
);


create table mkt_content_tags (
    id uuid not null default gen_random_uuid(),
    content_id uuid not null,
    tag_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_mkt_content_tags primary key (id),
    constraint uq_mkt_content_tags_content_id_tag_id unique (content_id, tag_id),
    constraint fk_mkt_content_tags_content_id
    foreign key (content_id) references mkt_content (id) on delete cascade,
    constraint fk_mkt_content_tags_tag_id foreign key (tag_id) references mkt_tags (id) on delete cascade
);

comment on table mkt_content_tags is
'A piece of content has a tag. Grain: piece and tag.';

create index idx_mkt_content_tags_tag_id on mkt_content_tags (tag_id);

select sys_declare_counter(
    'mkt_tags', 'usage_count',
    '[{"child": "mkt_content_tags", "key": "tag_id"}, {"child": "mkt_pillar_tags", "key": "tag_id"}]'
);


create table mkt_content_schedule (
    id uuid not null default gen_random_uuid(),
    content_id uuid not null,
    channel_id uuid not null,
    scheduled_date date not null,
    scheduled_time time,
    content_created_date timestamptz,
    published_date timestamptz,
    status text not null default 'scheduled',
    published_by uuid,
    published_at timestamptz,
    published_url text,
    views integer not null default 0,
    likes integer not null default 0,
    comments integer not null default 0,
    shares integer not null default 0,
    clicks integer not null default 0,
    notes text,
    created_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_content_schedule primary key (id),
    constraint fk_mkt_content_schedule_content_id
    foreign key (content_id) references mkt_content (id) on delete cascade,
    constraint fk_mkt_content_schedule_channel_id
    foreign key (channel_id) references mkt_channels (id) on delete cascade,
    constraint fk_mkt_content_schedule_published_by
    foreign key (published_by) references profiles (id) on delete set null,
    constraint fk_mkt_content_schedule_created_by
    foreign key (created_by) references profiles (id) on delete set null,
    constraint ck_mkt_content_schedule_status check (status in ('scheduled', 'published', 'failed', 'cancelled')),
    constraint ck_mkt_content_schedule_amounts check (least(views, likes, comments, shares, clicks) >= 0)
);

comment on table mkt_content_schedule is
'A piece of content goes out on a channel, or went out, and how it did there. Grain: publication.';
comment on column mkt_content_schedule.scheduled_date is
'Day in India; scheduled_time is the time of that day, empty for any.';
comment on column mkt_content_schedule.content_created_date is 'When the piece was ready for this channel.';
comment on column mkt_content_schedule.published_date is 'When the channel says it went out.';
comment on column mkt_content_schedule.published_at is 'When it was marked as published here.';
comment on column mkt_content_schedule.views is
'As the channel last told; so are likes, comments, shares and clicks.';

create index idx_mkt_content_schedule_content_id on mkt_content_schedule (content_id);
create index idx_mkt_content_schedule_channel_id on mkt_content_schedule (channel_id);
create index idx_mkt_content_schedule_scheduled_date on mkt_content_schedule (scheduled_date);
create index idx_mkt_content_schedule_published_date on mkt_content_schedule (published_date);
create index idx_mkt_content_schedule_status on mkt_content_schedule (status);
create index idx_mkt_content_schedule_published_by on mkt_content_schedule (published_by)
where published_by is not null;
create index idx_mkt_content_schedule_created_by on mkt_content_schedule (created_by) where created_by is not null;

select sys_touch_updated_at('mkt_content_schedule');
select
    sys_declare_imported_counter(
        'mkt_content_schedule', column_name, 'The platform of the channel counts; our programs copy its figure.'
    ) as imported,
    sys_declare_counter(
        'mkt_content', 'total_' || column_name,
        jsonb_build_object('child', 'mkt_content_schedule', 'key', 'content_id', 'value', column_name), 'sum'
    ) as summed
from unnest(array['views', 'likes', 'comments', 'shares', 'clicks']) as each (column_name);
