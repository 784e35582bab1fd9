{#- F20: the level of a member with so many different types of approved verification. -#}
{% macro verification_level(approved_types) -%}
    case when {{ approved_types }} >= 3 then 'trusted' when {{ approved_types }} >= 1 then 'verified' else 'basic' end
{%- endmacro %}
