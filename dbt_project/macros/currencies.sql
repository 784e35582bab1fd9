{#- The currency of an amount; where nobody named one it is the application's default, the rupee. -#}
{% macro currency_of(currencies) -%}
    coalesce({{ currencies | join(', ') }}, 'INR')
{%- endmacro %}


{#- Sum of an amount in one currency. Amounts in others are not added to it; see `other_currencies`. -#}
{% macro sum_in_currency(amount, currency, main) -%}
    coalesce(sum({{ amount }}) filter (where {{ currency }} = {{ main }}), 0)::numeric(14, 2)
{%- endmacro %}


{#- What there is in other currencies than the main one, from currency to amount; empty without any.
    Needs one row a currency. -#}
{% macro other_currencies(amount, currency, main) -%}
    jsonb_object_agg({{ currency }}, {{ amount }}) filter (where {{ currency }} <> {{ main }} and {{ amount }} > 0)
{%- endmacro %}
