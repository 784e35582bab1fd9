select
    run_id,
    id as post_id
from {{ ref('stg_changes_soc_posts') }}
group by run_id, id
-- An edit takes away one live row and brings another; the way into the trash and out of it does not.
having sum(weight) filter (where not is_deleted) <> 0
