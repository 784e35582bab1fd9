"""What surrounds a dbt build: proof that all of it ran, the kept lineage, the environment."""

import os
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.dbt_build import DbtBuildIncompleteError, environment, require_results
from orchestration.dbt_lineage import LineageStore
from orchestration.dbt_manifest import in_database

LINEAGE = dg.TableColumnLineage(
    {"price": [dg.TableColumnDep(dg.AssetKey(["market", "nec_prices"]), "suggested_price")]}
)


def results(**statuses: str) -> dict[str, Any]:
    return {"results": [{"unique_id": name, "status": status} for name, status in statuses.items()]}


def test_a_build_is_complete_when_every_node_has_a_result() -> None:
    require_results(results(model="success", test="fail", other="warn"), {"model", "test"})


@pytest.mark.parametrize(
    "done", [results(model="success"), results(model="success", test="skipped")]
)
def test_a_node_that_was_left_out_is_an_error(done: dict[str, Any]) -> None:
    with pytest.raises(DbtBuildIncompleteError, match=r"none for test"):
        require_results(done, {"model", "test"})


def test_lineage_is_found_again_when_only_days_in_the_sql_have_moved(tmp_path: Path) -> None:
    store = LineageStore(tmp_path / "lineage.json", "project")
    store.put(store.version_of("select price where day > '2026-03-01'::date"), LINEAGE)
    store.save()
    again = LineageStore(tmp_path / "lineage.json", "project")
    version = again.version_of("select price where day > '2026-03-02'::date")
    assert again.get(version) == LINEAGE


@pytest.mark.parametrize(
    ("project", "sql"), [("project", "select other_price"), ("changed", "select price")]
)
def test_lineage_is_worked_out_anew_when_the_sql_or_the_project_changes(
    project: str, sql: str, tmp_path: Path
) -> None:
    store = LineageStore(tmp_path / "lineage.json", "project")
    store.put(store.version_of("select price"), LINEAGE)
    store.save()
    changed = LineageStore(tmp_path / "lineage.json", project)
    assert changed.get(changed.version_of(sql)) is None


def test_a_broken_file_of_lineage_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / "lineage.json").write_text("{", encoding="utf-8")
    store = LineageStore(tmp_path / "lineage.json", "project")
    assert store.get(store.version_of("select price")) is None


def test_relations_of_the_manifest_move_to_the_database_in_use() -> None:
    manifest = {
        "nodes": {
            "table": {
                "database": "old",
                "schema": "ana",
                "alias": "prices",
                "relation_name": '"old"."ana"."prices"',
            },
            "test": {"database": "old", "schema": "ana", "alias": "t", "relation_name": None},
        },
        "sources": {
            "source": {
                "database": "old",
                "schema": "market",
                "identifier": "nec_prices",
                "relation_name": '"old"."market"."nec_prices"',
            }
        },
    }
    moved = in_database(manifest, "new")
    assert moved["nodes"]["table"]["relation_name"] == '"new"."ana"."prices"'
    assert moved["nodes"]["test"]["relation_name"] is None
    assert moved["nodes"]["test"]["database"] == "new"
    assert moved["sources"]["source"]["relation_name"] == '"new"."market"."nec_prices"'
    assert manifest["nodes"]["table"]["database"] == "old"


def test_the_environment_is_as_before_when_a_build_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBT_TARGET_PATH", "before")
    monkeypatch.delenv("DBT_LOG_LEVEL_FILE", raising=False)

    def build() -> None:
        with environment({"DBT_TARGET_PATH": "ours", "DBT_LOG_LEVEL_FILE": "none"}):
            assert os.environ["DBT_TARGET_PATH"] == "ours"
            raise DbtBuildIncompleteError("left out", expected="a", found="b", remedy="c")

    with pytest.raises(DbtBuildIncompleteError):
        build()
    assert os.environ["DBT_TARGET_PATH"] == "before"
    assert "DBT_LOG_LEVEL_FILE" not in os.environ
