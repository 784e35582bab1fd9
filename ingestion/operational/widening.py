"""Gives columns of `core` a wider type although views read them.

PostgreSQL refuses that, so the views on top go and come back in the same transaction, with
their comments and rights. Nobody sees them gone.
"""

from typing import NamedTuple

import psycopg
from psycopg.sql import SQL, Identifier

from ingestion.operational.matching import ReplicaShape
from ingestion.operational.replicas import CHANGES, CORE, change_name

# Deepest last: a view comes after all that it reads.
DEPENDENTS = """
with recursive dependents as (
    select to_regclass(%(table)s)::oid as view_oid, 0 as depth
    union all
    select pg_rewrite.ev_class, dependents.depth + 1
    from dependents
    inner join pg_depend on refobjid = dependents.view_oid and classid = 'pg_rewrite'::regclass
    inner join pg_rewrite on pg_rewrite.oid = pg_depend.objid
    where pg_rewrite.ev_class <> dependents.view_oid
)

select
    format('%%I.%%I', nspname, relname),
    pg_get_viewdef(pg_class.oid),
    pg_get_userbyid(relowner),
    array_to_string(reloptions, ', '),
    array(
        select format('comment on view %%I.%%I is %%L', nspname, relname, said)
        from obj_description(pg_class.oid, 'pg_class') as said
        where said is not null
        union all
        select format('comment on column %%I.%%I.%%I is %%L', nspname, relname, attname, said)
        from pg_attribute
        cross join col_description(attrelid, attnum) as said
        where attrelid = pg_class.oid and said is not null
        union all
        select format(
            'grant %%s %%s on %%I.%%I to %%s %%s', privilege_type, part, nspname, relname,
            case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
            case when is_grantable then 'with grant option' end
        )
        from (
            select '' as part, relacl as rights
            union all
            select format('(%%I)', attname), attacl from pg_attribute where attrelid = pg_class.oid
        ) as granted
        cross join aclexplode(rights)
        where grantee <> relowner
    )
from pg_class
inner join pg_namespace on pg_namespace.oid = relnamespace
inner join (
    select view_oid, max(depth) as depth from dependents where depth > 0 group by view_oid
) as reading on reading.view_oid = pg_class.oid
where relkind = 'v'
order by reading.depth, relname
"""


class View(NamedTuple):
    """A view as it can be made again.

    Attributes:
        name: With its schema, quoted.
        definition: Its query.
        owner: Whose it is.
        options: As in `with (...)`; none when it has none.
        afterwards: Statements that give it its comments and rights.
    """

    name: str
    definition: str
    owner: str
    options: str | None
    afterwards: list[str]


def widen(
    connection: psycopg.Connection, table: str, old: ReplicaShape, new: ReplicaShape
) -> list[str]:
    """Change the types that differ, in core and in changes; return the columns.

    Raises:
        psycopg.errors.FeatureNotSupported: Something other than a view reads the column.
        psycopg.errors.DependentObjectsStillExist: Something other than a view reads a view on it.
    """
    changed = [
        name
        for name in old.columns
        if name in new.columns and old.columns[name] != new.columns[name]
    ]
    if not changed:
        return []
    views = _views_on(connection, table)
    for view in reversed(views):
        connection.execute(f"drop view {view.name}".encode())
    for column in changed:
        for schema in (CORE, CHANGES):
            there = change_name(column) if schema == CHANGES else column
            _retype(connection, schema, table, there, new.columns[column])
    for view in views:
        _make_again(connection, view)
    return changed


def _views_on(connection: psycopg.Connection, table: str) -> list[View]:
    found = connection.execute(DEPENDENTS.encode(), {"table": f'{CORE}."{table}"'})
    return [View(*row) for row in found]


def _retype(
    connection: psycopg.Connection, schema: str, table: str, column: str, sql_type: str
) -> None:
    is_there = connection.execute(
        "select from pg_attribute where attrelid = to_regclass(%s) and attname = %s",
        [f'{schema}."{table}"', column],
    )
    if is_there.rowcount:
        statement = SQL("alter table {} alter column {} type {}").format(
            Identifier(schema, table),
            Identifier(column),
            SQL(sql_type),
        )
        connection.execute(statement)


def _make_again(connection: psycopg.Connection, view: View) -> None:
    options = f" with ({view.options})" if view.options else ""
    connection.execute(f"create view {view.name}{options} as {view.definition}".encode())
    owner = SQL("alter view {} owner to {}").format(SQL(view.name), Identifier(view.owner))
    connection.execute(owner)
    for statement in view.afterwards:
        connection.execute(statement.encode())
