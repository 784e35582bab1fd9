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
    {%- for basis in ['suggested', 'prevailing'] %}
    {%- set average = 'avg_' ~ basis ~ '_price_inr_per_100_eggs' %}
    ({{ average }} - last_year_{{ average }})::numeric(8, 2) as {{ basis }}_change_inr_per_100_eggs,
    {{ percent_change(average, 'last_year_' ~ average) }}::numeric(8, 2) as {{ basis }}_change_pct
    {{- ',' if not loop.last }}
    {%- endfor %}
from compared
