{#- How much `part` is of `whole`, in percent; empty where there is no whole. It can be above 100, far
    above where the whole is one and the part as large as an integer; 14 digits hold any two of them. -#}
{% macro percent_of(part, whole, decimals=2) -%}
    round(100.0 * {{ part }} / nullif({{ whole }}, 0), {{ decimals }})::numeric(14, {{ decimals }})
{%- endmacro %}


{#- How much `new` is above `old`, in percent of `old`; empty where there is nothing to compare with. -#}
{% macro percent_change(new, old) -%}
    round(100.0 * ({{ new }} - {{ old }}) / nullif({{ old }}, 0), 2)::numeric(14, 2)
{%- endmacro %}
