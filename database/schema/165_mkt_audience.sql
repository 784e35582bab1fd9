-- Whom marketing speaks to and about what: segments, topics, tags.

select sys_declare_module(
    'mkt_', 'Marketing', 'growth',
    'Content on our channels: research, planning, publishing, campaigns. The marketplace is prd_.'
);

create table mkt_segments (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    segment_type text not null default 'primary',
    pain_points text[],
    goals text[],
    preferred_channels text[],
    estimated_market_size integer,
    current_reach integer not null default 0,
    target_reach integer,
    priority_score integer not null default 5,
    is_active boolean not null default true,
    icon text,
    color text,
    created_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_segments primary key (id),
    constraint uq_mkt_segments_name unique (name),
    constraint uq_mkt_segments_slug unique (slug),
    constraint fk_mkt_segments_created_by foreign key (created_by) references profiles (id) on delete set null,
    constraint ck_mkt_segments_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_mkt_segments_segment_type check (segment_type in ('primary', 'secondary', 'niche')),
    constraint ck_mkt_segments_people
    check (least(estimated_market_size, current_reach, target_reach) >= 0),
    constraint ck_mkt_segments_priority_score check (priority_score between 1 and 10)
);

comment on table mkt_segments is
'A group of people that marketing wants to reach. Grain: segment.';
comment on column mkt_segments.preferred_channels is 'Platforms they use, as in mkt_channels.platform.';
comment on column mkt_segments.estimated_market_size is 'People of the segment, on the platform or not.';
comment on column mkt_segments.current_reach is 'People of the segment whom we reach, as last estimated.';
comment on column mkt_segments.priority_score is '1 to 10, 10 the most important.';

create index idx_mkt_segments_priority_score on mkt_segments (priority_score desc);
create index idx_mkt_segments_is_active on mkt_segments (priority_score desc) where is_active;
create index idx_mkt_segments_created_by on mkt_segments (created_by) where created_by is not null;

select sys_touch_updated_at('mkt_segments');
select sys_declare_imported_counter(
    'mkt_segments', 'current_reach', 'An estimate by staff: no table of the schema says who belongs to a segment.'
);


create table mkt_topics (
    id uuid not null default gen_random_uuid(),
    ndp_category_id uuid,
    title text not null,
    slug text,
    description text,
    primary_keywords text[],
    secondary_keywords text[],
    long_tail_keywords text[],
    content_angle text,
    expected_impact text,
    priority_score integer not null default 5,
    is_active boolean not null default true,
    times_used integer not null default 0,
    last_used_at timestamptz,
    created_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_topics primary key (id),
    constraint uq_mkt_topics_slug unique (slug),
    constraint fk_mkt_topics_ndp_category_id foreign key (ndp_category_id) references ana_ndp_categories (id),
    constraint fk_mkt_topics_created_by foreign key (created_by) references profiles (id) on delete set null,
    constraint ck_mkt_topics_priority_score check (priority_score between 1 and 10)
);

comment on table mkt_topics is
'Something that moves an audience and that content can be made about. Grain: topic.';
comment on column mkt_topics.primary_keywords is
'Words people search for; secondary and long tail ones are rarer and longer.';
comment on column mkt_topics.content_angle is 'From which side to tell it.';
comment on column mkt_topics.priority_score is '1 to 10, 10 the most important.';
comment on column mkt_topics.times_used is 'Pieces of content about the topic, in every state.';

create index idx_mkt_topics_ndp_category_id on mkt_topics (ndp_category_id);
create index idx_mkt_topics_priority_score on mkt_topics (priority_score desc);
create index idx_mkt_topics_is_active on mkt_topics (priority_score desc) where is_active;
create index idx_mkt_topics_created_by on mkt_topics (created_by) where created_by is not null;

select sys_touch_updated_at('mkt_topics');


create table mkt_topic_segments (
    id uuid not null default gen_random_uuid(),
    topic_id uuid not null,
    segment_id uuid not null,
    relevance_score integer,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_topic_segments primary key (id),
    constraint uq_mkt_topic_segments_topic_id_segment_id unique (topic_id, segment_id),
    constraint fk_mkt_topic_segments_topic_id foreign key (topic_id) references mkt_topics (id) on delete cascade,
    constraint fk_mkt_topic_segments_segment_id
    foreign key (segment_id) references mkt_segments (id) on delete cascade,
    constraint ck_mkt_topic_segments_relevance_score check (relevance_score between 1 and 10)
);

comment on table mkt_topic_segments is
'A topic matters to a segment. Grain: topic and segment.';
comment on column mkt_topic_segments.relevance_score is '1 to 10, how much it matters to them.';

create index idx_mkt_topic_segments_segment_id on mkt_topic_segments (segment_id);

select sys_touch_updated_at('mkt_topic_segments');


create table mkt_tags (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    color text,
    icon text,
    is_active boolean not null default true,
    usage_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_tags primary key (id),
    constraint uq_mkt_tags_name unique (name),
    constraint uq_mkt_tags_slug unique (slug),
    constraint ck_mkt_tags_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);

comment on table mkt_tags is
'A tag that content and pillars are sorted by. Grain: tag.';
comment on column mkt_tags.usage_count is 'Pieces of content and pillars that have it.';

create index idx_mkt_tags_is_active on mkt_tags (name) where is_active;

select sys_touch_updated_at('mkt_tags');
