select
    run_id,
    profile_id,
    {{ india_date('created_at') }} as activity_date
from {{ ref('stg_changes_ana_activity_log') }}
