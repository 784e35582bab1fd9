"""All models on a replicated community: each node runs and passes, nothing is empty by mistake.

Metrics say what plain SQL says of it. Rules in the small are dbt's unit tests, which run in the
build below, as they do in CI. What follows it are builds that do less: of what changed alone, and
of empty tables.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from database.server import EmbeddedServer
from database.settings import PROJECT_ROOT
from tests.dbt_project import DbtInProcess, dbt_on, is_of_prices
from tests.metric_figures import COMMUNITY_FIGURES, Figure
from tests.metrics import Metrics
from tests.replication import Pair, replicated_community

pytestmark = pytest.mark.timeout(900)

# What came true of a prediction is known from collected prices, and none are collected here.
NEED_PRICES = {"ana_prediction_results", "ana_prediction_accuracy"}
CHANGED, DOWNSTREAM = "int_event_revenue", "ana_event_performance"


@pytest.fixture(scope="module")
def pair(server: EmbeddedServer) -> Iterator[Pair]:
    """A replicated community."""
    with replicated_community(server) as pair:
        yield pair


@pytest.fixture(scope="module")
def dbt(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DbtInProcess]:
    """The project; what builds it fails where any node does."""
    with dbt_on(pair.warehouse, tmp_path_factory.mktemp("dbt")) as dbt:
        yield dbt


@pytest.fixture(scope="module")
def results(dbt: DbtInProcess) -> list[Any]:
    """What came of each node when everything was built."""
    return dbt("build")


@pytest.fixture(scope="module")
def metrics(pair: Pair, dbt: DbtInProcess, results: list[Any]) -> Metrics:
    """The metrics, of the warehouse that was built."""
    assert results
    return Metrics(pair.warehouse, dbt.semantic_manifest())


def test_every_node_runs_and_no_table_is_empty_when_all_is_built(
    pair: Pair, dbt: DbtInProcess, results: list[Any]
) -> None:
    assert {result.node.unique_id for result in results} >= {
        *dbt.manifest.unit_tests,
        *(name for name, node in dbt.manifest.nodes.items() if node.resource_type != "operation"),
    }
    warned = [result.node.name for result in results if result.status == "warn"]
    assert warned == []
    empty = [
        node.name
        for node in dbt.manifest.nodes.values()
        if node.resource_type == "model"
        and node.schema == "ana"
        and not is_of_prices(node.to_dict())
        and node.name not in NEED_PRICES
        and not pair.value(f"select exists (select from ana.{node.name})")
    ]
    assert empty == []


@pytest.mark.parametrize("figure", COMMUNITY_FIGURES, ids=lambda figure: figure.metric)
def test_a_metric_says_what_plain_sql_says(metrics: Metrics, figure: Figure) -> None:
    metrics.require(figure)


def test_metricflow_finds_nothing_wrong_with_the_metrics(metrics: Metrics) -> None:
    assert metrics.errors() == []


def test_what_metrics_are_counted_by_is_a_day_and_no_moment(metrics: Metrics) -> None:
    # A moment would be cut at the midnight of UTC, which is half past five in India.
    assert set(metrics.time_types().values()) == {"date"}


def test_what_changed_is_built_on_the_rest_as_it_stands_when_its_state_was_kept(
    pair: Pair, dbt: DbtInProcess, tmp_path: Path
) -> None:
    kept, elsewhere = tmp_path / "kept" / "manifest.json", tmp_path / "elsewhere" / "manifest.json"
    dbt.manifest.write(str(kept))  # type: ignore[no-untyped-call]
    database = conninfo_to_dict(pair.warehouse)["dbname"]
    elsewhere.parent.mkdir()
    elsewhere.write_text(kept.read_text().replace(str(database), "poultryco_elsewhere"))
    project = tmp_path / "project"
    shutil.copytree(PROJECT_ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target"))
    [model] = project.rglob(f"{CHANGED}.sql")
    model.write_text(model.read_text() + "limit all\n")

    beside = {"POULTRYCO_DBT_SCHEMA_PREFIX": "slim_", "DBT_PROJECT_DIR": str(project)}
    with dbt_on(pair.warehouse, tmp_path / "target", **beside) as slim:
        # Neither other schemas nor another database make a model look changed.
        for state in (kept, elsewhere):
            of_state = ["--select", "state:modified", "--state", str(state.parent)]
            assert slim.selected(*of_state, "--exclude-resource-type", "unit_test") == {CHANGED}
        build = ["build", "--select", "state:modified+", "--defer", "--state", str(kept.parent)]
        results = {result.node.name: result.node for result in slim(*build)}
    built = {name for name, node in results.items() if node.resource_type == "model"}
    assert built == {CHANGED, DOWNSTREAM}
    assert {*built} == {
        name
        for (name,) in pair.ask(
            "select relname::text from pg_class where relkind in ('r', 'v')"
            " and starts_with(relnamespace::regnamespace::text, 'slim_')"
        )
    }
    sql = results[DOWNSTREAM].compiled_code
    assert '"slim_intermediate"."int_event_revenue"' in sql
    assert '"intermediate"."int_event_registrations"' in sql
    assert pair.ask(f"table slim_ana.{DOWNSTREAM} except table ana.{DOWNSTREAM}") == []
    assert pair.value(f"select count(*) from slim_ana.{DOWNSTREAM}") == pair.value(
        f"select count(*) from ana.{DOWNSTREAM}"
    )


def test_incremental_tables_keep_their_rows_when_empty_ones_are_built(
    pair: Pair, dbt: DbtInProcess
) -> None:
    kept = [
        f"{node.schema}.{node.name}"
        for node in dbt.manifest.nodes.values()
        if node.config.get("materialized") == "incremental"
    ]

    def stands() -> dict[str, object]:
        rows = "select count(*), sum(hashtextextended(t::text, 0)) from {} as t"
        return {table: pair.ask(rows.format(table)) for table in [*kept, "quality.model_builds"]}

    before = stands()
    dbt("build", "--empty", "--exclude-resource-type", "unit_test")
    assert stands() == before
    # The others are as empty as what they read.
    assert pair.value("select count(*) from ana.ana_popular_posts") == 0
    assert pair.value("select count(*) from ana.ana_post_engagement") > 0


def test_no_replication_is_noted_when_empty_tables_replace_incremental_ones(
    pair: Pair, dbt: DbtInProcess
) -> None:
    noted = "select count(*) from quality.model_builds where model_name like '%ana_post_eng%'"
    assert pair.value(noted) == 1
    dbt("run", "--empty", "--full-refresh", "--select", "ana_post_engagement")
    assert pair.value(noted) == 0
    dbt("run", "--select", "+ana_post_engagement")
    assert pair.value(noted) == 1
    assert pair.value("select count(*) from ana.ana_post_engagement") > 0
