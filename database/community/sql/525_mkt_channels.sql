-- Where the pieces of marketing went out, and the campaigns they belong to.

insert into mkt_channels (
    id,
    platform,
    channel_type,
    name,
    handle,
    url,
    target_posts_per_week,
    target_engagement_rate,
    current_followers,
    created_at,
    updated_at
)
select
    community.id_from('channel ' || platform),
    platform,
    type,
    'Synthetic ' || platform,
    'synthetic_community',
    'https://' || platform || '.example.com',
    5,
    0.05,
    round(community.members() * share),
    community.moment(0),
    community.moment(0)
from (
    values ('linkedin', 'page', 0.1),
    ('facebook', 'page', 0.6),
    ('instagram', 'business_account', 0.3),
    ('youtube', 'channel', 0.2),
    ('whatsapp', 'channel', 0.5), ('email', 'newsletter', 0.4)
) as kinds (platform, type, share);

insert into mkt_content_schedule (
    id,
    content_id,
    channel_id,
    scheduled_date,
    scheduled_time,
    published_date,
    status,
    published_at,
    published_url,
    views,
    likes,
    comments,
    shares,
    clicks,
    notes, created_at, updated_at
)
select
    community.id_of('publication', number * 4 + way),
    community.id_of('piece', number),
    channels.id,
    out_at.day,
    '10:00',
    case when states.status = 'published' then out_at.at end,
    states.status,
    case when states.status = 'published' then out_at.at end,
    null,
    reach.views,
    reach.views / 20,
    reach.views / 90,
    reach.views / 120,
    reach.views / 30,
    case states.status when 'failed' then 'The platform refused the picture.' end,
    pieces.created_at,
    case when states.status = 'scheduled' then pieces.created_at else out_at.at end
from community.pieces
cross join generate_series(0, 2) as way
inner join
    (select
        id,
        row_number() over (order by platform) - 1 as place
    from mkt_channels) as channels
    on channels.place = (number + way * 2) % 6
cross join lateral (select (pieces.created_at at time zone 'Asia/Kolkata')::date + 3 + way as day) as planned
cross join
    lateral (
        select
            planned.day,
            planned.day::timestamp at time zone 'Asia/Kolkata' + interval '10 hours' as at
    ) as out_at
cross join
    lateral (
        select
            case
                when out_at.at >= community.until_at() then 'scheduled' when number % 25 = 3 then 'failed' else
                    'published'
            end as status
    ) as states
cross join
    lateral (
        select
            case states.status
                when
                    'published'
                    then floor(60 * (1 - community.chance('reach', number * 4 + way)) ^ (-0.8))::integer
                else 0
            end as views
    ) as reach
where step < 5;

insert into mkt_campaigns (
    id,
    name,
    slug,
    campaign_type,
    start_date,
    end_date,
    primary_goal,
    target_pieces,
    target_reach,
    target_engagement,
    budget,
    status,
    total_conversions,
    created_by, created_at, updated_at
)
select
    community.id_of('campaign', number),
    name,
    community.slug(name),
    'awareness',
    day,
    day + 60,
    'Be known',
    12,
    5000,
    400,
    100000,
    case when day + 60 < (community.until_at() at time zone 'Asia/Kolkata')::date then 'completed' else 'active' end,
    20 * number,
    members.id,
    greatest(members.joined_at, day::timestamp at time zone 'UTC'),
    greatest(members.joined_at, day::timestamp at time zone 'UTC')
from
    unnest(array['Monsoon care', 'World Egg Day', 'New farmers', 'Summer care']) with ordinality as names (name, number)
inner join community.members on members.n = 1
cross join
    lateral (select (community.until_at() at time zone 'Asia/Kolkata')::date - 400 + 95 * number::integer as day)
        as days;

insert into mkt_campaign_pillars (id, campaign_id, pillar_id, created_at)
select
    community.id_from(format('campaign pillar %s', number)),
    community.id_of('campaign', 1 + number % 4),
    community.id_of('pillar', number),
    community.moment(0.8)
from community.marketing_topics;

insert into mkt_campaign_content (id, campaign_id, content_id, created_at)
select
    community.id_from(format('campaign piece %s', pieces.number)),
    community.id_of('campaign', 1 + pieces.topic % 4),
    community.id_of('piece', pieces.number),
    pieces.created_at
from community.pieces
where pieces.step < 4;

insert into ana_social_kpis (id, channel_id, metric_date, posts_published, metrics, created_at, updated_at)
select
    community.id_from(format('social %s %s', channels.platform, age)),
    channels.id,
    day,
    community.number('published', age, 0, 2),
    jsonb_build_object('followers', channels.current_followers),
    day::timestamp at time zone 'UTC',
    day::timestamp at time zone 'UTC'
from mkt_channels as channels
cross join generate_series(1, 60) as age
cross join lateral (select (community.until_at() at time zone 'Asia/Kolkata')::date - age as day) as days;
