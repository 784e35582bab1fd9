{#- Fails for each row on which `expression` is not true; say `coalesce` where unknown is allowed. -#}
{% test satisfies(model, expression) %}

select *
from {{ model }}
where ({{ expression }}) is not true

{% endtest %}
