"""Which table of a source becomes which table of `core`, with which columns, and what does not fit.

The dictionary says what is known and how it is classified; the source says what is there. Both
come in as values and a plan of tables goes out: no database is asked here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from database.catalog import Catalog, Table
from database.catalog_queries import RUNNER_TABLES
from ingestion.operational.source import SourceColumn, SourceTable
from ingestion.operational.types import Relation, relation, without_precision


class DriftKind(StrEnum):
    """How a source differs from the dictionary."""

    UNKNOWN_TABLE = "unknown table"
    UNKNOWN_COLUMN = "unknown column"
    SECOND_TABLE = "second table"
    MISSING_TABLE = "missing table"
    MISSING_COLUMN = "missing column"
    WIDENED_TYPE = "widened type"
    CHANGED_TYPE = "changed type"
    CHANGED_KEY = "changed key"


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference between source and dictionary. Key: kind, table, column.

    Attributes:
        kind: What sort of difference.
        table: The table of core it concerns; the source's own name where core has none.
        column: The column, if it is about one.
        message: What was found and what to do.
    """

    kind: DriftKind
    table: str
    column: str | None
    message: str

    @property
    def stops_table(self) -> bool:
        """Whether the table cannot follow its source until somebody decides."""
        return self.kind in {DriftKind.CHANGED_TYPE, DriftKind.CHANGED_KEY}


