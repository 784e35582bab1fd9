{#- How much `part` is of `whole`, in percent; empty where there is nothing to be a part of. -#}
{% macro share_pct(part, whole) -%}
    round(100.0 * {{ part }} / nullif({{ whole }}, 0), 2)::numeric(5, 2)
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


{#- F20: the level of a member with so many different types of approved verification. -#}
{% macro verification_level(approved_types) -%}
    case when {{ approved_types }} >= 3 then 'trusted' when {{ approved_types }} >= 1 then 'verified' else 'basic' end
{%- endmacro %}
