{#- How much `new` is above `old`, in percent of `old`; empty where there is nothing to compare with. -#}
{% macro percent_change(new, old) -%}
    round(100.0 * ({{ new }} - {{ old }}) / nullif({{ old }}, 0), 2)::numeric(8, 2)
{%- endmacro %}
