{#- Parallel workers on tables of this size cost more than they give, and on a table without
    statistics they have kept a query busy for minutes; a model that runs that long is stopped.
    All statements of a model see one replication, also those that note which one it was. -#}
{% macro bound_session() -%}
    set max_parallel_workers_per_gather = 0; set statement_timeout = '10min';
    set default_transaction_isolation = 'repeatable read'
{%- endmacro %}


{#- dbt never analyzes what it builds. An incremental run changes few rows: autovacuum sees to those. -#}
{% macro analyze_built_table() -%}
    {%- if model.config.materialized == 'table'
        or (model.config.materialized == 'incremental' and not is_incremental()) -%}
        analyze {{ this }}
    {%- endif -%}
{%- endmacro %}
