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


{#- First India day of the month of a moment. -#}
{% macro india_month(moment) -%}
    date_trunc('month', {{ india_date(moment) }}::timestamp)::date
{%- endmacro %}


{#- Monday of the India week of a moment. -#}
{% macro india_week(moment) -%}
    {{ week_start(india_date(moment)) }}
{%- endmacro %}


{#- Start of the hour of a moment by India's clocks, which are half an hour off those of UTC. -#}
{% macro india_hour(moment) -%}
    date_trunc('hour', {{ moment }}, 'Asia/Kolkata')
{%- endmacro %}


{#- The Monday that the week of a day starts with. -#}
{% macro week_start(day) -%}
    date_trunc('week', {{ day }})::date
{%- endmacro %}
