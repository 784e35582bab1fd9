{#- What the model that is being built computes by, as a checksum: its file, the files of the views it reads through, and
    the macros of this project that any of them calls. dbt's own checksum knows the model's file alone: another weight in
    a macro, or another filter in a view, would leave all rows as they are that nothing touches. -#}
{% macro code_of_model() -%}
    {%- set found = read_through() -%}
    {%- set files = found.views.values() | map(attribute='checksum.checksum') | sort -%}
    {%- set parts = [model.checksum.checksum] + files + (found.macros.values() | sort) -%}
    {{ return(local_md5(parts | join(' '))) }}
{%- endmacro %}


{#- Returns what the model reads: `tables`, the nodes that are built before it, `views`, those between, by their ids; and
    `macros`, the text of what it and the views call, by name. -#}
{% macro read_through() -%}
    {%- set found = {'tables': {}, 'views': {}, 'macros': {}} -%}
    {#- Of itself a node knows more or fewer macros as it is compiled; a unit test is no node of the graph. -#}
    {%- do look_behind(graph.nodes.get(model.unique_id, model), found) -%}
    {{ return(found) }}
{%- endmacro %}


{% macro look_behind(node, found) -%}
    {%- do look_into(node.depends_on.macros, found.macros) -%}
    {%- for id in node.depends_on.nodes if id in graph.nodes and id not in found.views -%}
        {%- set behind = graph.nodes[id] -%}
        {%- if behind.config.materialized in ('view', 'ephemeral') -%}
            {%- do found.views.update({id: behind}) -%}
            {%- do look_behind(behind, found) -%}
        {%- else -%}
            {%- do found.tables.update({id: behind}) -%}
        {%- endif -%}
    {%- endfor -%}
{%- endmacro %}


{#- Macros are no part of `graph`; each one that can be called brings its text along. -#}
{% macro look_into(ids, found) -%}
    {%- for id in ids if id.startswith('macro.' ~ project_name ~ '.') and id not in found -%}
        {%- set called = context[id.split('.') | last].macro -%}
        {%- do found.update({id: called.macro_sql}) -%}
        {%- do look_into(called.depends_on.macros, found) -%}
    {%- endfor -%}
{%- endmacro %}
