{#- `part` in percent of `whole`, to one decimal; empty where there is no whole. It can be above 100. -#}
{% macro percent_of(part, whole) -%}
    round(100.0 * {{ part }} / nullif({{ whole }}, 0), 1)::numeric(8, 1)
{%- endmacro %}
