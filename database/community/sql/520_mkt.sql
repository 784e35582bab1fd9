-- Marketing: topics, pillars, content, channels, campaigns and how they did.

create table community.marketing_topics as
select
    place as number,
    community.id_of('topic', place) as id,
    title
from unnest(array[
    'Egg price outlook',
    'Feed cost control',
    'Heat stress',
    'Biosecurity basics',
    'Vaccination calendar',
    'Starting a layer farm',
    'Farm records', 'Chick quality', 'Water hygiene', 'Selling direct', 'Loans and subsidies', 'Cage or floor'
]) with ordinality as titles (title, place);

insert into mkt_topics (
    id,
    ndp_category_id,
    title,
    slug,
    description,
    primary_keywords,
    priority_score,
    last_used_at,
    created_by,
    created_at,
    updated_at
)
select
    topics.id,
    needs.id,
    title,
    community.slug(title),
    'What farmers ask most.',
    array[lower(title)],
    1 + topics.number % 10,
    community.until_at() - interval '9 days',
    members.id,
    members.joined_at,
    community.until_at() - interval '9 days'
from community.marketing_topics as topics
inner join
    (select
        id,
        row_number() over (order by slug) - 1 as place
    from ana_ndp_categories) as needs
    on needs.place = topics.number % 6
inner join community.members on members.n = 1;

insert into mkt_topic_segments (id, topic_id, segment_id, relevance_score, created_at, updated_at)
select
    community.id_from(format('topic %s %s', topics.number, segments.slug)),
    topics.id,
    segments.id,
    1 + topics.number % 10,
    community.moment(0.01),
    community.moment(0.01)
from community.marketing_topics as topics
cross join mkt_segments as segments
where community.chance('segment ' || segments.slug, topics.number) < 0.3;

insert into mkt_content_pillars (
    id,
    pillar_type_id,
    topic_id,
    segment_id,
    title,
    slug,
    research_question,
    key_insights,
    status,
    validated_by,
    validated_at,
    priority_score,
    created_by, created_at, updated_at
)
select
    community.id_of('pillar', topics.number),
    types.id,
    topics.id,
    segments.id,
    title || ' explained',
    community.slug(title) || '-explained',
    'What works on real farms?',
    array['Records pay.'],
    'in_production',
    members.id,
    begun.at + interval '9 days',
    5,
    members.id,
    begun.at,
    begun.at + interval '9 days'
from community.marketing_topics as topics
inner join
    (select
        id,
        row_number() over (order by slug) - 1 as place
    from mkt_pillar_types) as types
    on types.place = topics.number % 6
inner join
    (select
        id,
        row_number() over (order by slug) - 1 as place
    from mkt_segments) as segments
    on segments.place = topics.number % 11
inner join community.members on members.n = 1
cross join
    lateral (select community.moment_after(members.joined_at, community.chance('pillar', topics.number) * 0.5) as at)
        as begun;

insert into mkt_pillar_tags (id, pillar_id, tag_id, created_at)
select
    community.id_from(format('pillar tag %s %s', topics.number, tags.slug)),
    community.id_of('pillar', topics.number),
    tags.id,
    community.moment(0.5)
from community.marketing_topics as topics
cross join mkt_tags as tags
where community.chance('pillar tag ' || tags.slug, topics.number) < 0.15;

insert into mkt_content_ideas (
    id,
    topic_id,
    pillar_id,
    segment_id,
    title,
    idea_source,
    estimated_effort,
    estimated_impact,
    priority_score,
    status,
    submitted_by,
    created_at,
    updated_at
)
select
    community.id_of('idea', number),
    id,
    community.id_of('pillar', number),
    null,
    title || ' in one minute',
    'meeting',
    'low',
    'high',
    1 + number % 10,
    (array['captured', 'evaluated', 'approved', 'completed', 'rejected'])[1 + number % 5],
    null,
    community.moment(0.6),
    community.moment(0.6)
from community.marketing_topics;

create table community.pieces as
select
    topics.number * 8 + step as number,
    topics.number as topic,
    topics.id as topic_id,
    step,
    topics.title,
    pillars.id as pillar_id,
    types.id as content_type_id,
    pillars.created_at + step * interval '12 days' as created_at
from community.marketing_topics as topics
inner join mkt_content_pillars as pillars on topics.id = pillars.topic_id
cross join generate_series(0, 5) as step
inner join
    (select
        id,
        row_number() over (order by slug) - 1 as place
    from mkt_content_types) as types
    on types.place = (topics.number * 5 + step * 3) % 22;

insert into mkt_content (
    id,
    content_mode,
    master_content_id,
    pillar_id,
    topic_id,
    content_type_id,
    title,
    slug,
    content_body,
    hashtags,
    status,
    published_at,
    created_at,
    updated_at
)
select
    community.id_of('piece', number),
    case step when 0 then 'master' else 'repurposed' end,
    case when step > 0 then community.id_of('piece', topic * 8) end,
    pillar_id,
    topic_id,
    content_type_id,
    format('%s, form %s', title, step),
    format('%s-%s', community.slug(title), step),
    'Text.',
    array['poultry'],
    case when step = 5 then 'draft' else 'published' end,
    case when step < 5 then created_at end,
    created_at,
    created_at
from community.pieces;

insert into mkt_pillar_content_types (id, pillar_id, content_type_id, estimated_pieces, created_at, updated_at)
select distinct on (pillar_id, content_type_id)
    community.id_of('planned form', number),
    pillar_id,
    content_type_id,
    2,
    created_at,
    created_at
from community.pieces
order by pillar_id, content_type_id, number;

insert into mkt_content_tags (id, content_id, tag_id, created_at)
select
    community.id_from(format('piece tag %s %s', number, tags.slug)),
    community.id_of('piece', number),
    tags.id,
    pieces.created_at
from community.pieces
cross join mkt_tags as tags
where community.chance('piece tag ' || tags.slug, number) < 0.1;
