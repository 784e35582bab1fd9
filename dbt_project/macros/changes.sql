{#- Change records of a replica: what came and went, with the number of the replication; none as long
    as nobody has replicated it. `columns` are the types by name. -#}
{% macro staged_changes(table, columns) -%}
    {{ rows_if_there('changes', table, dict(columns, run_id='bigint', weight='smallint')) }}
{%- endmacro %}
