{#- Fails when the sum of an expression is not `total`, the same figure counted another way. With a key
    (`by`), for each key of which that is so: `total` then finds the key and its figure, and a key
    without rows must have none.

    A join that multiplies rows of one child by those of another shows here, whatever the key tests say. -#}
{% test total_equals(model, expression, total, by=none) %}

with

totals as (

    select
        {{ by ~ ',' if by }}
        sum({{ expression }}) as found
    from {{ model }}
    {{ 'group by ' ~ by if by }}

),

expected ({{ by ~ ', ' if by }}total) as (

    {{ total }}

)

select
    expected.*,
    totals.found
from expected
left join totals on {{ 'expected.' ~ by ~ ' = totals.' ~ by if by else 'true' }}
where expected.total is distinct from coalesce(totals.found, 0)

{% endtest %}
