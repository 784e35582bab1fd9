{#- All replicas are read, whichever there are. That makes more sources than a model may name, so it
    names one of them: a replication brings them all. Lineage then takes a column to be of the table that it is
    said to be of. -#}
-- depends_on: {{ source('core', 'profiles') }}
{% for table, module in standing_replicas('created_at') %}
select
    '{{ table }}' as table_name,
    '{{ module }}' as module_code,
    {{ india_week('replica.created_at') }} as created_week,
    count(*)::integer as rows_count
from {{ source('core', table) }} as replica
group by {{ india_week('replica.created_at') }}
union all
{% endfor %}
select
    null::text as table_name,
    null::text as module_code,
    null::date as created_week,
    null::integer as rows_count
where false
