{#- Fails for each row whose counted columns differ from the counters that the application keeps. -#}
{% test equals_stored_counters(model, stored, key, columns) %}

with

-- By name, because in a build of empty tables a relation comes with a name of its own.
counted as (

    select * from {{ model }}

),

stored as (

    select * from {{ stored }}

)

select
    counted.{{ key }}
    {%- for column in columns %},
    counted.{{ column }},
    stored.{{ column }} as stored_{{ column }}
    {%- endfor %}
from counted
inner join stored on counted.{{ key }} = stored.{{ key }}
where {{ rows_differ('counted', 'stored', columns) }}

{% endtest %}
