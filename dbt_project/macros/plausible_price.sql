{#- A price that readers may see, or nothing: contracts refuse others, and one bad price of the
    application must not keep all of them away. -#}
{% macro plausible_price(price) -%}
    case when {{ price }} between 100 and 1000 then {{ price }} end
{%- endmacro %}
