{#- Statements of an incremental strategy; none in a build of empty tables (`--empty`), which leaves
    the rows alone that stand. -#}
{% macro unless_empty() -%}
    {{ 'select' if flags.EMPTY else caller() }}
{%- endmacro %}


{#- SQL that is true but in a build of empty tables: that one must not look like a count to the next. -#}
{% macro counts_rows() -%}
    {{ 'false' if flags is defined and flags.EMPTY else 'true' }}
{%- endmacro %}
