{#- Replicas that are there, sorted by name, each with the prefix of its module: the letters before its
    first underscore, or the whole name without one. With a column, those that have it. Known when a
    model is run and not when the project is parsed. -#}
{% macro standing_replicas(column=none) -%}
    {%- set found = [] -%}
    {%- set there = run_query(
        "select relname::text from pg_class where relnamespace = to_regnamespace('core') and relkind = 'r'"
    ).columns[0].values() if execute else [] -%}
    {%- set known = graph.sources.values() | selectattr('source_name', 'equalto', 'core') if execute else [] -%}
    {%- for replica in known | sort(attribute='name') if not column or column in replica.columns -%}
        {%- set module = replica.name.split('_')[0] ~ ('_' if '_' in replica.name else '') -%}
        {%- do found.append((replica.name, module)) if replica.name in there -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}
