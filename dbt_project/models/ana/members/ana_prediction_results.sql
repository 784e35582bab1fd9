with

predictions as (

    select
        predictions.*,
        zones.zone_id as market_zone_id,
        {{ india_date('predictions.created_at') }} as made_date
    from {{ ref('stg_nec_predictions') }} as predictions
    inner join {{ ref('stg_core_nec_zones') }} as core_zones on predictions.zone_id = core_zones.zone_id
    inner join {{ ref('stg_nec_zones') }} as zones on core_zones.zone_slug = zones.zone_slug

),

priced as (

    select
        predictions.prediction_id,
        predictions.market_zone_id as zone_id,
        coalesce(predictions.model_version, 'unnamed') as model_version,
        predictions.made_date,
        predictions.prediction_date as predicted_for_date,
        predictions.prediction_date - predictions.made_date as ahead_days,
        predictions.confidence_score as confidence_pct,
        predictions.predicted_price,
        predictions.actual_price as stated_price,
        on_the_day.price_inr_per_100_eggs as actual_price,
        before.last_known_price_inr_per_100_eggs as price_when_made
    from predictions
    left join {{ ref('ana_necc_daily_prices') }} as on_the_day
        on predictions.market_zone_id = on_the_day.zone_id and predictions.prediction_date = on_the_day.price_date
    left join {{ ref('ana_necc_daily_prices') }} as before
        on predictions.market_zone_id = before.zone_id and predictions.made_date = before.price_date

)

select
    prediction_id,
    zone_id,
    model_version,
    made_date,
    predicted_for_date,
    ahead_days,
    case when ahead_days <= 7 then 7 when ahead_days <= 30 then 30 else 90 end as horizon_days,
    confidence_pct::numeric(5, 2) as confidence_pct,
    predicted_price as predicted_price_inr_per_100_eggs,
    actual_price as actual_price_inr_per_100_eggs,
    stated_price as stated_price_inr_per_100_eggs,
    price_when_made as price_when_made_inr_per_100_eggs,
    {{ percent_change('predicted_price', 'actual_price') }} as error_pct,
    {# In whole numbers, so that exactly 5 % is a hit. -#}
    20 * abs(predicted_price - actual_price) <= actual_price as is_hit,
    case
        when actual_price <> price_when_made
            then sign(predicted_price - price_when_made) = sign(actual_price - price_when_made)
    end as is_direction_hit
from priced
where ahead_days > 0
