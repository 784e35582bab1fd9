"""Rules about names: of tables, columns, keys and indexes."""

import re

from database.catalog import Catalog, Index, Table
from database.validation_rules import Found, Severity, rule

SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# What is counted in one: names that no s makes a plural of.
UNCOUNTED = {
    "activity", "config", "content", "education", "feedback", "history", "info", "leadership",
    "log", "metadata", "queue", "schedule", "tracking", "whatsapp",
}  # fmt: skip
PROMISES = {
    re.compile(r".*_at"): {"timestamp with time zone"},
    re.compile(r"(is|has)_.*"): {"boolean"},
    re.compile(r".*_count"): {"integer", "bigint"},
    re.compile(r".*_url"): {"text"},
    re.compile(r".*_id"): {"uuid", "text", "bigint", "integer"},
    re.compile(r".*_pct"): {"numeric", "integer"},
}
ARRAYS_AND_DOCUMENTS = re.compile(r".*\[\]|jsonb")
NAME_LIMIT = 63
TABLE_NAME_LIMIT = 45
CUT_NAME_LENGTH = 54


@rule(
    "N01",
    "The name of a table starts with the prefix of a registered module",
    remedy="rename the table, or declare its module by sys_declare_module",
)
def prefix_is_registered(catalog: Catalog) -> Found:
    """Find tables of no module."""
    for name, table in catalog.tables.items():
        if table.module is None:
            yield name, f"no module's prefix among {', '.join(catalog.modules)}"


@rule(
    "N02",
    "Names of tables and columns are small letters, digits and single underscores",
    remedy="rename it",
)
def names_are_snake_case(catalog: Catalog) -> Found:
    """Find names in another style."""
    for name, table in catalog.tables.items():
        prefix = table.module or ""
        for each in [name.removeprefix(prefix) or name, *table.columns]:
            if not SNAKE_CASE.fullmatch(each):
                yield name, each


@rule("N03", "The name of a table is a plural", remedy="rename the table")
def tables_are_plural(catalog: Catalog) -> Found:
    """Find names whose last word is neither a plural nor a word that has none."""
    for name in catalog.tables:
        last = name.rsplit("_", 1)[-1]
        if not last.endswith("s") and last not in UNCOUNTED:
            yield name, f"ends with {last}"


@rule("N04", "A prefix stands in a name once", remedy="rename the table")
def prefix_stands_once(catalog: Catalog) -> Found:
    """Find names such as mkt_mkt_campaigns."""
    for name, table in catalog.tables.items():
        prefix = table.module or ""
        if prefix and name.removeprefix(prefix).startswith(prefix):
            yield name, f"{prefix} twice"


@rule(
    "N05",
    "A column whose name promises a type has it: _at an instant, is_ and has_ a yes or no, "
    "_count a whole number, _url a text, _id a key",
    remedy="rename the column or change its type",
)
def names_keep_promises(catalog: Catalog) -> Found:
    """Find columns of another type than their name says."""
    for name, table in catalog.tables.items():
        for column_name, column in table.columns.items():
            for pattern, types in PROMISES.items():
                if pattern.fullmatch(column_name) and column.type.split("(")[0] not in types:
                    yield name, f"{column_name} is {column.type}"


@rule("N06", "A primary key is named pk_<table>", remedy="name the constraint so")
def primary_keys_are_named(catalog: Catalog) -> Found:
    """Find primary keys of another name."""
    for name, table in catalog.tables.items():
        key = table.primary_key
        if key is not None and not _is_named(key.name, "pk", name):
            yield name, key.name


@rule("N07", "A unique constraint is named uq_<table>_<columns>", remedy="name it so")
def uniques_are_named(catalog: Catalog) -> Found:
    """Find unique constraints and unique indexes of another name."""
    for name, table in catalog.tables.items():
        for key, columns in table.uniques.items():
            if not _is_named(key, "uq", name, *columns):
                yield name, key
        for index_name, index in table.indexes.items():
            if index.is_unique and not index_name.startswith(f"uq_{name}"[:CUT_NAME_LENGTH]):
                yield name, index_name


@rule("N08", "A foreign key is named fk_<table>_<columns>", remedy="name the constraint so")
def foreign_keys_are_named(catalog: Catalog) -> Found:
    """Find foreign keys of another name."""
    for name, table in catalog.tables.items():
        for key_name, key in table.foreign_keys.items():
            if not _is_named(key_name, "fk", name, *key.columns):
                yield name, key_name


@rule("N09", "A check is named ck_<table>_<what it checks>", remedy="name the constraint so")
def checks_are_named(catalog: Catalog) -> Found:
    """Find checks of another name."""
    for name, table in catalog.tables.items():
        for check in table.checks:
            if not check.startswith(f"ck_{name}_"[:CUT_NAME_LENGTH]):
                yield name, check


@rule(
    "N10",
    "An index is named idx_<table>_<columns>; of full text fts_<table>, of lists and documents "
    "gin_<table>_<column>",
    remedy="name the index so",
)
def indexes_are_named(catalog: Catalog) -> Found:
    """Find indexes of another name."""
    for name, table in catalog.tables.items():
        for index_name, index in table.indexes.items():
            prefix = _index_prefix(table, index)
            expected = f"{prefix}_{name}" if prefix == "fts" else f"{prefix}_{name}_"
            if not index.is_unique and not index_name.startswith(expected[:CUT_NAME_LENGTH]):
                yield name, f"{index_name} is not {expected}..."


@rule(
    "N12",
    f"The name of a table has at most {TABLE_NAME_LIMIT} characters: others are made from it",
    remedy="shorten the name",
)
def table_names_are_short(catalog: Catalog) -> Found:
    """Find long names."""
    for name in catalog.tables:
        if len(name) > TABLE_NAME_LIMIT:
            yield name, f"{len(name)} characters"


@rule(
    "N11",
    "A yes or no is named is_ or has_, an instant _at",
    severity=Severity.ADVICE,
    remedy="name it so where the running application does not know it by another name yet",
)
def types_show_in_names(catalog: Catalog) -> Found:
    """Find columns whose type does not show in their name."""
    for name, table in catalog.tables.items():
        for column_name, column in table.columns.items():
            is_silent_flag = column.type == "boolean" and not column_name.startswith(
                ("is_", "has_")
            )
            is_silent_instant = column.type.startswith("timestamp") and not column_name.endswith(
                "_at"
            )
            if is_silent_flag or is_silent_instant:
                yield name, f"{column_name} is {column.type}"


def _is_named(found: str, *parts: str) -> bool:
    """Whether a name is its parts joined, or as much of them as fits, perhaps with a hash."""
    whole = "_".join(parts)
    if len(whole) <= NAME_LIMIT:
        return found == whole
    return whole.startswith(found) or found.startswith(whole[:CUT_NAME_LENGTH])


def _index_prefix(table: Table, index: Index) -> str:
    if index.method != "gin":
        return "idx"
    types = {table.columns[name].type for name in index.columns if name in table.columns}
    if "tsvector" in types or any("tsvector" in each for each in index.columns):
        return "fts"
    return "gin"
