"""A run builds of the replicas that it has checked, or not at all."""

from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from database.connections import connect
from orchestration.checked_replicas import TAG, UncheckedReplicasError, require_checked

CHECKED = datetime(2026, 3, 31, 4, 0, tzinfo=UTC)


@pytest.fixture
def replicated(warehouse: str) -> str:
    """URL of a warehouse with one replica."""
    with connect(warehouse) as connection:
        connection.execute(
            """
            with run as (
                insert into quality.replication_runs (source, status)
                values ('the source', 'succeeded') returning run_id
            )

            insert into quality.replica_state (table_name, run_id, instant)
            select 'soc_posts', run_id, %s from run
            """,
            [CHECKED],
        )
    return warehouse


def build(url: str, tags: dict[str, str]) -> dg.ExecuteInProcessResult:
    @dg.asset
    def built(context: dg.AssetExecutionContext) -> None:
        require_checked(context, url)

    return dg.materialize([built], tags=tags)


@pytest.mark.parametrize("tags", [{}, {TAG: CHECKED.isoformat()}], ids=["none", "these"])
def test_a_run_builds_of_what_it_checked_or_when_it_checks_nothing(
    replicated: str, tags: dict[str, str]
) -> None:
    assert build(replicated, tags).success


def test_a_run_builds_nothing_when_replicas_came_after_its_checks(replicated: str) -> None:
    earlier = {TAG: (CHECKED - timedelta(minutes=5)).isoformat()}
    with pytest.raises(UncheckedReplicasError, match="another replication came"):
        build(replicated, earlier)
