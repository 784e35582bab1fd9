"""The replicas of `core` as sources of dbt, made from the dictionary and committed.

What a model may read is written down once, in the schema: nobody edits the file that is made
here, and a test fails when it and the dictionary differ. Secrets are not in it, as they are not
in `core`; what tells of a person is marked.
"""

from pathlib import Path
from typing import Any

from database.catalog import Catalog, Column, Table
from database.dictionary import as_yaml
from database.settings import PROJECT_ROOT

SOURCES = PROJECT_ROOT / "dbt_project" / "models" / "staging" / "core" / "_core__sources.yml"
HEADER = """\
# Made by `poultryco db dictionary` from database/dictionary/. Not edited by hand.
"""
DESCRIPTION = "Replicas of the operational tables under their own names, all as of one instant."


def core_sources(catalog: Catalog) -> str:
    """Return the file: a source `core` with every table, its owner, its columns."""
    tables = [
        _table(name, table, catalog.owner_of(name))
        for name, table in catalog.tables.items()
        if any(not column.is_secret for column in table.columns.values())
    ]
    source = {"name": "core", "schema": "core", "description": DESCRIPTION, "tables": tables}
    content = {"version": 2, "sources": [source]}
    return as_yaml(HEADER, content, width=120)


def write_core_sources(catalog: Catalog, file: Path = SOURCES) -> list[Path]:
    """Make the file say what this catalog says; return it if it changed."""
    text = core_sources(catalog)
    if file.exists() and file.read_text(encoding="utf-8") == text:
        return []
    file.write_text(text, encoding="utf-8")
    return [file]


def _table(name: str, table: Table, owner: str | None) -> dict[str, Any]:
    return {
        "name": name,
        "description": f"{table.purpose or 'A replica.'} Grain is {table.grain or 'the row'}.",
        "config": {"meta": {"owner": owner or "data"}},
        "columns": [
            _column(column_name, column)
            for column_name, column in table.columns.items()
            if not column.is_secret
        ],
    }


def _column(name: str, column: Column) -> dict[str, Any]:
    tagged = {"config": {"tags": ["pii"]}} if column.is_pii else {}
    return {"name": name, "data_type": column.type, **tagged}
