"""What dbt knows of the replicas, made from the dictionary and committed: sources, staging models.

What a model may read is written down once, in the schema: nobody edits the files that are made
here, and a test fails when they and the dictionary differ. Secrets are not in them, as they are not
in `core`; what tells of a person is marked. Which replicas have a staging model is decided by the
SQL files that stand there, one call of a macro each.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from database.catalog import Catalog, Column, Table
from database.dictionary import as_yaml
from database.settings import PROJECT_ROOT

STAGING = PROJECT_ROOT / "dbt_project" / "models" / "staging"
CORE = "core"
CHANGES = "changes"
HEADER = """\
# Made by `poultryco db dictionary` from database/dictionary/. Not edited by hand.
"""
CORE_SOURCE = "Replicas of the operational tables under their own names, all as of one instant."
CHANGES_SOURCE = (
    "Rows that came to (weight 1) and went from (weight -1) each replica in the last 35 days, with"
    " the number of the replication. Written by replication beside the replica itself."
)
CHANGES_OF = "What came to and went from core.{}. Grain is replication, row and weight."


def dbt_files(catalog: Catalog, staging: Path = STAGING) -> dict[Path, str]:
    """Return the files about replicas by where they stand: sources and models, core and changes.

    Args:
        catalog: The dictionary.
        staging: Folder of the staging models.
    """
    core, changes = staging / CORE, staging / CHANGES
    staged = [name for name in _models(core, "stg_") if name in catalog.tables]
    changed = _models(changes, "stg_changes_")
    return {
        core / "_core__sources.yml": _source(CORE, CORE_SOURCE, _core_tables(catalog)),
        core / "_core__models.yml": _described(
            (f"stg_{name}", f"{_said(catalog.tables[name])}{_shown(catalog.tables[name])}")
            for name in staged
        ),
        changes / "_changes__sources.yml": _source(
            CHANGES,
            CHANGES_SOURCE,
            [{"name": name, "description": CHANGES_OF.format(name)} for name in changed],
        ),
        changes / "_changes__models.yml": _described(
            (f"stg_changes_{name}", CHANGES_OF.format(name)) for name in changed
        ),
    }


def write_dbt_files(catalog: Catalog, staging: Path = STAGING) -> list[Path]:
    """Make the files say what this catalog says; return those that changed."""
    changed = []
    for file, text in dbt_files(catalog, staging).items():
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        file.write_text(text, encoding="utf-8")
        changed.append(file)
    return changed


def _models(folder: Path, prefix: str) -> list[str]:
    """Return the tables that have a staging model without a description of its own."""
    files = sorted(folder.glob(f"{prefix}*.sql"))
    return [
        file.stem.removeprefix(prefix) for file in files if not file.with_suffix(".yml").exists()
    ]


def _source(name: str, description: str, tables: list[dict[str, Any]]) -> str:
    source = {"name": name, "schema": name, "description": description, "tables": tables}
    return as_yaml(HEADER, {"version": 2, "sources": [source]}, width=120)


def _described(models: Iterable[tuple[str, str]]) -> str:
    parts = [{"name": name, "description": description} for name, description in models]
    return as_yaml(HEADER, {"version": 2, "models": parts}, width=120)


def _core_tables(catalog: Catalog) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "description": _said(table),
            "config": {"meta": dict(_meta(table, catalog.owner_of(name)))},
            "columns": [
                _column(column_name, column)
                for column_name, column in table.columns.items()
                if not column.is_secret
            ],
        }
        for name, table in catalog.tables.items()
        if table.has_replica
    ]


def _meta(table: Table, owner: str | None) -> Iterator[tuple[str, Any]]:
    yield "owner", owner or "data"
    if table.trash_days:
        yield "has_trash", True


def _said(table: Table) -> str:
    return f"{table.purpose or 'A replica.'} Grain is {table.grain or 'the row'}."


def _shown(table: Table) -> str:
    trash = " Rows in the trash are left out." if table.trash_days else ""
    hidden = any(column.is_pii for column in table.columns.values())
    return f"{trash}{' What tells of a person is only said to be there.' if hidden else ''}"


def _column(name: str, column: Column) -> dict[str, Any]:
    tagged = {"config": {"tags": ["pii"]}} if column.is_pii else {}
    return {"name": name, "data_type": column.type, **tagged}
