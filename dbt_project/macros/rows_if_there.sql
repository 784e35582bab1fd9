{#- Rows of a source's table, or none as long as nobody has replicated it: prices are read, built
    and checked without an operational database too. `columns` are the types by name. -#}
{% macro rows_if_there(source_name, table_name, columns) -%}
    {%- set relation = source(source_name, table_name) -%}
    {%- if not execute or is_there(relation) -%}
        select {{ columns.keys() | join(', ') }}
        from {{ relation }}
    {%- else -%}
        select
        {%- for name, type in columns.items() %} null::{{ type }} as {{ name }}{{ ',' if not loop.last }}{% endfor %}
        where false
    {%- endif -%}
{%- endmacro %}


{#- Whether a table exists. Asked of the catalog: dbt's own cache, while one thread fills it, tells
    another that tables are missing, and a staging view then stayed without rows. -#}
{% macro is_there(relation) -%}
    {{ return(run_query(
        "select to_regclass('" ~ relation.schema ~ "." ~ relation.identifier ~ "') is not null"
    ).rows[0][0]) }}
{%- endmacro %}
