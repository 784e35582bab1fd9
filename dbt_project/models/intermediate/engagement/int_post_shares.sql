select
    post_id,
    shared_by as profile_id,
    created_at
from {{ ref('stg_soc_post_shares') }}
union all
select
    shared_post_id as post_id,
    case when author_type = 'individual' then author_id end as profile_id,
    created_at
from {{ ref('stg_soc_posts') }}
where shared_post_id is not null
