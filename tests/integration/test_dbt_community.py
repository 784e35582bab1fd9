"""All models on a replicated community: each node runs and passes, nothing is empty by mistake.

Metrics say what plain SQL says of it. Rules in the small are dbt's unit tests, which run in the
build below, as they do in CI.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from database.server import EmbeddedServer
from tests.dbt_project import DbtInProcess, dbt_on, is_of_prices
from tests.metric_figures import COMMUNITY_FIGURES, Figure
from tests.metrics import Metrics
from tests.replication import Pair, replicated_community

pytestmark = pytest.mark.timeout(900)

# What came true of a prediction is known from collected prices, and none are collected here.
NEED_PRICES = {"ana_prediction_results", "ana_prediction_accuracy"}


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
