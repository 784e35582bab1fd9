"""Rules about keys, indexes, declarations and comments."""

import re
from collections import defaultdict
from collections.abc import Iterator

from database.catalog import Catalog, Column, Table
from database.validation_rules import Found, rule

COUNTED = re.compile(
    r".*_count|times_\w+|current_\w+s|"
    r"total_(clicks|clicked|comments|conversions|engagement|feedback|likes|members|opened|"
    r"reach|recipients|sent|shares|unsubscribed|users|views)"
)
AVERAGED = re.compile(r"(average|avg)_.*|.*_(average|avg)")
# How a comment says that an id may outlive what it pointed at.
NO_REFERENCE = "record of the past"
TRASH_COLUMNS = {"is_deleted", "deleted_at", "deleted_by", "purge_at"}
NULLS_LEFT_OUT = re.compile(r"\((\w+) IS NOT NULL\)")


@rule("S01", "A table has a primary key", remedy="add the constraint")
def has_primary_key(catalog: Catalog) -> Found:
    """Find tables without one."""
    for name, table in catalog.tables.items():
        if table.primary_key is None:
            yield name, "none"


@rule(
    "S02",
    "An id of another row is a foreign key or a declared polymorphic reference",
    remedy="add the foreign key, or sys_declare_polymorphic_reference where a type says the table; "
    "where the row may be gone, say in the comment that it is a record of the past",
)
def ids_are_references(catalog: Catalog) -> Found:
    """Find uuid columns named like references that are none."""
    for name, table in catalog.tables.items():
        known = {column for key in table.foreign_keys.values() for column in key.columns}
        known |= table.references.keys()
        for column_name, column in table.columns.items():
            is_id = column.type == "uuid" and column_name.endswith("_id")
            is_explained = NO_REFERENCE in (column.comment or "")
            is_key = table.primary_key and table.primary_key.columns == (column_name,)
            if is_id and not is_key and not is_explained and column_name not in known:
                yield name, column_name


@rule(
    "S03",
    "A foreign key has an index that starts with its columns",
    remedy="create an index on the columns, where is not null if most rows have none",
)
def foreign_keys_have_an_index(catalog: Catalog) -> Found:
    """Find foreign keys whose parent rows cannot be deleted without a scan."""
    for name, table in catalog.tables.items():
        for key_name, key in table.foreign_keys.items():
            if not any(_starts_with(columns, key.columns) for columns in _scannable(table)):
                yield name, key_name


@rule(
    "S04",
    "No index repeats another, or a key",
    remedy="drop the one that does less",
)
def no_index_repeats(catalog: Catalog) -> Found:
    """Find indexes on the same columns of the same rows by the same method."""
    for name, table in catalog.tables.items():
        same: defaultdict[object, list[str]] = defaultdict(list)
        if table.primary_key:
            same[table.primary_key.columns, "btree", None, ()].append(table.primary_key.name)
        for key, columns in table.uniques.items():
            same[columns, "btree", None, ()].append(key)
        for index_name, index in table.indexes.items():
            same[index.columns, index.method, index.predicate, index.included].append(index_name)
        for names in same.values():
            if len(names) > 1:
                yield name, " and ".join(names)


@rule(
    "S05",
    "A column that counts others' rows is declared a counter",
    remedy="declare it by sys_declare_counter, or by sys_declare_imported_counter with a reason",
)
def counters_are_declared(catalog: Catalog) -> Found:
    """Find counter columns nobody keeps."""
    histories = {
        table.versions.history_table for table in catalog.tables.values() if table.versions
    }
    for name, table in catalog.tables.items():
        for column_name, column in table.columns.items():
            is_declared = column_name in table.counters or name in histories
            if _is_counter(column_name, column) and not is_declared:
                yield name, column_name


@rule(
    "S06",
    "updated_at is kept by its trigger",
    remedy="install it: select sys_touch_updated_at('<table>')",
)
def updated_at_is_kept(catalog: Catalog) -> Found:
    """Find tables whose updated_at nobody moves, or a trigger without the column."""
    for name, table in catalog.tables.items():
        has_trigger = "touch_updated_at" in table.triggers
        if has_trigger != ("updated_at" in table.columns):
            yield name, "a trigger without the column" if has_trigger else "no trigger"


@rule(
    "S07",
    "A table with the columns of a trash has its trash declared",
    remedy="select sys_declare_trash('<table>')",
)
def trash_is_declared(catalog: Catalog) -> Found:
    """Find tables that look as if they had a trash."""
    for name, table in catalog.tables.items():
        if table.trash_days is None and table.columns.keys() >= TRASH_COLUMNS:
            yield name, ", ".join(sorted(TRASH_COLUMNS))


@rule(
    "S08",
    "A table with a current_version has its history declared",
    remedy="select sys_declare_versions('<table>', '<history>', array['<content columns>'])",
)
def versions_are_declared(catalog: Catalog) -> Found:
    """Find numbers of versions nobody keeps."""
    for name, table in catalog.tables.items():
        if table.versions is None and "current_version" in table.columns:
            yield name, "current_version"


@rule(
    "D01",
    "A table has a comment that says what it is for",
    remedy="comment on table <table> is 'What a row is. Grain: row.'",
)
def tables_are_described(catalog: Catalog) -> Found:
    """Find tables without a comment."""
    for name, table in catalog.tables.items():
        if not table.purpose:
            yield name, "no comment"


@rule("D02", "The comment of a table ends with its grain", remedy="end it with: Grain: <row>.")
def tables_have_a_grain(catalog: Catalog) -> Found:
    """Find tables that do not say what a row is."""
    for name, table in catalog.tables.items():
        if not table.grain:
            yield name, "no grain"


@rule(
    "D03",
    "Views, and functions that are for callers, have a comment",
    remedy="write what it gives, and when",
)
def views_and_functions_are_described(catalog: Catalog) -> Found:
    """Find those without; what starts with sys_ may be a part of a declaration."""
    for name, view in catalog.views.items():
        if not view.comment:
            yield name, "view without a comment"
    for signature, function in catalog.functions.items():
        if not function.comment and not signature.startswith("sys_"):
            yield signature, "function without a comment"


def _is_counter(name: str, column: Column) -> bool:
    if column.generated is not None:
        return False
    if column.type in {"integer", "bigint"}:
        return COUNTED.fullmatch(name) is not None
    return column.type.startswith("numeric") and AVERAGED.fullmatch(name) is not None


def _scannable(table: Table) -> Iterator[tuple[str, ...]]:
    """Yield the columns of everything that finds rows by its first columns."""
    if table.primary_key:
        yield table.primary_key.columns
    yield from table.uniques.values()
    for index in table.indexes.values():
        only = NULLS_LEFT_OUT.fullmatch(index.predicate or "")
        first = index.columns[0].split(" ")[0]
        if index.method == "btree" and (index.predicate is None or (only and only[1] == first)):
            yield index.columns


def _starts_with(columns: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    names = [each.split(" ")[0] for each in columns[: len(wanted)]]
    return sorted(names) == sorted(wanted)
