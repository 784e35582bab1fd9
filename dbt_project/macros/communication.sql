{#- How much `part` is of `whole`, in percent; empty where there is nothing to be a part of. -#}
{% macro share_pct(part, whole) -%}
    round(100.0 * {{ part }} / nullif({{ whole }}, 0), 2)::numeric(5, 2)
{%- endmacro %}


{#- F20: the level of a member with so many different types of approved verification. -#}
{% macro verification_level(approved_types) -%}
    case when {{ approved_types }} >= 3 then 'trusted' when {{ approved_types }} >= 1 then 'verified' else 'basic' end
{%- endmacro %}
