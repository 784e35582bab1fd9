{#- Fails for each `key` whose `column`, summed over all its rows, differs from the counter that the
    application keeps as `counter`; one that has no row must count nothing. -#}
{% test equals_stored_totals(model, stored, key, column, counter) %}

with

totals as (

    select
        {{ key }},
        sum({{ column }}) as counted
    from {{ model }}
    group by {{ key }}

)

select
    stored.{{ key }},
    stored.{{ counter }},
    totals.counted
from {{ stored }} as stored
left join totals on stored.{{ key }} = totals.{{ key }}
where stored.{{ counter }} is distinct from coalesce(totals.counted, 0)

{% endtest %}
