{#- Fails for each value of `within` whose rows are not numbered 1, 2, 3 ... by the column `number`. -#}
{% test counts_up_from_one(model, within, number) %}

select
    {{ within }},
    count(*) as rows_count
from {{ model }}
group by {{ within }}
having min({{ number }}) <> 1 or max({{ number }}) <> count(*)

{% endtest %}
