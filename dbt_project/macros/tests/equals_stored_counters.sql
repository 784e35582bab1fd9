{#- Fails for each row whose counted columns differ from the counters that the application keeps. -#}
{% test equals_stored_counters(model, stored, key, columns) %}

select
    counted.{{ key }}
    {%- for column in columns %},
    counted.{{ column }},
    stored.{{ column }} as stored_{{ column }}
    {%- endfor %}
from {{ model }} as counted
inner join {{ stored }} as stored on counted.{{ key }} = stored.{{ key }}
where {{ rows_differ('counted', 'stored', columns) }}

{% endtest %}
