{#- The instant of the source that core is at, as a literal: windows end here and never at the clock,
    so that a rebuild gives the same figures. -#}
{% macro instant() -%}
    {%- set found = run_query('select max(instant) from quality.replica_state').rows[0][0] if execute -%}
    timestamptz '{{ found or '2000-01-01 00:00:00+00:00' }}'
{%- endmacro %}


{#- The India calendar day of a moment. -#}
{% macro india_date(moment) -%}
    (({{ moment }}) at time zone 'Asia/Kolkata')::date
{%- endmacro %}


{#- The India calendar day that core is at. It is not over yet. -#}
{% macro instant_date() -%}
    {{ india_date(instant()) }}
{%- endmacro %}
