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

),

-- By name, because in a build of empty tables a relation comes with a name of its own.
counters as (

    select * from {{ stored }}

)

select
    counters.{{ key }},
    counters.{{ counter }},
    totals.counted
from counters
left join totals on counters.{{ key }} = totals.{{ key }}
where counters.{{ counter }} is distinct from coalesce(totals.counted, 0)

{% endtest %}
