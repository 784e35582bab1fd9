"""SQL of the price report: reads `ana` and the tables about reading in `market`.

Each query returns the columns of one class of `rows`. Nothing is computed here that `ana`
holds already; what is added is grouping for the eye (episodes, holes, months).
"""

READING = """
select
    (
        select count(*) from ana.ana_necc_daily_prices where day_state = 'published'
    ) as prices_count,
    (
        select min(price_date) from ana.ana_necc_daily_prices where day_state = 'published'
    ) as first_date,
    (
        select max(price_date) from ana.ana_necc_daily_prices where day_state = 'published'
    ) as last_date,
    (select max(read_at) from market.nec_coverage where origin = 'sheet') as page_read_at,
    (select max(read_at) from market.nec_coverage where origin = 'archive') as archive_read_at,
    (select max(covered_until) from market.nec_coverage where origin = 'archive') as archive_until,
    last_try.failed_at,
    last_try.failure,
    (select count(*) from market.nec_price_revisions) as revisions_count,
    (select count(*) from market.nec_price_quarantine where resolved_at is null) as refused_count,
    (
        select count(*) from market.nec_prices
        where num_nonnulls(suggested_vanished_at, prevailing_vanished_at) > 0
    ) as vanished_count
from (select) as one_row
left join (
    select created_at as failed_at, error_details as failure, status
    from market.nec_scraper_logs
    where source = 'page'
    order by created_at desc, id desc
    limit 1
) as last_try on last_try.status = 'failed'
"""

ZONES = """
select
    zone_id,
    zone_name as name,
    zone.slug,
    summary.zone_type,
    summary.state,
    zone.is_active,
    zone.listed_until,
    latest_price_date as latest_date,
    latest_price_basis as latest_basis,
    latest_price_inr_per_100_eggs as latest_price,
    latest_price_age_days as latest_age_days,
    is_published_today as is_published,
    change_1d_inr_per_100_eggs as change_1d,
    change_1d_pct,
    change_7d_inr_per_100_eggs as change_7d,
    change_7d_pct,
    change_30d_inr_per_100_eggs as change_30d,
    change_30d_pct,
    change_365d_inr_per_100_eggs as change_365d,
    change_365d_pct,
    volatility_30d_pct as volatility_pct,
    volatility_level,
    trend_7d_pct as trend_pct,
    trend_7d as trend,
    price_rank_in_type as rank,
    zones_in_type_count,
    same_type_mean_inr_per_100_eggs as same_type_mean,
    difference_from_same_type_mean_inr_per_100_eggs as difference_from_same_type_mean
from ana.ana_necc_zone_summary as summary
inner join market.nec_zones as zone on zone.id = summary.zone_id
order by zone_name, zone_id
"""

TWO_DAYS = """
select
    zone_id,
    max(suggested_price_inr_per_100_eggs) filter (where price_date = last_date) as today,
    max(suggested_price_inr_per_100_eggs) filter (where price_date = last_date - 1) as day_before
from ana.ana_necc_daily_prices
cross join (
    select max(price_date) as last_date from ana.ana_necc_daily_prices where day_state = 'published'
) as newest
where price_date between last_date - 1 and last_date
group by zone_id
order by zone_id
"""

SERIES = """
select
    zone_id,
    array_agg(
        case price_basis when 'prevailing' then -1 else 1 end
        * coalesce(price_inr_per_100_eggs, 0)
        order by price_date
    ) as prices
from ana.ana_necc_daily_prices
where price_date between
    (select min(price_date) from ana.ana_necc_daily_prices where day_state = 'published')
    and (select max(price_date) from ana.ana_necc_daily_prices where day_state = 'published')
group by zone_id
order by zone_id
"""

MONTHS = """
select
    zone_id,
    price_month,
    case
        when year.avg_suggested_price_inr_per_100_eggs is null then 'prevailing'
        else 'suggested'
    end as basis,
    coalesce(
        year.avg_suggested_price_inr_per_100_eggs, year.avg_prevailing_price_inr_per_100_eggs
    ) as average,
    case
        when year.avg_suggested_price_inr_per_100_eggs is null
            then last_year_avg_prevailing_price_inr_per_100_eggs
        else last_year_avg_suggested_price_inr_per_100_eggs
    end as last_year_average,
    case
        when year.avg_suggested_price_inr_per_100_eggs is null then prevailing_change_pct
        else suggested_change_pct
    end as change_pct,
    month.published_days_count,
    month.days_in_month_count
from ana.ana_necc_yoy_comparison as year
inner join ana.ana_necc_monthly_averages as month using (zone_id, price_month)
order by zone_id, price_month
"""

