{#- How much `new` is above `old`, in percent of `old`; empty where there is nothing to compare with. -#}
{% macro percent_change(new, old, decimals=2) -%}
    round(100.0 * ({{ new }} - {{ old }}) / nullif({{ old }}, 0), {{ decimals }})
{%- endmacro %}
