-- Pillars: researched themes from which content is made; and ideas, which come before.

create table mkt_pillar_types (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    icon text,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_pillar_types primary key (id),
    constraint uq_mkt_pillar_types_name unique (name),
    constraint uq_mkt_pillar_types_slug unique (slug),
    constraint ck_mkt_pillar_types_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);

comment on table mkt_pillar_types is
'A kind of pillar. Which content a pillar is to give is in mkt_pillar_content_types. Grain: kind of pillar.';

create index idx_mkt_pillar_types_is_active on mkt_pillar_types (name) where is_active;

select sys_touch_updated_at('mkt_pillar_types');


create table mkt_content_types (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    platform text,
    typical_duration_minutes integer,
    character_limit integer,
    production_complexity text,
    image_specs jsonb,
    content_structure text[],
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_content_types primary key (id),
    constraint uq_mkt_content_types_name unique (name),
    constraint uq_mkt_content_types_slug unique (slug),
    constraint ck_mkt_content_types_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_mkt_content_types_limits check (least(typical_duration_minutes, character_limit) > 0),
    constraint ck_mkt_content_types_production_complexity
    check (production_complexity in ('low', 'medium', 'high'))
);

comment on table mkt_content_types is
'A form that content takes, such as an article or a short video. Grain: form of content.';
comment on column mkt_content_types.platform is 'Where it is used, as in mkt_channels.platform.';
comment on column mkt_content_types.typical_duration_minutes is 'How long it runs, where it is heard or watched.';
comment on column mkt_content_types.image_specs is 'Sizes and formats of pictures the platform takes.';
comment on column mkt_content_types.content_structure is 'Its parts, in order.';

create index idx_mkt_content_types_platform on mkt_content_types (platform);
create index idx_mkt_content_types_is_active on mkt_content_types (name) where is_active;

select sys_touch_updated_at('mkt_content_types');


create table mkt_content_pillars (
    id uuid not null default gen_random_uuid(),
    pillar_type_id uuid,
    topic_id uuid,
    segment_id uuid,
    title text not null,
    slug text,
    description text,
    research_question text,
    hypothesis text,
    source_documents jsonb not null default '{}',
    research_notes text,
    key_insights text[],
    target_url text,
    focus_keywords text[],
    status text not null default 'ideation',
    validated_by uuid,
    validated_at timestamptz,
    priority_score integer not null default 5,
    total_reach integer not null default 0,
    total_engagement integer not null default 0,
    created_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_content_pillars primary key (id),
    constraint uq_mkt_content_pillars_slug unique (slug),
    constraint fk_mkt_content_pillars_pillar_type_id foreign key (pillar_type_id) references mkt_pillar_types (id),
    constraint fk_mkt_content_pillars_topic_id foreign key (topic_id) references mkt_topics (id),
    constraint fk_mkt_content_pillars_segment_id foreign key (segment_id) references mkt_segments (id),
    constraint fk_mkt_content_pillars_validated_by
    foreign key (validated_by) references profiles (id) on delete set null,
    constraint fk_mkt_content_pillars_created_by
    foreign key (created_by) references profiles (id) on delete set null,
    constraint ck_mkt_content_pillars_status check (
        status in ('ideation', 'researching', 'validated', 'in_production', 'completed', 'archived')
    ),
    constraint ck_mkt_content_pillars_priority_score check (priority_score between 1 and 10)
);

comment on table mkt_content_pillars is
'A theme that was researched once and gives many pieces of content. Grain: pillar.';
comment on column mkt_content_pillars.source_documents is 'What the research rests on: titles and addresses.';
comment on column mkt_content_pillars.target_url is 'Page its content leads to.';
comment on column mkt_content_pillars.status is 'validated: somebody checked the research.';
comment on column mkt_content_pillars.priority_score is '1 to 10, 10 the most important.';
comment on column mkt_content_pillars.total_reach is 'Views of its content on all channels.';
comment on column mkt_content_pillars.total_engagement is
'Likes, comments and shares of its content on all channels.';

create index idx_mkt_content_pillars_pillar_type_id on mkt_content_pillars (pillar_type_id);
create index idx_mkt_content_pillars_topic_id on mkt_content_pillars (topic_id);
create index idx_mkt_content_pillars_segment_id on mkt_content_pillars (segment_id);
create index idx_mkt_content_pillars_status on mkt_content_pillars (status);
create index idx_mkt_content_pillars_priority_score on mkt_content_pillars (priority_score desc);
create index idx_mkt_content_pillars_validated_by on mkt_content_pillars (validated_by)
where validated_by is not null;
create index idx_mkt_content_pillars_created_by on mkt_content_pillars (created_by) where created_by is not null;

