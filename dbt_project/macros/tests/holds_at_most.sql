{#- Fails for each value of `columns` that more rows have than `rows_count`. -#}
{% test holds_at_most(model, columns, rows_count) %}

select
    {{ columns | join(', ') }},
    count(*) as rows_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > {{ rows_count }}

{% endtest %}
