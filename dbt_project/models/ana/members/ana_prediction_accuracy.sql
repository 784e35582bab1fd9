select
    model_version,
    horizon_days,
    count(*)::integer as predictions_count,
    count(is_hit)::integer as measured_count,
    count(*) filter (where is_hit)::integer as hits_count,
    round(100.0 * count(*) filter (where is_hit) / nullif(count(is_hit), 0), 2)::numeric(5, 2) as accuracy_pct,
    count(is_direction_hit)::integer as moved_count,
    count(*) filter (where is_direction_hit)::integer as direction_hits_count,
    round(
        100.0 * count(*) filter (where is_direction_hit) / nullif(count(is_direction_hit), 0), 2
    )::numeric(5, 2) as direction_accuracy_pct,
    round(avg(error_pct), 2)::numeric(8, 2) as mean_error_pct,
    round(avg(abs(error_pct)), 2)::numeric(8, 2) as mean_absolute_error_pct,
    round(avg(confidence_pct) filter (where is_hit is not null), 2)::numeric(5, 2) as mean_confidence_pct
from {{ ref('ana_prediction_results') }}
group by model_version, horizon_days
