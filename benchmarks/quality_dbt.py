"""The same rules as tests of dbt: a project of sources whose columns carry dbt's own four tests.

A fair sample, of the rules that dbt has a test for: required columns, lists of values, unique
columns, references. dbt asks a query a test, four at a time.
"""

import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from database.catalog import ForeignKey, Table
from database.settings import PROJECT_ROOT
from expectations.core import core_catalog
from expectations.dbt_results import RUN_RESULTS
from expectations.rules import Filled, OneOf, Rule, Unique

MODULE = "soc"
PROJECT = {"name": "sample", "version": "1.0", "profile": "poultryco", "model-paths": ["models"]}
Tests = dict[str, dict[str, list[Any]]]
"""Tests by column, by table."""


class Tested(NamedTuple):
    """How many tests `dbt test` ran, the seconds it ran them, and those of the whole command."""

    tests: int
    running: float
    command: float


def sample(of_core: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules of one module that dbt has tests for."""
    return tuple(rule for rule in of_core if rule.module == MODULE and any(tests_of([rule])))


def test(environment: Mapping[str, str], folder: Path, asked: Sequence[Rule]) -> Tested:
    """Ask the rules by `dbt test`, from a project made in `folder`."""
    (folder / "models").mkdir()
    (folder / "dbt_project.yml").write_text(json.dumps(PROJECT), encoding="utf-8")
    sources = {"version": 2, "sources": [_source(tests_of(asked))]}
    (folder / "models" / "sources.yml").write_text(json.dumps(sources), encoding="utf-8")
    profiles = str(PROJECT_ROOT / "dbt_project")
    own = {"DBT_PROJECT_DIR": str(folder), "DBT_PROFILES_DIR": profiles}
    dbt = str(Path(sys.executable).with_name("dbt"))
    began = time.perf_counter()
    subprocess.run([dbt, "--quiet", "test"], check=True, env={**environment, **own}, cwd=folder)
    command = time.perf_counter() - began
    results = Path(environment["DBT_TARGET_PATH"]) / RUN_RESULTS
    answer = json.loads(results.read_text(encoding="utf-8"))
    return Tested(len(answer["results"]), answer["elapsed_time"], command)


def _source(tests: Tests) -> dict[str, Any]:
    return {
        "name": "core",
        "schema": "core",
        "tables": [
            {
                "name": table,
                "columns": [
                    {"name": column, "data_tests": of_column}
                    for column, of_column in tests.get(table, {}).items()
                ],
            }
            # A reference names its table, tested or not.
            for table in _tables()
        ],
    }


def tests_of(asked: Iterable[Rule]) -> Tests:
    """Return what dbt would say of the rules: nothing of one that it has no test for."""
    found: Tests = defaultdict(lambda: defaultdict(list))
    tables = _tables()
    for rule in asked:
        columns = found[rule.table_name]
        key = tables[rule.table_name].foreign_keys.get(rule.name)
        match rule.expect:
            case Filled(filled):
                for each in filled:
                    columns[each].append("not_null")
            case OneOf(column, values):
                columns[column].append({"accepted_values": {"arguments": {"values": list(values)}}})
            case Unique((column,), "true"):
                columns[column].append("unique")
            case _ if key is not None and len(key.columns) == 1:
                columns[key.columns[0]].append(_reference(key))
    return {table: columns for table, columns in found.items() if columns}


def _tables() -> Mapping[str, Table]:
    return core_catalog().tables


def _reference(key: ForeignKey) -> dict[str, Any]:
    to = f"source('core', '{key.target}')"
    return {"relationships": {"arguments": {"to": to, "field": key.target_columns[0]}}}
