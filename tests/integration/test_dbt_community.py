"""All models on a replicated community: each node runs and passes, nothing is empty by mistake.

Rules in the small are dbt's unit tests, which run in the build below, as they do in CI.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from database.community.functions import Plan
from database.server import EmbeddedServer
from ingestion.necc.calendar import today_ist
from tests.dbt_project import DbtInProcess, dbt_on, is_of_prices
from tests.replication import Pair, community_on

pytestmark = pytest.mark.timeout(900)

MEMBERS = 300
# What came true of a prediction is known from collected prices, and none are collected here.
NEED_PRICES = {"ana_prediction_results", "ana_prediction_accuracy"}


@pytest.fixture(scope="module")
def pair(server: EmbeddedServer) -> Iterator[Pair]:
    """A replicated community."""
    # Windows end at the instant of the replication, so the community lives until yesterday.
    yesterday = today_ist() - timedelta(days=1)
    with community_on(server, Plan(MEMBERS, seed=1, until=yesterday)) as pair:
        pair.run()
        yield pair


@pytest.fixture(scope="module")
def dbt(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DbtInProcess]:
    """The project; what builds it fails where any node does."""
    with dbt_on(pair.warehouse, tmp_path_factory.mktemp("dbt")) as dbt:
        yield dbt


def test_every_node_runs_and_no_table_is_empty_when_all_is_built(
    pair: Pair, dbt: DbtInProcess
) -> None:
    results = dbt("build")
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
