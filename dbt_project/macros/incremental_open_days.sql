{#- Incremental strategy `open_days`: counts the days again that can still change and leaves the closed ones as they are.

    The application purges some rows when they are 30 days old. A purge is not an un-message: figures of a day must
    stay what they were. So a day is counted for the last time before the first of its rows can be purged. Models
    name their day in the config's meta as `day_column`, and set `full_refresh: false`. -#}
{% macro get_incremental_open_days_sql(arg_dict) -%}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    {%- set day = config.require('meta')['day_column'] -%}

    {% call unless_empty() -%}
    delete from {{ target }}
    where {{ day }} >= ({{ first_open_day(target, day) }});

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }};
    {%- endcall %}
{%- endmacro %}


{#- A query for the first India day that is counted again: 30 days with that of the instant, or from the day of the
    last build on, which was not over then. Empty when nothing stands. A model always has a row of the
    instant's day: by that this knows when it was last built. -#}
{% macro first_open_day(standing, day) -%}
    select case when max({{ day }}) is not null then least({{ instant_date() }} - 29, max({{ day }})) end from {{ standing }}
{%- endmacro %}


{#- Keeps a model to moments in days that are still open. -#}
{% macro where_day_is_open(moment, standing, day) -%}
    {%- if is_incremental() %}
    where
        {{ moment }} >= coalesce(
            ({{ first_open_day(standing, day) }})::timestamp at time zone 'Asia/Kolkata', '-infinity'
        )
    {%- endif -%}
{%- endmacro %}
