{#- Fails when the sum of an expression is not `total`, the same figure counted another way.

    A join that multiplies rows of one child by those of another shows here, whatever the key tests say. -#}
{% test total_equals(model, expression, total) %}

with

totals as (

    select
        coalesce(sum({{ expression }}), 0) as found,
        ({{ total }}) as expected
    from {{ model }}

)

select *
from totals
where found is distinct from expected

{% endtest %}
