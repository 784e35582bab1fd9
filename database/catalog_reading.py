"""Reads the catalog of a database that holds the operational schema."""

import re
from collections import defaultdict
from collections.abc import Collection
from typing import Any

import psycopg

from database import catalog_queries as queries
from database.catalog import (
    Catalog,
    Column,
    Counter,
    ForeignKey,
    Function,
    Index,
    Module,
    PolymorphicReference,
    PrimaryKey,
    Table,
    Tag,
    Versions,
    View,
)
from database.errors import PlatformError

TAG = re.compile(r"\s*@(pii|secret)\b")
GRAIN = re.compile(r"\s*\bGrain: (?P<grain>.+?)\.?$", re.DOTALL)
ONE_OF = re.compile(
    r"\((?:\(?(?P<maybe>\w+) IS NULL\)? OR )?"
    r"\(?(?P<column>\w+) = ANY \(ARRAY\[(?P<values>.*)\]\)\)?\)"
)
VALUE = re.compile(r"'((?:[^']|'')*)'::text(?:, |$)")
ACTIONS = {
    "a": "no action",
    "r": "restrict",
    "c": "cascade",
    "n": "set null",
    "d": "set default",
}

Fields = defaultdict[str, dict[str, Any]]
"""Table -> what is known of it, by field of `Table`."""


class CatalogError(PlatformError):
    """A database does not hold the operational schema."""


def read_catalog(connection: psycopg.Connection) -> Catalog:
    """Return the catalog of the schema `public`.

    Raises:
        CatalogError: The operational schema is not there.
    """
    _require_schema(connection)
    modules = {
        prefix: Module(name=name, owning_team=team, description=description)
        for prefix, name, team, description in connection.execute(queries.MODULES)
    }
    fields: Fields = defaultdict(dict)
    _read_tables(connection, fields, modules)
    _read_columns(connection, fields)
    _read_constraints(connection, fields)
    _read_indexes(connection, fields)
    _read_declarations(connection, fields)
    return Catalog(
        modules=modules,
        tables={name: Table(**known) for name, known in fields.items()},
        views={
            name: View(is_materialized=is_materialized, columns=columns, comment=comment)
            for name, is_materialized, columns, comment in connection.execute(queries.VIEWS)
        },
        functions={
            name: Function(arguments=arguments, returns=returns, comment=comment)
            for name, arguments, returns, comment in connection.execute(queries.FUNCTIONS)
        },
    )


def module_of(table: str, prefixes: Collection[str]) -> str | None:
    """Return the prefix of the module that a table's name belongs to, if one is registered."""
    return next(
        (
            prefix
            for prefix in sorted(prefixes, key=len, reverse=True)
            if table == prefix or (prefix.endswith("_") and table.startswith(prefix))
        ),
        None,
    )


def split_grain(comment: str | None) -> tuple[str | None, str | None]:
    """Return a table's comment up to its grain, and what a row is."""
    match = GRAIN.search(comment or "")
    if match is None:
        return comment, None
    return (comment or "")[: match.start()] or None, match["grain"]


def split_comment(comment: str | None) -> tuple[str | None, tuple[Tag, ...]]:
    """Return a column's comment without its tags, and the tags."""
    tags = tuple(Tag(tag) for tag in TAG.findall(comment or ""))
    return TAG.sub("", comment or "").strip() or None, tags


def allowed_values(check: str) -> tuple[str, tuple[str, ...]] | None:
    """Return column and values when a check lists the texts that a column may hold."""
    match = ONE_OF.fullmatch(check)
    if match is None or match["maybe"] not in {None, match["column"]}:
        return None
    values = VALUE.findall(match["values"])
    return match["column"], tuple(value.replace("''", "'") for value in values)


def _require_schema(connection: psycopg.Connection) -> None:
    row = connection.execute(queries.IS_MIGRATED).fetchone()
    if row != (True,):
        raise CatalogError(
            f"The database {connection.info.dbname} does not hold the operational schema",
            expected="its tables in the schema public",
            found="no table sys_renames, which the schema makes first of all",
            remedy="run `poultryco db migrate`, or name the operational database",
        )


def _read_tables(connection: psycopg.Connection, fields: Fields, prefixes: Collection[str]) -> None:
    for name, comment, partitioned_by, triggers in connection.execute(queries.TABLES):
        purpose, grain = split_grain(comment)
        fields[name] = {
            "module": module_of(name, prefixes),
            "purpose": purpose,
            "grain": grain,
            "partitioned_by": partitioned_by,
            "triggers": triggers,
            "columns": {},
        }


def _read_columns(connection: psycopg.Connection, fields: Fields) -> None:
    for table, name, type_, is_required, default, generated, comment in connection.execute(
        queries.COLUMNS
    ):
        meaning, tags = split_comment(comment)
        fields[table]["columns"][name] = Column(
            type=type_,
            is_required=is_required,
            default=default,
            generated=generated,
            tags=tags,
            comment=meaning,
        )


def _read_constraints(connection: psycopg.Connection, fields: Fields) -> None:
    for (
        table,
        name,
        kind,
        columns,
        target,
        target_columns,
        on_delete,
        on_update,
        check,
    ) in connection.execute(queries.CONSTRAINTS):
        known = fields[table]
        if kind == "p":
            known["primary_key"] = PrimaryKey(name=name, columns=columns)
        elif kind == "u":
            known.setdefault("uniques", {})[name] = columns
        elif kind == "f":
            known.setdefault("foreign_keys", {})[name] = ForeignKey(
                columns=columns,
                target=target,
                target_columns=target_columns,
                on_delete=ACTIONS[on_delete],
                on_update=ACTIONS[on_update],
            )
        else:
            known.setdefault("checks", {})[name] = check
            _note_allowed_values(known["columns"], check)


def _note_allowed_values(columns: dict[str, Column], check: str) -> None:
    one_of = allowed_values(check)
    if one_of is not None:
        name, values = one_of
        columns[name] = columns[name].model_copy(update={"allowed": values})


def _read_indexes(connection: psycopg.Connection, fields: Fields) -> None:
    for (
        table,
        name,
        method,
        is_unique,
        columns,
        included,
        predicate,
    ) in connection.execute(queries.INDEXES):
        fields[table].setdefault("indexes", {})[name] = Index(
            columns=columns,
            method=method,
            is_unique=is_unique,
            included=included,
            predicate=predicate,
        )


def _read_declarations(connection: psycopg.Connection, fields: Fields) -> None:
    for table, column, aggregate, sources, survives_purge, reason in connection.execute(
        queries.COUNTERS
    ):
        fields[table].setdefault("counters", {})[column] = Counter(
            aggregate=aggregate, sources=sources, survives_purge=survives_purge, imported=reason
        )
    for table, id_column, type_column, targets, action in connection.execute(queries.REFERENCES):
        fields[table].setdefault("references", {})[id_column] = PolymorphicReference(
            type_column=type_column, targets=targets, on_target_delete=action
        )
    for table, companion, key in connection.execute(queries.COMPANIONS):
        fields[table].setdefault("companions", {})[companion] = key
    for table, days in connection.execute(queries.TRASH):
        fields[table]["trash_days"] = days
    for table, history, content, kept in connection.execute(queries.VERSIONS):
        fields[table]["versions"] = Versions(
            history_table=history, content_columns=content, versions_kept=kept
        )
    for table, old_name, origin in connection.execute(queries.RENAMES):
        fields[table].setdefault("old_names", {})[old_name] = origin
