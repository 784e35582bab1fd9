select
    profile_id,
    {{ india_date('created_at') }} as active_date
from {{ ref('stg_ana_activity_log') }}
where created_at <= {{ instant() }}
group by profile_id, {{ india_date('created_at') }}
