"""What a database consists of, as a digest an object: proof that a restore brought it all back.

Rows are no part of it. What the operational tables mean is `catalog`; this works on any database.
"""

import psycopg

# Names in definitions are qualified only where nothing is found by itself.
QUALIFY = "select set_config('search_path', '', true)"
OBJECTS = """
with

facts (relation, fact) as (

    select
        attrelid,
        concat_ws(
            ' ', 'column', attname, format_type(atttypid, atttypmod), attnotnull, attgenerated,
            attidentity, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum)
        )
    from pg_attribute
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where attnum > 0 and not attisdropped
    union all
    select conrelid, concat_ws(' ', conname, pg_get_constraintdef(oid), convalidated)
    from pg_constraint
    -- From PostgreSQL 18 on columns that are never null are constraints, too.
    where contype <> 'n'
    union all
    select indrelid, concat_ws(' ', pg_get_indexdef(indexrelid), indisvalid) from pg_index
    union all
    select tgrelid, concat_ws(' ', pg_get_triggerdef(oid), tgenabled)
    from pg_trigger
    where not tgisinternal
    union all
    select
        oid,
        concat_ws(
            ' ', 'itself', obj_description(oid, 'pg_class'), pg_get_expr(relpartbound, oid),
            array_to_string(reloptions, ' '),
            case when relkind in ('v', 'm') then pg_get_viewdef(oid) end
        )
    from pg_class

),

objects (name, fact, schema) as (

    select
        case relkind
            when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
            else 'table'
        end || ' ' || pg_class.oid::regclass,
        fact,
        relnamespace
    from facts
    inner join pg_class on pg_class.oid = relation
    where relkind in ('r', 'p', 'v', 'm', 'S')
    union all
    select
        'function ' || oid::regprocedure,
        concat_ws(' ', pg_get_functiondef(oid), obj_description(oid, 'pg_proc')),
        pronamespace
    from pg_proc
    where prokind in ('f', 'p')

)

-- Without brackets: of "a or b or c" PostgreSQL writes more of them before a restore than after.
select name, md5(string_agg(translate(fact, '()', ''), chr(10) order by translate(fact, '()', '')))
from objects
where schema::regnamespace::text !~ '^(pg_|information_schema$)'
group by name
order by name
"""


def object_digests(connection: psycopg.Connection) -> dict[str, str]:
    """Return a digest of every table, view, sequence and function, by kind and name.

    Sets the search path of the running transaction.
    """
    connection.execute(QUALIFY)
    return {str(name): str(digest) for name, digest in connection.execute(OBJECTS)}
