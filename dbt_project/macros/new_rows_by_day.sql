{#- How many rows each table got on each India day: measure, metric_date, new_count. `tables` are the
    staging models by measure; `moment` says when a row counts as new. -#}
{% macro new_rows_by_day(tables, moment='created_at') -%}
    {%- for measure, table in tables.items() %}
select
    '{{ measure }}' as measure,
    {{ india_date(moment) }} as metric_date,
    count(*)::integer as new_count
from {{ ref(table) }}
group by metric_date
    {{- '\nunion all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
