{#- The Monday that the week of a day starts with. -#}
{% macro week_start(day) -%}
    date_trunc('week', {{ day }})::date
{%- endmacro %}