@dataclass(frozen=True, slots=True)
class ReplicaShape:
    """A table of core as it is or as it is to be. Key: name.

    Attributes:
        columns: Type by column, secret ones left out.
        key: Columns of its primary key.
    """

    columns: Mapping[str, str]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What a table of core is read from. Key: table.

    Attributes:
        table: The table of core.
        source_name: The source's table; none while it has none.
        shape: What the table of core is to look like.
        travelling: Type at the warehouse by column that is read.
        casts: Columns that are cast to that type on their way.
        drift: What does not fit.
    """

    table: str
    source_name: str | None
    shape: ReplicaShape
    travelling: Mapping[str, str] = field(default_factory=dict)
    casts: frozenset[str] = frozenset()
    drift: tuple[Drift, ...] = ()

    @property
    def problem(self) -> str | None:
        """Why the table cannot follow its source; none when it can."""
        found = [each.message for each in self.drift if each.stops_table]
        return "; ".join(found) or None


def match_tables(
    source: Mapping[str, SourceTable],
    dictionary: Catalog,
    core: Mapping[str, ReplicaShape],
) -> tuple[list[Match], list[Drift]]:
    """Match every table of the dictionary with a source's.

    Args:
        source: The source's tables.
        dictionary: What is known and classified.
        core: The tables of core that hold rows already; their types and keys stay.

    Returns:
        A match for each table of the dictionary, and the differences that concern no such table.
        A table of secrets alone is left out: it is known, and never travels.
    """
    sources, strangers = _sources_of_tables(source, dictionary)
    matches = [
        _matched(name, table, sources.get(name), source, core.get(name))
        for name, table in sorted(dictionary.tables.items())
        if table.has_replica
    ]
    return matches, strangers


def _sources_of_tables(
    source: Mapping[str, SourceTable], dictionary: Catalog
) -> tuple[dict[str, str], list[Drift]]:
    found: dict[str, str] = {}
    strangers = []
    # Our own name wins over an old one.
    for name in sorted(source, key=lambda each: (each not in dictionary.tables, each)):
        table = name if name in dictionary.tables else dictionary.renames.get(name)
        if name in RUNNER_TABLES:
            continue
        if table is None:
            strangers.append(_stranger(name, source[name]))
        elif table in found:
            message = f"{table} is read from {found[table]} already; {name} is left out"
            strangers.append(Drift(DriftKind.SECOND_TABLE, table, None, message))
        else:
            found[table] = name
    return found, strangers


def _stranger(name: str, table: SourceTable) -> Drift:
    message = (
        f"the dictionary does not know {name} ({len(table.columns)} columns); it stays out until "
        f"it is classified: poultryco replicate classify {name}"
    )
    return Drift(DriftKind.UNKNOWN_TABLE, name, None, message)


def _matched(
    name: str,
    known: Table,
    source_name: str | None,
    source: Mapping[str, SourceTable],
    present: ReplicaShape | None,
) -> Match:
    shape = _known_shape(known)
    if source_name is None:
        message = f"the source has no {name}; its replica keeps what it holds"
        missing = Drift(DriftKind.MISSING_TABLE, name, None, message)
        return Match(name, None, present or shape, drift=(missing,))
    found = source[source_name]
    types = {**shape.columns, **_kept(present, known)}
    key = present.key if present else _first_key(found, shape)
    drift = [*_key_drift(name, known, found, key), *_column_drift(name, known, found, types)]
    widened = {
        column: found.columns[column].type
        for column, wanted in types.items()
        if column in found.columns
        and relation(found.columns[column].type, wanted) is Relation.WIDER
    }
    new_shape = ReplicaShape({**types, **widened}, key)
    travelling = {column: new_shape.columns[column] for column in found.columns if column in types}
    casts = frozenset(
        column
        for column, wanted in travelling.items()
        if found.columns[column].is_cast or found.columns[column].type != wanted
    )
    return Match(name, source_name, new_shape, travelling, casts, tuple(drift))


def _first_key(found: SourceTable, shape: ReplicaShape) -> tuple[str, ...]:
    """Return the first key all of whose columns travel: the source's, else the dictionary's."""
    keys = (found.key, shape.key)
    return next((key for key in keys if key and set(key) <= set(shape.columns)), ())


def _kept(present: ReplicaShape | None, known: Table) -> dict[str, str]:
    """Return the columns that core has and may keep: none that has become a secret since."""
    secrets = {name for name, column in known.columns.items() if column.is_secret}
    return {
        name: held
        for name, held in (present.columns if present else {}).items()
        if name not in secrets
    }


def _column_drift(
    name: str, known: Table, found: SourceTable, types: Mapping[str, str]
) -> Iterator[Drift]:
    for column, there in found.columns.items():
        if column in types:
            yield from _type_drift(name, column, there.type, types[column])
        elif column not in known.columns:
            yield _unknown_column(name, column, there)
    for column in types:
        if column not in found.columns:
            message = f"the source has no {column}; core keeps the column with what it holds"
            yield Drift(DriftKind.MISSING_COLUMN, name, column, message)


def _type_drift(name: str, column: str, there: str, wanted: str) -> Iterator[Drift]:
    how = relation(there, wanted)
    if how is Relation.WIDER:
        message = f"{column} was {wanted} and is {there} now"
        yield Drift(DriftKind.WIDENED_TYPE, name, column, message)
    elif how is Relation.OTHER:
        message = (
            f"{column} is {there} at the source and {wanted} here: drop core.{name} to have it "
            "read anew, or change it back"
        )
        yield Drift(DriftKind.CHANGED_TYPE, name, column, message)


def _known_shape(known: Table) -> ReplicaShape:
    columns = {
        name: without_precision(column.type)
        for name, column in known.columns.items()
        if not column.is_secret
    }
    return ReplicaShape(columns, known.primary_key.columns if known.primary_key else ())


def _key_drift(
    name: str, known: Table, found: SourceTable, key: tuple[str, ...]
) -> Iterator[Drift]:
    if not found.key:
        message = f"{name} has no primary key at the source: give it one"
        yield Drift(DriftKind.CHANGED_KEY, name, None, message)
    unclassified = [column for column in found.key if not _travels(column, known)]
    for column in unclassified:
        message = f"{column}, part of the key of {name}, does not travel: classify it"
        yield Drift(DriftKind.CHANGED_KEY, name, column, message)
    if found.key and found.key != key and not unclassified:
        message = (
            f"the key of {name} was ({', '.join(key)}) and is ({', '.join(found.key)}) at the "
            f"source now: drop core.{name} to have it read anew"
        )
        yield Drift(DriftKind.CHANGED_KEY, name, None, message)


def _travels(column: str, known: Table) -> bool:
    return column in known.columns and not known.columns[column].is_secret


def _unknown_column(name: str, column: str, there: SourceColumn) -> Drift:
    message = (
        f"the dictionary does not know {column} ({there.type}); it stays out until it is "
        f"classified: poultryco replicate classify {name}.{column}"
    )
    return Drift(DriftKind.UNKNOWN_COLUMN, name, column, message)
