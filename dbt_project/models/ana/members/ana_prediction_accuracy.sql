select
    model_version,
    horizon_days,
    count(*)::integer as predictions_count,
    count(is_hit)::integer as measured_count,
    count(*) filter (where is_hit)::integer as hits_count,
    {{ percent_of('count(*) filter (where is_hit)', 'count(is_hit)') }} as accuracy_pct,
    count(is_direction_hit)::integer as moved_count,
    count(*) filter (where is_direction_hit)::integer as direction_hits_count,
    {{ percent_of('count(*) filter (where is_direction_hit)', 'count(is_direction_hit)') }} as direction_accuracy_pct,
    round(avg(error_pct), 2)::numeric(14, 2) as mean_error_pct,
    round(avg(abs(error_pct)), 2)::numeric(14, 2) as mean_absolute_error_pct,
    round(avg(confidence_pct) filter (where is_hit is not null), 2)::numeric(5, 2) as mean_confidence_pct
from {{ ref('ana_prediction_results') }}
group by model_version, horizon_days
