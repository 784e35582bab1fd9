{#- Incremental strategy `zone_tail`: replaces what follows from a zone's first changed day.

    In an incremental run the model returns two kinds of rows:

    - a mark for each zone that changed: its first changed day, and null in the column `tail_mark`;
    - every row that the zone should have from that day on.

    Rows of the zone from the marked day on are deleted, then the new ones inserted, in dbt's one
    transaction. So days that are gone and zones that left go too, which no key-wise merge can do. -#}
{% macro get_incremental_zone_tail_sql(arg_dict) -%}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set changes = arg_dict['temp_relation'] -%}
    {%- set mark = config.require('meta')['tail_mark'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}

    {% call unless_empty() -%}
    delete from {{ target }} as standing
    using {{ changes }} as marks
    where
        marks.{{ mark }} is null
        and standing.zone_id = marks.zone_id
        and standing.price_date >= marks.price_date;

    insert into {{ target }} ({{ columns }})
    select {{ columns }}
    from {{ changes }}
    where {{ mark }} is not null;
    {%- endcall %}
{%- endmacro %}


{#- True where any of `columns` differs between two rows, a missing row included. -#}
{% macro rows_differ(left, right, columns) -%}
    row(
        {%- for column in columns %}{{ left }}.{{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    ) is distinct from row(
        {%- for column in columns %}{{ right }}.{{ column }}{{ ', ' if not loop.last }}{% endfor -%}
    )
{%- endmacro %}
