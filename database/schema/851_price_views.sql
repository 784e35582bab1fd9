-- Egg prices by month and against the year before; refreshed by refresh_all_materialized_views.

create materialized view mv_nec_monthly_averages as
select
    zone_id,
    year,
    month,
    round(avg(suggested_price), 2) as avg_suggested_price,
    min(suggested_price) as min_suggested_price,
    max(suggested_price) as max_suggested_price,
    count(suggested_price) as suggested_days_count,
    round(avg(prevailing_price), 2) as avg_prevailing_price,
    min(prevailing_price) as min_prevailing_price,
    max(prevailing_price) as max_prevailing_price,
    count(prevailing_price) as prevailing_days_count,
    count(*) as priced_days_count,
    min(date) as first_date,
    max(date) as last_date
from nec_prices
where num_nonnulls(suggested_price, prevailing_price) > 0
group by zone_id, year, month;

comment on materialized view mv_nec_monthly_averages is
'Means, lowest and highest prices of a month in rupees per 100 eggs, of both kinds of price; months that have one kind '
'only are there too. Grain: zone and month with any price.';
comment on column mv_nec_monthly_averages.avg_suggested_price is
'Mean of the days that have one, two decimals; null when no day has.';
comment on column mv_nec_monthly_averages.priced_days_count is 'Days with a price of either kind; some may have both.';

create unique index uq_mv_nec_monthly_averages_zone_id_year_month on mv_nec_monthly_averages (zone_id, year, month);
create index idx_mv_nec_monthly_averages_year_month on mv_nec_monthly_averages (year, month);


create materialized view mv_nec_yoy_comparison as
select
    this_year.zone_id,
    this_year.year,
    this_year.month,
    this_year.avg_suggested_price,
    last_year.avg_suggested_price as last_year_avg_suggested_price,
    this_year.avg_suggested_price - last_year.avg_suggested_price as suggested_change,
    round(
        100 * (this_year.avg_suggested_price - last_year.avg_suggested_price) / last_year.avg_suggested_price, 2
    ) as suggested_change_pct,
    this_year.avg_prevailing_price,
    last_year.avg_prevailing_price as last_year_avg_prevailing_price,
    this_year.avg_prevailing_price - last_year.avg_prevailing_price as prevailing_change,
    round(
        100 * (this_year.avg_prevailing_price - last_year.avg_prevailing_price) / last_year.avg_prevailing_price, 2
    ) as prevailing_change_pct
from mv_nec_monthly_averages as this_year
left join mv_nec_monthly_averages as last_year
    on
        this_year.zone_id = last_year.zone_id
        and this_year.year - 1 = last_year.year
        and this_year.month = last_year.month;

comment on materialized view mv_nec_yoy_comparison is
'Mean prices of a month against the same month of the year before, like with like. Grain: zone and month with '
'any price.';
comment on column mv_nec_yoy_comparison.suggested_change_pct is
'Percent of last year''s mean, two decimals; like all changes here null without that mean.';

create unique index uq_mv_nec_yoy_comparison_zone_id_year_month on mv_nec_yoy_comparison (zone_id, year, month);
create index idx_mv_nec_yoy_comparison_year_month on mv_nec_yoy_comparison (year, month);
