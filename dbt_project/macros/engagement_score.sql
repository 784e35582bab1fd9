{#- F2: a like counts 1, a comment 3, a share 5; a view counts nothing. -#}
{% macro engagement_score(likes, comments, shares) -%}
    (coalesce({{ likes }}, 0) + 3 * coalesce({{ comments }}, 0) + 5 * coalesce({{ shares }}, 0))::integer
{%- endmacro %}