select sys_touch_updated_at('mkt_content_pillars');


create table mkt_pillar_content_types (
    id uuid not null default gen_random_uuid(),
    pillar_id uuid not null,
    content_type_id uuid not null,
    estimated_pieces integer not null default 1,
    pieces_created integer not null default 0,
    notes text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_pillar_content_types primary key (id),
    constraint uq_mkt_pillar_content_types_pillar_id_content_type_id unique (pillar_id, content_type_id),
    constraint fk_mkt_pillar_content_types_pillar_id
    foreign key (pillar_id) references mkt_content_pillars (id) on delete cascade,
    constraint fk_mkt_pillar_content_types_content_type_id
    foreign key (content_type_id) references mkt_content_types (id) on delete cascade,
    constraint ck_mkt_pillar_content_types_estimated_pieces check (estimated_pieces >= 0)
);

comment on table mkt_pillar_content_types is
'How much content of a form a pillar is to give. Grain: pillar and form of content.';
comment on column mkt_pillar_content_types.estimated_pieces is 'Pieces planned.';
comment on column mkt_pillar_content_types.pieces_created is
'Pieces of that form made from the pillar, in every state.';

create index idx_mkt_pillar_content_types_content_type_id on mkt_pillar_content_types (content_type_id);

select sys_touch_updated_at('mkt_pillar_content_types');


create table mkt_pillar_tags (
    id uuid not null default gen_random_uuid(),
    pillar_id uuid not null,
    tag_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_mkt_pillar_tags primary key (id),
    constraint uq_mkt_pillar_tags_pillar_id_tag_id unique (pillar_id, tag_id),
    constraint fk_mkt_pillar_tags_pillar_id
    foreign key (pillar_id) references mkt_content_pillars (id) on delete cascade,
    constraint fk_mkt_pillar_tags_tag_id foreign key (tag_id) references mkt_tags (id) on delete cascade
);

comment on table mkt_pillar_tags is
'A pillar has a tag. Grain: pillar and tag.';

create index idx_mkt_pillar_tags_tag_id on mkt_pillar_tags (tag_id);


create table mkt_content_ideas (
    id uuid not null default gen_random_uuid(),
    topic_id uuid,
    pillar_id uuid,
    segment_id uuid,
    title text not null,
    description text,
    idea_source text,
    format text,
    estimated_effort text,
    estimated_impact text,
    priority_score integer not null default 5,
    status text not null default 'captured',
    rejection_reason text,
    assigned_to uuid,
    due_date date,
    notes text,
    tags text[],
    submitted_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_content_ideas primary key (id),
    constraint fk_mkt_content_ideas_topic_id foreign key (topic_id) references mkt_topics (id),
    constraint fk_mkt_content_ideas_pillar_id foreign key (pillar_id) references mkt_content_pillars (id),
    constraint fk_mkt_content_ideas_segment_id foreign key (segment_id) references mkt_segments (id),
    constraint fk_mkt_content_ideas_assigned_to
    foreign key (assigned_to) references profiles (id) on delete set null,
    constraint fk_mkt_content_ideas_submitted_by
    foreign key (submitted_by) references profiles (id) on delete set null,
    constraint ck_mkt_content_ideas_estimated_effort check (estimated_effort in ('low', 'medium', 'high')),
    constraint ck_mkt_content_ideas_estimated_impact check (estimated_impact in ('low', 'medium', 'high')),
    constraint ck_mkt_content_ideas_priority_score check (priority_score between 1 and 10),
    constraint ck_mkt_content_ideas_status check (
        status in ('captured', 'evaluated', 'approved', 'in_production', 'completed', 'rejected')
    )
);

comment on table mkt_content_ideas is
'An idea for content. Grain: idea.';
comment on column mkt_content_ideas.idea_source is 'Where the idea came from, in free words.';
comment on column mkt_content_ideas.priority_score is '1 to 10, 10 the most important.';
comment on column mkt_content_ideas.tags is 'Words, not yet rows of mkt_tags.';

create index idx_mkt_content_ideas_topic_id on mkt_content_ideas (topic_id);
create index idx_mkt_content_ideas_pillar_id on mkt_content_ideas (pillar_id);
create index idx_mkt_content_ideas_segment_id on mkt_content_ideas (segment_id);
create index idx_mkt_content_ideas_status on mkt_content_ideas (status);
create index idx_mkt_content_ideas_assigned_to on mkt_content_ideas (assigned_to);
create index idx_mkt_content_ideas_submitted_by on mkt_content_ideas (submitted_by)
where submitted_by is not null;

select sys_touch_updated_at('mkt_content_ideas');
