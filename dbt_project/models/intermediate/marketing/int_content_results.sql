select
    content_id,
    count(*) filter (where status = 'published')::integer as publications_count,
    min(coalesce(published_date, published_at)) filter (where status = 'published') as first_publication_at,
    sum(views)::integer as views_count,
    sum(likes + comments + shares)::integer as engagement_count
from {{ ref('stg_mkt_content_schedule') }}
group by content_id
