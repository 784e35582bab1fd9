{#- Parallel workers on tables of this size cost more than they give, and on a table without
    statistics they have kept a query busy for minutes; a model that runs that long is stopped.
    All statements of a model see one replication, also those that note which one it was: they are one transaction.
    dbt ends the driver's own one before this hook, by a text that the driver does not understand, and begins no
    other: left at that, every statement is committed alone. Of a table far larger than what is read of it, an index
    costs little: 1.1 is what PostgreSQL advises where pages are in memory or on flash. -#}
{% macro bound_session() -%}
    set max_parallel_workers_per_gather = 0; set statement_timeout = '10min'; set random_page_cost = 1.1;
    begin isolation level repeatable read
{%- endmacro %}


{#- dbt never analyzes what it builds. An incremental run changes few rows: autovacuum sees to those. -#}
{% macro analyze_built_table() -%}
    {%- if model.config.materialized == 'table'
        or (model.config.materialized == 'incremental' and not is_incremental()) -%}
        analyze {{ this }}
    {%- endif -%}
{%- endmacro %}
