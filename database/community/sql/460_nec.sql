-- Egg prices: copies of real figures, given from outside; nothing here makes one up. What members
-- and a model say of them is invented like everything else.

insert into nec_prices (id, zone_id, date, suggested_price, prevailing_price, source, created_at, updated_at)
select
    community.id_from(format('price %s %s', zone_id, day)),
    zone_id,
    day,
    allowed.suggested,
    allowed.prevailing,
    'imported',
    day::timestamp at time zone 'Asia/Kolkata' + interval '9 hours',
    day::timestamp at time zone 'Asia/Kolkata' + interval '9 hours'
from community.prices
-- What was mistyped when it was published does not fit into the table.
cross join
    lateral (
        select
            case when suggested between 100 and 1000 then suggested end as suggested,
            case when prevailing between 100 and 1000 then prevailing end as prevailing
    ) as allowed
where num_nonnulls(allowed.suggested, allowed.prevailing) > 0;

create table community.quoted as
select
    zone_id,
    date,
    coalesce(suggested_price, prevailing_price) as price,
    row_number() over (order by zone_id, date) - 1 as place
from nec_prices
where date > (community.until_at() at time zone 'Asia/Kolkata')::date - 365;

insert into nec_annotations (
    id,
    zone_id,
    author_id,
    date,
    title,
    content,
    annotation_type,
    is_approved,
    approved_by,
    approved_at,
    created_at,
    updated_at
)
select
    community.id_of('note', note.number),
    quoted.zone_id,
    author.profile_id,
    quoted.date,
    'What moves the price',
    community.post_openings(community.chance('note', note.number))
    || ' '
    || community.post_middles(community.chance('note 2', note.number)),
    (array['event', 'trend', 'alert', 'insight', 'spike', 'general'])[1 + note.number % 6],
    note.number % 5 > 0,
    case when note.number % 5 > 0 then approver.id end,
    case when note.number % 5 > 0 then said.at + interval '10 minutes' end,
    said.at,
    said.at + case when note.number % 5 > 0 then interval '10 minutes' else interval '0' end
from generate_series(1::bigint, community.some(0.01, 8)) as note (number)
cross join (select count(whole.place) as size from community.quoted as whole) as quotes
cross join
    (
        select count(*) as size from community.role_holders
        where slug in ('consultant', 'researcher', 'trader')
    ) as total
inner join community.quoted on quoted.place = floor(quotes.size * community.chance('noted', note.number))::bigint
inner join (
    select
        *,
        row_number() over (order by n, slug) - 1 as place
    from community.role_holders
    where slug in ('consultant', 'researcher', 'trader')
) as author on author.place = note.number % total.size
inner join community.members as approver on approver.n = 1
cross join lateral (
    select
        least(
            greatest(quoted.date::timestamp at time zone 'Asia/Kolkata' + interval '11 hours', author.joined_at),
            community.until_at() - interval '15 minutes'
        ) as at
) as said;

insert into nec_annotation_metadata (annotation_id, tags, related_events, impact_level, created_at, updated_at)
select
    id,
    array['rates'],
    array['festival'],
    (array['low', 'medium', 'high'])[1 + length(title || annotation_type) % 3],
    created_at,
    created_at
from nec_annotations
where annotation_type <> 'general';

insert into nec_predictions (
    id,
    zone_id,
    prediction_date,
    predicted_price,
    confidence_score,
    model_version,
    features_used,
    actual_price,
    created_at,
    updated_at
)
select
    community.id_from(format('prediction %s %s', zone_id, date)),
    zone_id,
    date,
    price + community.number('error', place, -18, 18),
    community.number('confidence', place, 50, 95),
    'synthetic-1',
    '{"days": 30}',
    price,
    (date - 7)::timestamp at time zone 'Asia/Kolkata' + interval '20 hours',
    date::timestamp at time zone 'Asia/Kolkata' + interval '12 hours'
from community.quoted
where date > (community.until_at() at time zone 'Asia/Kolkata')::date - 40;

insert into nec_scraper_logs (
    id,
    execution_id,
    status,
    zones_scraped,
    prices_inserted,
    prices_updated,
    errors_count,
    error_details,
    execution_time_ms,
    created_at
)
select
    community.id_of('reading of the page', age),
    'run-' || age,
    case when age % 30 = 7 then 'failed' when age % 13 = 5 then 'partial' else 'success' end,
    case when age % 30 = 7 then 0 else 37 end,
    case when age % 30 = 7 then 0 else 35 end,
    age % 4,
    (age % 13 = 5 or age % 30 = 7)::integer,
    case when age % 13 = 5 or age % 30 = 7 then '{"error": "no table on the page"}'::jsonb end,
    800 + age * 3,
    community.until_at() - age * interval '1 day' - interval '14 hours'
from generate_series(1::bigint, 90) as age;
