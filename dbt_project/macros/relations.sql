{#- dbt's own `ref`, with which models can write `{{ ref('x') }} as y` in a build of empty tables (`--empty`) too. dbt
    then reads `(select ... limit 0)` and gives it a name that would stand before ours. Without that name PostgreSQL 15
    refuses such a build; from 16 on none is needed. -#}
{% macro ref() -%}
    {{ return(builtins.ref(*varargs, **kwargs).replace(require_alias=false)) }}
{%- endmacro %}


{#- The same for `source`. -#}
{% macro source() -%}
    {{ return(builtins.source(*varargs, **kwargs).replace(require_alias=false)) }}
{%- endmacro %}
