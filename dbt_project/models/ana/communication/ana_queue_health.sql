{%- set counts = ['entered', 'sent', 'failed', 'dead', 'retries'] -%}
with

-- Millions of jobs become few rows here: most leave in the hour in which they came.
spans as (

    select
        queue,
        {{ india_hour('entered_at') }} as entered_hour_at,
        {{ india_hour('left_at') }} as left_hour_at,
        min(entered_at) as first_entered_at,
        count(*) as entered_count,
        count(*) filter (where not is_failed) as sent_count,
        count(*) filter (where is_failed) as failed_count,
        count(*) filter (where is_dead) as dead_count,
        sum(retries_count) as retries_count,
        sum(extract(epoch from left_at - entered_at)) as waited_seconds
    from {{ ref('int_queue_jobs_unioned') }}
    group by queue, {{ india_hour('entered_at') }}, {{ india_hour('left_at') }}

),

moves as (

    select
        queue,
        entered_hour_at as hour_at,
        entered_count,
        0 as sent_count,
        0 as failed_count,
        0 as dead_count,
        0 as retries_count,
        0 as waited_seconds
    from spans
    union all
    select
        queue,
        left_hour_at as hour_at,
        0 as entered_count,
        sent_count,
        failed_count,
        dead_count,
        retries_count,
        waited_seconds
    from spans
    where left_hour_at is not null

),

moved as (

    select
        queue,
        hour_at,
        {%- for count in counts %}
        sum({{ count }}_count) as {{ count }}_count,
        {%- endfor %}
        sum(waited_seconds) as waited_seconds
    from moves
    group by queue, hour_at

),

-- In the order in which jobs came, each is the oldest that waits from when all before it have left.
turns as (

    select
        queue,
        first_entered_at,
        left_hour_at,
        greatest(
            entered_hour_at,
            max(left_hour_at) over (
                partition by queue order by first_entered_at
                rows between unbounded preceding and 1 preceding
            )
        ) as from_hour_at
    from (
        select
            queue,
            first_entered_at,
            entered_hour_at,
            coalesce(left_hour_at, {{ india_hour(instant()) }} + interval '1 hour') as left_hour_at
        from spans
    ) as known_spans
    where left_hour_at > entered_hour_at

),

oldest as (

    select
        queue,
        first_entered_at,
        -- Turns do not overlap, so an hour comes once at most; who never is the oldest has no hour.
        generate_series(from_hour_at, left_hour_at - interval '1 hour', interval '1 hour') as hour_at
    from turns

),

hours as (

    select
        queue,
        generate_series(min(hour_at), {{ india_hour(instant()) }}, interval '1 hour') as hour_at
    from (
        select
            queue,
            entered_hour_at as hour_at
        from spans
        {% if is_incremental() %}
        -- A queue whose first jobs were purged goes on.
        union all
        select
            queue,
            hour_at
        from {{ this }}
        {% endif %}
    ) as known_hours
    group by queue

),

-- Open hours need the jobs of all others: what waits in them came before.
counted as (

    select
        hours.queue,
        hours.hour_at,
        {{ india_date('hours.hour_at') }} as hour_date,
        {%- for count in counts %}
        coalesce(moved.{{ count }}_count, 0)::integer as {{ count }}_count,
        {%- endfor %}
        {{ percent_of('moved.failed_count', '(moved.sent_count + moved.failed_count)') }}::numeric(5, 2) as failed_pct,
        round(moved.waited_seconds / 60.0 / nullif(moved.sent_count + moved.failed_count, 0), 2)::numeric(12, 2)
            as mean_wait_minutes,
        sum(coalesce(moved.entered_count - moved.sent_count - moved.failed_count, 0)) over (
            partition by hours.queue order by hours.hour_at
        )::integer as waiting_count,
        oldest.first_entered_at as oldest_waiting_at
    from hours
    left join moved on hours.queue = moved.queue and hours.hour_at = moved.hour_at
    left join oldest on hours.queue = oldest.queue and hours.hour_at = oldest.hour_at

)

select * from counted
{{ where_day_is_open('hour_at', this, 'hour_date') }}
