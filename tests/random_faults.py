"""Faults of every kind at a source without constraints or triggers, at random and mended again.

What can be done to a table is taken from the dictionary. That a fault is found is not known here:
whoever uses this compares two ways of looking.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

import psycopg
from hypothesis import strategies as st
from psycopg import errors

from database.catalog import Table
from database.connections import connect
from database.dictionary import read_dictionary

TABLES = {
    name: table
    for name, table in sorted(read_dictionary().tables.items())
    if table.primary_key is not None
}
UNGUARD = """
create schema good;
do $$
declare
    each record;
begin
    for each in
        select conrelid::regclass as relation, conname from pg_constraint
        where connamespace = 'public'::regnamespace and contype in ('u', 'f', 'c', 'x')
            and conislocal
        order by contype = 'f' desc
    loop
        execute format(
            'alter table %s drop constraint if exists %I cascade', each.relation, each.conname
        );
    end loop;
    for each in
        select indexrelid::regclass as index from pg_index
        inner join pg_class on pg_class.oid = indexrelid
        where relnamespace = 'public'::regnamespace and indisunique and not indisprimary
            and not relispartition
    loop
        execute format('drop index %s cascade', each.index);
    end loop;
    for each in
        select attrelid::regclass as relation, attname from pg_attribute
        inner join pg_class on pg_class.oid = attrelid
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
            and not relispartition and attnum > 0 and not attisdropped and attnotnull
            and attidentity = '' and not exists (
                select from pg_index
                where indrelid = attrelid and indisprimary and attnum = any (indkey)
            )
    loop
        execute format('alter table %s alter column %I drop not null', each.relation, each.attname);
    end loop;
    for each in
        select relname from pg_class
        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
            and not relispartition
    loop
        execute format('create table good.%1$I as table public.%1$I', each.relname);
    end loop;
end
$$
"""
# Rows are picked by a hash of their key and a number that differs from act to act.
CHOSEN = """({key}) in (
    select {key} from {table} order by md5(({key})::text || {seed}) limit {many}
)"""
# It lies in the trash as it should, and a few seconds from now it should not any more.
LEAVING = "now() - interval '2 days' + interval '{seconds} seconds'"
VALUES = {
    "boolean": ("not {column}",),
    "date": ("{column} - 4000", "{column} + 40"),
    "timestamp with time zone": ("{column} - interval '9 years'", "now() + interval '1 year'"),
    "uuid": ("gen_random_uuid()",),
    "text": ("'nonsense'", "repeat('x', 9000)", "''"),
    "number": ("{column} + 1", "-1", "{column} * 1000 + 7"),
}
NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision")

Act = tuple[str, str]
"""A table and what is done to it."""


def acts() -> st.SearchStrategy[Act]:
    """Return what can be done to a table; each sort of act is as likely as the others."""
    return st.one_of(
        *(
            st.builds(formatted, st.sampled_from(sort), st.integers(0, 99), st.integers(1, 3))
            for sort in sorts()
        )
    )


def sorts() -> list[list[Act]]:
    """Return what can be done, by its sort, with places for the rows it is done to."""
    tables = TABLES.items()
    nulls = "update {{table}} set {} = null where {{chosen}}"
    late = "update {table} set updated_at = updated_at + interval '1 second' where {chosen}"
    return [
        [(name, "delete from {table} where {chosen}") for name in TABLES],
        [(name, sql) for name, table in tables if (sql := _copy(table))],
        list(_writes(counters=True)),
        list(_writes(references=True)),
        list(_writes()),
        [(name, nulls.format(column)) for name, table in tables for column in _plain(table)],
        [(name, _leave(table.trash_days)) for name, table in tables if table.trash_days],
        [(name, late) for name, table in tables if "updated_at" in table.columns],
    ]


def do(source: str, what: Iterable[Act]) -> set[str]:
    """Do it at the source; return the tables it changed. What breaks a key is not done."""
    changed = set()
    with _unwatched(source) as connection:
        for table, statement in what:
            try:
                if connection.execute(statement.encode()).rowcount:
                    changed.add(table)
            except (errors.UniqueViolation, errors.NotNullViolation, errors.DataError):
                continue
    return changed


def mend(source: str, tables: Iterable[str]) -> None:
    """Give tables back the rows they had in the beginning."""
    with _unwatched(source) as connection:
        for table in sorted(tables):
            columns = ", ".join(
                name for name, column in TABLES[table].columns.items() if not column.generated
            )
            connection.execute(
                f"delete from {table}; insert into {table} ({columns}) overriding system value"
                f" select {columns} from good.{table}".encode()
            )


def unguard(source: str) -> None:
    """Take all that keeps faults out of a source, and remember its rows."""
    with closing(connect(source, autocommit=True)) as connection:
        connection.execute(UNGUARD)


@contextmanager
def _unwatched(source: str) -> Iterator[psycopg.Connection]:
    with closing(connect(source, autocommit=True)) as connection:
        connection.execute("set session_replication_role = replica")
        yield connection


def formatted(act: Act, seed: int, many: int) -> Act:
    """Return the act on some rows: `seed` says which, `many` how many."""
    name, statement = act
    key = ", ".join(TABLES[name].primary_key.columns)  # type: ignore[union-attr]
    chosen = CHOSEN.format(key=key, table=name, seed=seed, many=many)
    return name, statement.format(table=name, chosen=chosen, seconds=seed % 20)


def _plain(table: Table) -> list[str]:
    return [
        name
        for name, column in table.columns.items()
        if not column.generated and column.default != "identity"
    ]


def _copy(table: Table) -> str | None:
    """Return a statement that makes rows once more under new keys, where keys make themselves."""
    keys = table.primary_key.columns if table.primary_key else ()
    if not table.columns[keys[0]].default:
        return None
    columns = ", ".join(
        name for name in table.columns if name != keys[0] and not table.columns[name].generated
    )
    return f"insert into {{table}} ({columns}) select {columns} from {{table}} where {{chosen}}"


def _writes(*, counters: bool = False, references: bool = False) -> Iterator[tuple[str, str]]:
    for name, table in TABLES.items():
        named = {column for key in table.foreign_keys.values() for column in key.columns}
        named |= table.references.keys() | {each.type_column for each in table.references.values()}
        for column in _plain(table):
            if (counters and column not in table.counters) or (references and column not in named):
                continue
            for value in _values(table, column):
                yield name, f"update {{table}} set {column} = {value} where {{chosen}}"


def _values(table: Table, column: str) -> Iterator[str]:
    described = table.columns[column]
    sql_type = described.type.partition("(")[0]
    yield from (f"'{value}'" for value in described.allowed)
    sort = "number" if sql_type in NUMBERS else sql_type
    yield from (value.format(column=column) for value in VALUES.get(sort, ()))


def _leave(days: int) -> str:
    since = f"{LEAVING} - interval '{days * 24} hours'"
    return (
        f"update {{table}} set is_deleted = true, deleted_at = {since}, purge_at = {LEAVING}"
        " where {chosen}"
    )
