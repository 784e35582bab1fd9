with

searches as (

    select
        {{ india_month('created_at') }} as search_month,
        coalesce(search_type, 'all') as search_type,
        coalesce(nullif(filters ->> 'state', ''), 'any') as searched_state,
        profile_id,
        session_id,
        results_count
    from {{ ref('stg_ana_search_queries') }}
    where created_at <= {{ instant() }}

)

select
    search_month,
    search_type,
    searched_state,
    count(*)::integer as searches_count,
    count(distinct coalesce(profile_id::text, session_id))::integer as searchers_count,
    (count(*) filter (where profile_id is null))::integer as visitor_searches_count,
    (count(*) filter (where results_count = 0))::integer as zero_result_searches_count,
    {{ percent_of('count(*) filter (where results_count = 0)', 'count(*)') }} as zero_result_pct,
    round(avg(results_count), 2)::numeric(10, 2) as mean_results
from searches
group by search_month, search_type, searched_state
