"""Replication as Dagster runs it: a subset, its metadata, a second run, a failed proof, drift."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
import pytest
from pydantic import SecretStr

from database.server import EmbeddedServer
from database.settings import Settings
from ingestion.operational.classification import known_catalog
from ingestion.operational.recording import DRIFT_CHECK
from orchestration.core_assets import (
    CORE_STEP,
    OPERATIONAL_DATABASE,
    CoreConfig,
    build_core_assets,
    build_drift_check,
    core_key,
)
from orchestration.failures import Retries
from orchestration.resources import OperationalDatabase, Warehouse
from tests.dagster_runs import settings_for
from tests.databases import copy_of
from tests.replication import Pair, pair_on
from tests.schema_databases import seeded_template

OTHER_TYPE = (
    "alter table ref_states alter sort_order drop default,"
    " alter sort_order type text using sort_order::text"
)
STATES, ZONES = core_key("ref_states"), core_key("nec_zones")

# The tests share a warehouse and go on where the one before ended.


@pytest.fixture(scope="module")
def pair(server: EmbeddedServer) -> Iterator[Pair]:
    with copy_of(server, seeded_template(server)) as source, pair_on(server) as empty:
        yield Pair(source, empty.warehouse)


def materialize(
    pair: Pair, *selected: dg.AssetKey, config: CoreConfig | None = None, **values: Any
) -> dg.ExecuteInProcessResult:
    settings = settings_of(pair, **values)
    return dg.materialize(
        [OPERATIONAL_DATABASE, build_core_assets(known_catalog())],
        selection=list(selected) or None,
        run_config=dg.RunConfig(ops={CORE_STEP: config or CoreConfig(workers=1)}),
        resources=resources(settings),
        raise_on_error=False,
    )


def settings_of(pair: Pair, **values: Any) -> Settings:
    return settings_for(pair.warehouse, **{"source_url": SecretStr(pair.source), **values})


def resources(settings: Settings) -> dict[str, Any]:
    return {
        "warehouse": Warehouse(settings),
        "operational": OperationalDatabase(settings),
        "retries": Retries(most=1, seconds=0),
    }


def metadata_of(result: dg.ExecuteInProcessResult) -> dict[str, dict[str, Any]]:
    return {
        event.asset_key.path[-1]: {
            name: value.value
            for name, value in event.step_materialization_data.materialization.metadata.items()
        }
        for event in result.all_events
        if event.is_step_materialization and event.asset_key is not None
    }


def test_a_subset_arrives_with_its_figures_when_it_is_materialized(pair: Pair) -> None:
    result = materialize(pair, STATES, ZONES)
    assert result.success
    found = metadata_of(result)
    assert set(found) == {"ref_states", "nec_zones"}
    rows = pair.value("select count(*) from core.nec_zones")
    zones = found["nec_zones"]
    assert rows > 30
    assert (zones["dagster/row_count"], zones["inserted"]) == (rows, rows)
    assert (zones["updated"], zones["deleted"]) == (0, 0)
    assert (zones["strategy"], zones["reconciled"]) == ("full", "yes")
    assert zones["bytes"] > 0
    assert zones["lag in seconds"] >= 0
    assert "agree" in zones["proof"]
    assert list(pair.shapes()) == ["nec_zones", "ref_states"]


def test_only_what_changed_is_counted_when_it_is_materialized_again(pair: Pair) -> None:
    pair.at_source("update ref_states set sort_order = 7 where name = 'Tamil Nadu'")
    found = metadata_of(materialize(pair, STATES, ZONES, config=CoreConfig(verify=True)))
    assert {name: facts["updated"] for name, facts in found.items()} == {
        "ref_states": 1,
        "nec_zones": 0,
    }
    assert {facts["inserted"] + facts["deleted"] for facts in found.values()} == {0}


def test_the_step_fails_with_the_message_and_no_retry_when_a_proof_fails(pair: Pair) -> None:
    pair.at_warehouse(
        "create function core.lose() returns trigger language plpgsql as 'begin return null; end'",
        "create trigger lose before update on core.ref_states for each row"
        " execute function core.lose()",
    )
    pair.at_source("update ref_states set sort_order = 8 where name = 'Tamil Nadu'")
    result = materialize(pair, STATES, ZONES)
    pair.at_warehouse("drop function core.lose() cascade")
    assert not result.success
    [failure] = [event for event in result.all_events if event.is_step_failure]
    assert "core.ref_states differs from its source" in str(failure.step_failure_data.error)
    assert not [event for event in result.all_events if event.is_step_up_for_retry]
    assert metadata_of(result) == {}


def test_the_step_is_tried_again_when_the_source_is_away(pair: Pair) -> None:
    away = SecretStr("postgresql://nobody@127.0.0.1:1/nothing")
    result = materialize(pair, STATES, source_url=away)
    assert not result.success
    assert [event for event in result.all_events if event.is_step_up_for_retry]


@pytest.mark.parametrize(
    ("statement", "passed", "severity", "found"),
    [
        ("select 1", True, dg.AssetCheckSeverity.WARN, ""),
        ("create table tools (id integer)", False, dg.AssetCheckSeverity.WARN, "tools"),
        (
            OTHER_TYPE,
            False,
            dg.AssetCheckSeverity.ERROR,
            "sort_order is text",
        ),
    ],
    ids=["as it should be", "unknown table", "changed type"],
)
def test_the_drift_check_lists_what_differs(
    pair: Pair, statement: str, passed: bool, severity: dg.AssetCheckSeverity, found: str
) -> None:
    pair.at_source(statement)
    job = dg.Definitions(
        assets=[OPERATIONAL_DATABASE],
        asset_checks=[build_drift_check()],
        jobs=[dg.define_asset_job("drift", dg.AssetSelection.all_asset_checks())],
        resources=resources(settings_of(pair)),
    ).resolve_job_def("drift")
    [check] = job.execute_in_process().get_asset_check_evaluations()
    assert check.check_name == DRIFT_CHECK
    assert (check.passed, check.severity) == (passed, severity)
    assert found in str(check.metadata["differences"].value)
