{#- How much `new` is above `old`, in percent of `old`; empty where there is nothing to compare with. -#}
{% macro percent_change(new, old, decimals=2) -%}
    round(100.0 * ({{ new }} - {{ old }}) / nullif({{ old }}, 0), {{ decimals }})
{%- endmacro %}


{#- True where any of `columns` differs between two rows, a missing row included. -#}
{% macro rows_differ(left, right, columns) -%}
    row(
        {%- for column in columns %}{{ left }}.{{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    ) is distinct from row(
        {%- for column in columns %}{{ right }}.{{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    )
{%- endmacro %}
