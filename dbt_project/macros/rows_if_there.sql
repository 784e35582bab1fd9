{#- Rows of a source's table, or none as long as nobody has replicated it: prices are read, built
    and checked without an operational database too. `columns` are the types by name. -#}
{% macro rows_if_there(source_name, table_name, columns) -%}
    {%- set relation = source(source_name, table_name) -%}
    {%- if not execute or load_relation(relation) is not none -%}
        select {{ columns.keys() | join(', ') }}
        from {{ relation }}
    {%- else -%}
        select
        {%- for name, type in columns.items() %} null::{{ type }} as {{ name }}{{ ',' if not loop.last }}{% endfor %}
        where false
    {%- endif -%}
{%- endmacro %}
