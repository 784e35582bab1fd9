{#- All replicas, as in stg_replica_weeks. -#}
-- depends_on: {{ source('core', 'profiles') }}
{% for table, module in standing_replicas() %}
select
    '{{ table }}' as table_name,
    '{{ module }}' as module_code,
    pg_total_relation_size('{{ source("core", table).render() }}'::regclass) as stored_bytes
union all
{% endfor %}
select
    null::text as table_name,
    null::text as module_code,
    null::bigint as stored_bytes
where false
