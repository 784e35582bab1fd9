with

months as (

    select * from {{ ref('ana_necc_monthly_averages') }}

),

compared as (

    select
        months.zone_id,
        months.price_month,
        months.zone_name,
        months.zone_type,
        months.state,
        months.avg_suggested_price_inr_per_100_eggs,
        months.avg_prevailing_price_inr_per_100_eggs,
        nullif(last_year.avg_suggested_price_inr_per_100_eggs, 0)
            as last_year_avg_suggested_price_inr_per_100_eggs,
        nullif(last_year.avg_prevailing_price_inr_per_100_eggs, 0)
            as last_year_avg_prevailing_price_inr_per_100_eggs
    from months
    left join months as last_year
        on
            months.zone_id = last_year.zone_id
            and months.price_month = last_year.price_month + interval '1 year'

)

select
    *,
    (
        avg_suggested_price_inr_per_100_eggs - last_year_avg_suggested_price_inr_per_100_eggs
    )::numeric(8, 2) as suggested_change_inr_per_100_eggs,
    {{ percent_change(
        'avg_suggested_price_inr_per_100_eggs', 'last_year_avg_suggested_price_inr_per_100_eggs'
    ) }} as suggested_change_pct,
    (
        avg_prevailing_price_inr_per_100_eggs - last_year_avg_prevailing_price_inr_per_100_eggs
    )::numeric(8, 2) as prevailing_change_inr_per_100_eggs,
    {{ percent_change(
        'avg_prevailing_price_inr_per_100_eggs', 'last_year_avg_prevailing_price_inr_per_100_eggs'
    ) }} as prevailing_change_pct
from compared
