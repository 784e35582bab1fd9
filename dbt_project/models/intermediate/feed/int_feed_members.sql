select profile_id
from {{ ref('stg_profiles') }}
where last_active_at > {{ instant() }} - interval '30 days'
