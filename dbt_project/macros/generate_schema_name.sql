{#- A schema is named by the folder's config alone: `ana` is `ana`, not `<target schema>_ana`.
    POULTRYCO_DBT_SCHEMA_PREFIX lets tests, CI and a second colour build beside the live schemas. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ env_var('POULTRYCO_DBT_SCHEMA_PREFIX', '') }}{{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