CALENDAR = """
select distinct
    zone_id,
    month_number,
    day_number,
    mean_price_inr_per_100_eggs as mean,
    highest_price_inr_per_100_eggs as highest,
    highest_price_year as highest_year,
    lowest_price_inr_per_100_eggs as lowest,
    lowest_price_year as lowest_year,
    years_count
from ana.ana_necc_yoy_daily
order by zone_id, month_number, day_number
"""

EPISODES = """
with

stepped as (

    select
        *,
        coalesce(abs(deviations), abs(change_pct)) as strength,
        sign(change_pct) as side,
        price_date - lag(price_date) over (
            partition by zone_id, anomaly_kind, is_market_move, sign(change_pct)
            order by price_date
        ) as days_since_last
    from ana.ana_necc_price_anomalies

),

numbered as (

    select
        *,
        count(*) filter (where days_since_last is null or days_since_last > 3) over (
            partition by zone_id, anomaly_kind, is_market_move, side order by price_date
        ) as episode
    from stepped

),

peaks as (

    select distinct on (zone_id, anomaly_kind, is_market_move, side, episode)
        *,
        min(price_date) over episodes as first_date,
        max(price_date) over episodes as last_date,
        count(*) over episodes as days_count
    from numbered
    window episodes as (partition by zone_id, anomaly_kind, is_market_move, side, episode)
    order by
        zone_id, anomaly_kind, is_market_move, side, episode,
        strength desc nulls last, price_date desc

)

select
    zone_id,
    anomaly_kind as kind,
    is_market_move,
    first_date,
    last_date,
    days_count,
    price_date as peak_date,
    price_inr_per_100_eggs as price,
    reference_price_inr_per_100_eggs as reference_price,
    change_pct,
    market_change_pct,
    zones_compared_count,
    deviations
from peaks
order by last_date desc, first_date desc, zone_name, kind
"""

ANOMALY_MONTHS = """
select
    date_trunc('month', price_date)::date as price_month,
    anomaly_kind as kind,
    is_market_move,
    count(*) as zone_days_count
from ana.ana_necc_price_anomalies
group by 1, 2, 3
order by 1, 2, 3
"""

COVERAGE = """
select
    zone_id,
    date_trunc('month', price_date)::date as price_month,
    count(*) filter (where day_state = 'published') as published_count,
    count(*) filter (where day_state = 'missing') as missing_count,
    count(*) filter (where day_state = 'not_listed') as not_listed_count,
    count(*) filter (where day_state = 'not_read') as not_read_count
from ana.ana_necc_daily_prices
group by 1, 2
order by 1, 2
"""

HOLES = """
with

missing as (

    select
        zone_id,
        price_date,
        price_date - (row_number() over (partition by zone_id order by price_date))::integer as run
    from ana.ana_necc_daily_prices
    where day_state = 'missing'

)

select distinct on (zone_id)
    zone_id,
    min(price_date) as first_date,
    max(price_date) as last_date,
    count(*) as days_count
from missing
group by zone_id, run
order by zone_id, count(*) desc, min(price_date) desc
"""

REVISIONS = """
select zone.name as zone_name, change.date, basis, old_price, new_price, seen_at
from market.nec_price_revisions as change
inner join market.nec_zones as zone on zone.id = change.zone_id
order by seen_at desc, date desc, zone.name, revision_id desc
limit 200
"""

REFUSED = """
select zone.name as zone_name, cell.date, basis, cell_text, reason, first_seen_at
from market.nec_price_quarantine as cell
inner join market.nec_zones as zone on zone.id = cell.zone_id
where resolved_at is null
order by cell.date desc, zone.name, basis, quarantine_id
limit 200
"""

UNKNOWN_ZONES = """
select
    zone.name,
    zone.section,
    count(price.date) as prices_count,
    min(price.date) as first_date,
    max(price.date) as last_date
from market.nec_zones as zone
left join market.nec_prices as price on price.zone_id = zone.id
where zone.needs_review
group by zone.id, zone.name, zone.section
order by zone.name
"""
