{#- Incremental strategy `touched`: writes the entities again of which a row came, went or changed
    since this model was last built, by the change records of replication.

    A model names in its config's meta
    - touched_by: a model of `run_id` and the key, a row for each run that touched an entity;
    - touched_key: the columns of the key;
    - day_column: the one of them that is a day, if any: then a range of days can be counted again;
    - touched_reads: by replica, the column by which the events of a key and India day are found, where keys have one.
    In an incremental build it computes the touched entities alone, by `only_touched`. All of their standing rows are
    deleted and the computed ones inserted, so an entity that is gone goes. -#}
{% macro get_incremental_touched_sql(arg_dict) -%}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}

    {% call unless_empty() -%}
    delete from {{ target }} {{ among_touched() if watermark() is not none }};

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }};
    {%- endcall %}
{%- endmacro %}


{#- Keeps a model to the entities that were touched since its last build; stands where a join can. Keeps nothing back in
    a full build, and where the change records do not reach back: then everything is computed and replaced.
    `touched_by` is the relation of the model of that name in the config's meta: naming it here has it built before. -#}
{% macro only_touched(touched_by) -%}
    {#- A join, because of rows `in` the keys of two columns the planner expects fifty times too many. -#}
    {%- if is_incremental() and watermark() is not none %}
    {% if days_to_recount() -%}
    {{ among_touched() }}
    {%- else -%}
    {#- Its columns are named with their table, because whoever traces columns knows no temporary one. -#}
    {%- set key = config.require('meta')['touched_key'] %}
    inner join (select touched_keys.{{ key | join(', touched_keys.') }} from pg_temp.touched_keys) as touched_keys
    using ({{ key | join(', ') }})
    {%- endif %}
    {%- endif -%}
{%- endmacro %}


{#- Condition that the key is one that was touched since the last build, or of a day that somebody wants counted
    again. -#}
{% macro among_touched() -%}
    {%- set key = config.require('meta')['touched_key'] | join(', ') -%}
    where ({{ key }}) in (select {{ key }} from pg_temp.touched_keys)
    {%- set days = days_to_recount() -%}
    {%- if days %}
    or {{ days.column }} between '{{ days.first }}'::date and '{{ days.last }}'::date
    {%- endif -%}
{%- endmacro %}


{#- The days that somebody wants counted again, whatever was touched: POULTRYCO_RECOUNT_FROM and
    POULTRYCO_RECOUNT_TO in the environment, for models that name their day in the config's meta as `day_column`.
    In the environment, because each new value of a dbt variable parses the whole project again. -#}
{% macro days_to_recount() -%}
    {%- set first, last = env_var('POULTRYCO_RECOUNT_FROM', ''), env_var('POULTRYCO_RECOUNT_TO', '') -%}
    {%- set column = config.get('meta', {}).get('day_column') -%}
    {{ return({'column': column, 'first': first, 'last': last or first} if column and first else none) }}
{%- endmacro %}


{#- Pre-hook: lists the touched keys of an incremental build, in the transaction that builds. Listed and analyzed,
    there are as many as the planner thinks: it looks up the events of a thousand keys instead of reading millions.
    Guessing from a view, it was wrong by seven times or more and read every event of the history, several times. -#}
{% macro list_touched() -%}
    {%- if config.get('incremental_strategy') == 'touched' and is_incremental() -%}
    {%- set mark = watermark() -%}
    {%- if mark is not none -%}
        {{ index_days() }}
        create temp table touched_keys on commit drop as
        select distinct {{ config.require('meta')['touched_key'] | join(', ') }}
        from {{ ref(config.require('meta')['touched_by']) }}
        where run_id > {{ mark }};
        analyze touched_keys
    {%- endif -%}
    {%- endif -%}
{%- endmacro %}


{#- Statements that make the indexes by which the events of a key and India day are found, and tell the planner how
    many days a key has. A replica that was read anew has lost them, so every build looks. Tables are locked one after
    the other in the order of their names: two models that each make an index of a table and then analyze it would
    wait for each other. -#}
{% macro index_days() -%}
    {%- for table, column in config.get('meta').get('touched_reads', {}) | dictsort if not flags.EMPTY -%}
    {%- set replica = source('core', table) -%}
    {%- set index = api.Relation.create(schema=replica.schema, identifier='idx_' ~ table ~ '_' ~ column ~ '_day') -%}
    {%- if is_there(replica) and not is_there(index) -%}
        lock table {{ replica }} in share row exclusive mode;
        create index if not exists {{ index.identifier }} on {{ replica }} ({{ column }}, ({{ india_date('created_at') }}));
        analyze {{ replica }};
    {% endif -%}
    {%- endfor -%}
{%- endmacro %}


{#- The replication that this model was last built after, a number. None where it never was, where its
    code is another now, where a table was read anew since, or where change records of that time are
    forgotten. A literal, because a planner that cannot see the number reads everything. -#}
{% macro watermark() -%}
    {%- set found = run_query(
        "select builds.run_id from quality.model_builds as builds"
        " inner join quality.replication_runs as runs using (run_id)"
        " where builds.model_name = '" ~ this ~ "' and builds.code = '" ~ code_of_model() ~ "'"
        " and runs.started_at > (select max(started_at) from quality.replication_runs) - interval '30 days'"
        " and not exists (select from quality.replica_state where baseline_run_id > builds.run_id)"
    ).rows if execute else [] -%}
    {{ return(found[0][0] if found else none) }}
{%- endmacro %}


{#- Post-hook: notes which replication a model of the strategy `touched` holds now, in the transaction
    that builds it: that of the replicas, or an earlier one that a model it reads was left at. One that a
    build of empty tables (`--empty`) made holds none. -#}
{% macro note_build() -%}
    {%- if config.get('incremental_strategy') != 'touched' -%}
    {%- elif not flags.EMPTY -%}
        insert into quality.model_builds (model_name, run_id, code)
        select
            '{{ this }}',
            least(max(run_id), (
                select min(builds.run_id) from quality.model_builds as builds
                where builds.model_name in ('{{ read_through().tables.values() | map(attribute='relation_name') | join("', '") }}')
            )),
            '{{ code_of_model() }}'
        from quality.replica_state having max(run_id) is not null
        on conflict (model_name) do update
        set run_id = excluded.run_id, code = excluded.code, built_at = excluded.built_at
    {%- elif not is_incremental() -%}
        delete from quality.model_builds where model_name = '{{ this }}'
    {%- endif -%}
{%- endmacro %}
