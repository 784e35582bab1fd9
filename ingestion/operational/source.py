"""What tables a source has, read from PostgreSQL's own catalogs and from nothing else.

So any database can be read: ours with its declarations, or one that runs in production under
other names, without comments. What its tables mean to us is `matching`.
"""

from dataclasses import dataclass

import psycopg

# A partitioned table is one table: its partitions are not listed, their sizes are its own.
TABLES = """
select
    tables.relname,
    coalesce(
        (
            select sum(pg_relation_size(relid))
            from pg_partition_tree(tables.oid)
        ),
        pg_relation_size(tables.oid)
    )::bigint,
    array(
        select attname::text
        from pg_index
        cross join unnest(indkey::smallint[]) with ordinality as part (number, place)
        inner join pg_attribute on attrelid = indrelid and attnum = part.number
        where indexrelid = keys.indexrelid and place <= indnkeyatts
        order by place
    )
from pg_class as tables
left join lateral (
    select indexrelid
    from pg_index
    where
        indrelid = tables.oid
        and indisunique and indisvalid and indpred is null and indexprs is null
        and not exists (
            select
            from unnest(indkey::smallint[]) as part (number)
            inner join pg_attribute on attrelid = indrelid and attnum = part.number
            where not attnotnull
        )
    order by indisprimary desc, indnkeyatts, indexrelid
    limit 1
) as keys on true
where
    tables.relnamespace = %(schema)s::regnamespace
    and tables.relkind in ('r', 'p') and not tables.relispartition
order by tables.relname
"""
# A domain is what it is made of; what only this database knows (an enum, an extension's type)
# travels as its text.
COLUMNS = """
with recursive domains as (
    select oid as type_oid, oid as base_oid from pg_type
    union all
    select domains.type_oid, pg_type.typbasetype
    from domains
    inner join pg_type on pg_type.oid = domains.base_oid and pg_type.typtype = 'd'
),

bases as (
    select domains.*
    from domains
    inner join pg_type on pg_type.oid = domains.base_oid and pg_type.typtype <> 'd'
)

select
    tables.relname,
    attname,
    case
        when base.typnamespace = 'pg_catalog'::regnamespace then format_type(base.oid, -1)
        when base.typelem <> 0 and base.typcategory = 'A' then 'text[]'
        else 'text'
    end,
    base.typnamespace <> 'pg_catalog'::regnamespace,
    attnotnull
from pg_class as tables
inner join pg_attribute on attrelid = tables.oid and attnum > 0 and not attisdropped
inner join bases on bases.type_oid = atttypid
inner join pg_type as base on base.oid = bases.base_oid
where
    tables.relnamespace = %(schema)s::regnamespace
    and tables.relkind in ('r', 'p') and not tables.relispartition
order by tables.relname, attnum
"""


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column of the source. Key: table, name.

    Attributes:
        type: What it is at the warehouse: its own type, or text for one that only the source knows.
        is_cast: Whether it must be cast to that type to travel.
        is_required: It takes no null.
    """

    type: str
    is_cast: bool
    is_required: bool


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the source. Key: name.

    Attributes:
        bytes: Size of its rows on disk, partitions included, indexes not.
        key: Columns of its primary key, or of a unique index that can serve; empty without one.
        columns: By name, in the table's order.
    """

    bytes: int
    key: tuple[str, ...]
    columns: dict[str, SourceColumn]


def read_source(connection: psycopg.Connection, schema: str = "public") -> dict[str, SourceTable]:
    """Return the tables of the source by name, as the connection's snapshot has them."""
    columns: dict[str, dict[str, SourceColumn]] = {}
    for table, name, *facts in connection.execute(COLUMNS.encode(), {"schema": schema}):
        columns.setdefault(table, {})[name] = SourceColumn(*facts)
    return {
        name: SourceTable(size, tuple(key), columns.get(name, {}))
        for name, size, key in connection.execute(TABLES.encode(), {"schema": schema})
    }
