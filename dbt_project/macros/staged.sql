{#- Rows of a replica under names of the warehouse, or none as long as nobody has replicated it.

    The source's columns, tags and trash come from the dictionary (`_core__sources.yml`). What tells
    of a person is not passed on, only whether it is there and, of a text, how long it is: `bio`
    becomes `has_bio` and `bio_length`. Rows in the trash are left out. -#}
{% macro staged(table, key=none, with_trash=false) -%}
    {%- set relation = source('core', table) -%}
    {%- if not execute -%}
        select * from {{ relation }}
    {%- else -%}
        {%- set known = graph.sources.values() | selectattr('source_name', 'equalto', 'core')
            | selectattr('name', 'equalto', table) | first -%}
        {%- set has_rows = is_there(relation) -%}
        select
        {%- for column in known.columns.values() if column.data_type != 'tsvector' %}
            {{- ',' if not loop.first }}
            {{ staged_column(column, key, has_rows) }}
        {%- endfor %}
        {%- if not has_rows %}
        where false
        {%- else %}
        from {{ relation }}
            {%- if known.meta.get('has_trash') and not with_trash %}
        where not is_deleted
            {%- endif %}
        {%- endif %}
    {%- endif -%}
{%- endmacro %}


{% macro staged_column(column, key, has_rows) -%}
    {%- set value = adapter.quote(column.name) if has_rows else 'null::' ~ column.data_type -%}
    {%- if 'pii' not in column.tags and column.data_type.endswith('[]') -%}
        {#- dbt's unit tests cannot make up an array. #}
        to_jsonb({{ value }}) as {{ column.name }}
    {%- elif 'pii' not in column.tags -%}
        {{ value }} as {{ key if key and column.name == 'id' else adapter.quote(column.name) }}
    {%- elif column.data_type == 'text' -%}
        coalesce({{ value }} <> '', false) as has_{{ column.name }},
            coalesce(length({{ value }}), 0) as {{ column.name }}_length
    {%- else -%}
        {{ value }} is not null as has_{{ column.name }}
    {%- endif -%}
{%- endmacro %}
