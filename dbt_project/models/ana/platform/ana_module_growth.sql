{#- A line is fitted through so many weeks, and not through fewer than four. -#}
{%- set fitted_weeks = 12 -%}

with

new_rows as (

    select
        module_code,
        created_week,
        sum(rows_count) as rows_count
    from {{ ref('stg_replica_weeks') }}
    group by module_code, created_week

),

{# Weeks that are over: the instant's day is not. #}
module_weeks as (

    select
        module_code,
        generate_series(min(created_week), {{ instant_date() }} - 7, '7 days')::date as week_start_date
    from new_rows
    group by module_code

),

running as (

    select
        module_weeks.module_code,
        module_weeks.week_start_date,
        coalesce(new_rows.rows_count, 0) as new_rows_count,
        coalesce(sum(new_rows.rows_count) over by_week, 0) as rows_count,
        row_number() over by_week as week_number,
        lead(module_weeks.week_start_date) over by_week is null as is_latest_week
    from module_weeks
    left join new_rows
        on
            module_weeks.module_code = new_rows.module_code
            and module_weeks.week_start_date = new_rows.created_week
    window by_week as (partition by module_weeks.module_code order by module_weeks.week_start_date)

),

fitted as (

    select
        *,
        case when week_number >= 4 then regr_slope(rows_count, week_number) over last_weeks end as weekly_growth
    from running
    window last_weeks as (
        partition by module_code order by week_start_date
        rows between {{ fitted_weeks - 1 }} preceding and current row
    )

),

projected as (

    select
        *,
        rows_count + weekly_growth * 90 / 7 as projected_rows
    from fitted

),

sizes as (

    select
        module_code,
        sum(stored_bytes) as stored_bytes
    from {{ ref('stg_replica_sizes') }}
    group by module_code

)

select
    projected.module_code,
    projected.week_start_date,
    projected.new_rows_count::integer as new_rows_count,
    projected.rows_count::integer as rows_count,
    projected.weekly_growth::numeric(14, 2) as weekly_growth,
    projected.projected_rows::integer as projected_90d_rows_count,
    {# Growth that needs more than a century to double a module is none. #}
    case
        when projected.weekly_growth * 5200 > projected.rows_count
            then ceil(7 * projected.rows_count / projected.weekly_growth)::integer
    end as doubling_days,
    sizes.stored_bytes::bigint as stored_bytes,
    (sizes.stored_bytes * projected.projected_rows / projected.rows_count)::bigint as projected_90d_bytes
from projected
left join sizes on projected.module_code = sizes.module_code and projected.is_latest_week
