with

campaign_pieces as (

    select
        pieces.campaign_id,
        count(*)::integer as pieces_count,
        count(*) filter (where content.status = 'published')::integer as published_pieces_count,
        sum(results.views_count)::integer as views_count,
        sum(results.engagement_count)::integer as engagement_count
    from {{ ref('stg_mkt_campaign_content') }} as pieces
    inner join {{ ref('stg_mkt_content') }} as content on pieces.content_id = content.content_id
    left join {{ ref('int_content_results') }} as results on pieces.content_id = results.content_id
    group by pieces.campaign_id

),

campaigns as (

    select
        campaigns.*,
        coalesce(pieces.pieces_count, 0) as pieces_count,
        coalesce(pieces.published_pieces_count, 0) as published_pieces_count,
        coalesce(pieces.views_count, 0) as views_count,
        coalesce(pieces.engagement_count, 0) as engagement_count
    from {{ ref('stg_mkt_campaigns') }} as campaigns
    left join campaign_pieces as pieces on campaigns.campaign_id = pieces.campaign_id

),

progress as (

    select
        *,
        {{ percent_of('pieces_count', 'target_pieces', decimals=1) }} as pieces_pct,
        {{ percent_of('views_count', 'target_reach', decimals=1) }} as reach_pct,
        {{ percent_of('engagement_count', 'target_engagement', decimals=1) }} as engagement_pct,
        {{ instant_date() }} as as_of_date
    from campaigns

)

select
    campaign_id,
    campaign_type,
    status,
    start_date,
    end_date,
    pieces_count,
    published_pieces_count,
    target_pieces as target_pieces_count,
    pieces_pct,
    views_count as total_reach,
    target_reach,
    reach_pct,
    engagement_count as total_engagement,
    target_engagement,
    engagement_pct,
    case
        when pieces_pct >= 90 then 'excellent'
        when pieces_pct >= 70 then 'good'
        when pieces_pct >= 50 then 'fair'
        when pieces_pct >= 25 then 'needs_attention'
        when pieces_pct is not null then 'critical'
    end as health,
    case
        when as_of_date < start_date then 'not_started'
        when as_of_date > end_date then 'ended'
        else 'active'
    end as timeline,
    case when end_date is not null then greatest(end_date - as_of_date, 0) end as days_left,
    as_of_date
from progress
