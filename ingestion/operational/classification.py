"""What a source has beyond our schema, and how a person has classified it.

Nothing travels that nobody has classified. Tables and columns of our schema are classified in the
schema itself; for all others there is one committed file, written by `poultryco replicate
classify` and laid over the dictionary whenever a source is looked at. Where both speak of a
column, the dictionary wins.
"""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import yaml

from database.catalog import Catalog, Column, PrimaryKey, Table, Tag
from database.catalog_reading import module_of
from database.connections import connect
from database.dictionary import read_dictionary
from ingestion.operational.errors import ReplicationError
from ingestion.operational.source import SourceTable, read_source

CLASSIFIED = Path(__file__).with_name("classified.yml")
HEADER = """\
# Tables and columns of sources that our schema does not have. Made by
# `poultryco replicate classify`.
"""
FOREIGN = "Comes from the source and is not part of our schema."


class Classification(StrEnum):
    """How a column is treated: it travels, travels as personal, or never travels."""

    PLAIN = "plain"
    PII = "pii"
    SECRET = "secret"  # noqa: S105 (a word, no password)

    @property
    def tags(self) -> tuple[Tag, ...]:
        """The tags of such a column."""
        return () if self is Classification.PLAIN else (Tag(self.value),)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is to be classified: a table of the source, or one column of it.

    Attributes:
        table: The table as core calls it.
        column: The column; none means all of them.
    """

    table: str
    column: str | None = None

    @classmethod
    def parse(cls, text: str) -> "Subject":
        """Return what `table` or `table.column` names."""
        table, _, column = text.partition(".")
        return cls(table, column or None)

    def __str__(self) -> str:
        return f"{self.table}.{self.column}" if self.column else self.table


def known_catalog(file: Path = CLASSIFIED) -> Catalog:
    """Return the dictionary with what was classified beyond it.

    Raises:
        ReplicationError: The file is not as `classify` writes it.
        DictionaryError: No dictionary is committed.
    """
    return merged(read_dictionary(), read_classified(file))


def merged(dictionary: Catalog, classified: Mapping[str, Table]) -> Catalog:
    """Lay classified tables over a dictionary."""
    tables = dict(dictionary.tables)
    for name, extra in classified.items():
        known = tables.get(name)
        if known is None:
            module = module_of(name, dictionary.modules)
            tables[name] = extra.model_copy(update={"module": module})
        else:
            columns = {**known.columns, **_missing(extra.columns, known.columns)}
            tables[name] = known.model_copy(update={"columns": columns})
    return dictionary.model_copy(update={"tables": dict(sorted(tables.items()))})


def read_classified(file: Path = CLASSIFIED) -> dict[str, Table]:
    """Return what was classified, by table.

    Raises:
        ReplicationError: The file is not as `classify` writes it.
    """
    content = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else None
    try:
        tables = (content or {}).get("tables") or {}
        return {name: _table(name, entry) for name, entry in tables.items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ReplicationError(
            f"{file} cannot be understood",
            expected="tables, each with its key and its columns, each column with a type and `as`",
            found=f"{type(error).__name__}: {error}",
            remedy="undo the last edit; `poultryco replicate classify` writes that file",
        ) from error


def tables_of(source_url: str) -> dict[str, SourceTable]:
    """Return the tables of a source under the names that core gives them.

    Raises:
        DatabaseUnreachableError: It does not answer.
    """
    renames = read_dictionary().renames
    with closing(connect(source_url, read_only=True)) as connection:
        found = read_source(connection)
    return {renames.get(name, name): table for name, table in found.items()} | {
        name: table for name, table in found.items() if name not in renames
    }


def classify(
    subject: Subject,
    classification: Classification,
    found: Mapping[str, SourceTable],
    file: Path = CLASSIFIED,
) -> list[str]:
    """Write down how a table, or one column, is classified; return the columns it is about.

    Args:
        subject: What.
        classification: How.
        found: Tables of the source, under the names that core gives them.
        file: Where it is written.

    Raises:
        ReplicationError: The source has no such thing, or our schema classifies it.
    """
    dictionary, classified = read_dictionary(), read_classified(file)
    table = found.get(subject.table)
    if table is None:
        raise _unknown(subject, f"a table of the source, such as {_some(found)}")
    names = [subject.column] if subject.column else list(table.columns)
    if not set(names) <= set(table.columns):
        raise _unknown(subject, f"a column of {subject.table}: {', '.join(table.columns)}")
    ours = dictionary.tables.get(subject.table)
    names = [name for name in names if ours is None or name not in ours.columns]
    if not names:
        raise _ours(subject)
    before = classified.get(subject.table)
    columns = {
        **(before.columns if before else {}),
        **{name: Column(type=table.columns[name].type, tags=classification.tags) for name in names},
    }
    classified[subject.table] = _foreign(subject.table, columns, () if ours else table.key)
    _write(classified, file)
    return names


def _missing(extra: Mapping[str, Column], known: Mapping[str, Column]) -> dict[str, Column]:
    return {name: column for name, column in extra.items() if name not in known}


def _table(name: str, entry: Mapping[str, Any]) -> Table:
    columns = {
        column: Column(type=facts["type"], tags=Classification(facts["as"]).tags)
        for column, facts in entry["columns"].items()
    }
    return _foreign(name, columns, tuple(entry.get("key", ())))


def _foreign(name: str, columns: dict[str, Column], key: tuple[str, ...]) -> Table:
    primary_key = PrimaryKey(name=f"pk_{name}", columns=key) if key else None
    return Table(purpose=FOREIGN, grain="row", columns=columns, primary_key=primary_key)


def _write(classified: Mapping[str, Table], file: Path) -> None:
    content = {name: _entry(table) for name, table in sorted(classified.items())}
    text = yaml.safe_dump({"tables": content}, sort_keys=False, default_flow_style=None, width=100)
    file.write_text(HEADER + text, encoding="utf-8")


def _entry(table: Table) -> dict[str, Any]:
    key = {"key": list(table.primary_key.columns)} if table.primary_key else {}
    return {
        **key,
        "columns": {
            name: {"type": column.type, "as": column.tags[0].value if column.tags else "plain"}
            for name, column in table.columns.items()
        },
    }


def _some(found: Mapping[str, SourceTable]) -> str:
    return ", ".join(sorted(found)[:3]) or "none: it is empty"


def _unknown(subject: Subject, expected: str) -> ReplicationError:
    return ReplicationError(
        f"There is no {subject} to classify",
        expected=expected,
        found=str(subject),
        remedy="see what is unclassified: poultryco replicate --dry-run",
    )


def _ours(subject: Subject) -> ReplicationError:
    return ReplicationError(
        f"{subject} is classified by our own schema",
        expected="a table or column that the schema does not have",
        found=f"{subject} in database/dictionary",
        remedy="change @pii or @secret in its comment in database/schema, "
        "then run `poultryco db dictionary`",
    )
