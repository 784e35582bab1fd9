"""The graph that Dagster loads, against a committed picture of it; schedules; retries; alerts.

    REFRESH_SNAPSHOT=1 pytest tests/unit/test_definitions.py

writes the picture anew: look at its diff before you commit it.
"""

import difflib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml

from database.server import DEFAULT_PARAMETERS
from database.settings import PROJECT_ROOT, Environment
from ingestion.necc.calendar import IST
from ingestion.necc.errors import PageUnavailableError, SheetError
from ingestion.operational.budget import Budget
from ingestion.operational.classification import known_catalog
from orchestration.assembly import build_definitions
from orchestration.core_assets import CoreConfig, core_key, replicated_tables
from orchestration.core_checks import NAMES
from orchestration.dbt_assets import build_dbt_assets
from orchestration.dbt_manifest import load_manifest
from orchestration.dbt_sources import STAGING, dbt_files
from orchestration.failures import Retries
from orchestration.jobs import EVERYTHING, FOLLOW_CHANGES, VERIFY_REPLICAS
from orchestration.schedules import STATUS_BY_ENVIRONMENT, build_schedules
from orchestration.sensors import STATUS_BY_ENVIRONMENT as SENSOR_STATUS
from orchestration.sensors import build_sensors
from tests.dagster_runs import settings_for

SNAPSHOT = Path(__file__).with_name("definitions_snapshot.json")
REFRESH = "REFRESH_SNAPSHOT"
UNUSED = "postgresql://nobody@/nothing?host=/nowhere"


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    return build_definitions(settings_for(UNUSED))


def schedule_of(job: str) -> dg.ScheduleDefinition:
    """Return the schedule of a job."""
    [found] = [each for each in build_schedules(Environment.LOCAL) if each.job_name == job]
    return found


def picture_of(definitions: dg.Definitions) -> dict[str, Any]:
    repository = definitions.get_repository_def()
    graph = definitions.resolve_asset_graph()
    return {
        "assets": {
            node.key.to_user_string(): {
                "group": node.group_name,
                "owners": sorted(node.owners),
                "kinds": sorted(node.kinds),
                "partitions": type(node.partitions_def).__name__ if node.partitions_def else None,
                "is_materializable": node.is_materializable,
                "comes_from": sorted(key.to_user_string() for key in node.parent_keys),
                "checks": sorted(
                    f"{key.name}{' (blocking)' if graph.get(key).blocking else ''}"
                    for key in node.check_keys
                ),
            }
            for node in sorted(graph.asset_nodes, key=lambda node: node.key)
            if node.key.path[0] != "core"
        },
        "replicas": {
            node.key.path[-1]: f"{node.group_name}, {', '.join(sorted(node.owners))}"
            for node in sorted(graph.asset_nodes, key=lambda node: node.key)
            if node.key.path[0] == "core"
        },
        "jobs": {
            job.name: sorted(job.graph.node_dict)
            for job in sorted(repository.get_all_jobs(), key=lambda job: job.name)
            if not job.name.startswith("__")
        },
        "schedules": {
            schedule.name: {
                "cron": schedule.cron_schedule,
                "timezone": schedule.execution_timezone,
                "job": schedule.job_name,
            }
            for schedule in repository.schedule_defs
        },
        "sensors": sorted(sensor.name for sensor in repository.sensor_defs),
    }


def test_the_graph_is_the_committed_one(definitions: dg.Definitions) -> None:
    found = json.dumps(picture_of(definitions), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get(REFRESH):
        SNAPSHOT.write_text(found, encoding="utf-8")
    committed = SNAPSHOT.read_text(encoding="utf-8")
    diff = "\n".join(
        difflib.unified_diff(
            committed.splitlines(), found.splitlines(), "committed", "found", lineterm="", n=2
        )
    )
    assert not diff, (
        f"The graph of assets, checks, jobs and schedules has changed:\n{diff}\n"
        f"If that is what you meant: {REFRESH}=1 pytest {Path(__file__).name}, and commit the diff."
    )


def test_every_replica_is_an_asset_of_its_module_and_of_its_team(
    definitions: dg.Definitions,
) -> None:
    catalog = known_catalog()
    graph = definitions.resolve_asset_graph()
    nodes = {node.key.path[-1]: node for node in graph.asset_nodes if node.key.path[0] == "core"}
    assert set(nodes) == set(replicated_tables(catalog))
    for name, node in nodes.items():
        assert list(node.owners) == [f"team:{catalog.owner_of(name)}"]
        assert node.freshness_policy is not None
    assert nodes["soc_posts"].group_name == "soc"
    assert nodes["profiles"].group_name == "profiles"


def test_what_dbt_reads_of_core_are_the_replicas(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    prices = graph.get(dg.AssetKey(["staging", "stg_core_nec_prices"]))
    assert prices.parent_keys == {core_key("nec_prices")}


def test_everything_goes_from_the_sources_to_the_readers(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def(EVERYTHING)
    order = [node.name for node in job.nodes_in_topological_order]
    steps = ["necc_prices", "market_checks", "dbt_models", "ana_checks", "reports__prices"]
    assert [name for name in order if name in steps] == steps
    assert order.index("core_tables") < order.index("dbt_models")


def test_what_dbt_knows_of_the_replicas_is_what_the_dictionary_says() -> None:
    for file, text in dbt_files(known_catalog()).items():
        assert file.read_text(encoding="utf-8") == text, "write it anew: poultryco db dictionary"


def test_no_secret_is_a_source_of_dbt_and_what_is_personal_is_marked() -> None:
    texts = dbt_files(known_catalog())
    source = yaml.safe_load(texts[STAGING / "core" / "_core__sources.yml"])["sources"][0]
    columns = {
        (table["name"], column["name"]): column.get("config", {}).get("tags", [])
        for table in source["tables"]
        for column in table["columns"]
    }
    for name, table in known_catalog().tables.items():
        for column, known in table.columns.items():
            assert ((name, column) in columns) is not known.is_secret
            if not known.is_secret:
                assert columns[name, column] == list(known.tags)


def test_every_dbt_test_is_an_asset_check() -> None:
    manifest = load_manifest(settings_for(UNUSED))
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    models = build_dbt_assets(manifest)
    assert len(tests) > 0
    assert len(models.check_keys) == len(tests)


def test_every_rule_of_the_suite_is_an_asset_check(definitions: dg.Definitions) -> None:
    from expectations.suites import rules

    keys = definitions.resolve_asset_graph().asset_check_keys
    checks = {(key.asset_key.to_user_string().replace("/", "."), key.name) for key in keys}
    one_by_one = {(rule.table, rule.name) for schema in ("market", "ana") for rule in rules(schema)}
    by_severity = {(rule.table, NAMES[rule.severity]) for rule in rules("core")}
    assert one_by_one | by_severity <= checks


@pytest.mark.parametrize(
    ("now", "first", "last"),
    [
        ("2026-11-21 10:30", "2026-10-01", "2026-11-21"),
        ("2026-03-01 10:30", "2026-02-01", "2026-03-01"),
        ("2026-01-01 17:00", "2025-12-01", "2026-01-01"),
        ("2024-03-31 17:00", "2024-02-01", "2024-03-31"),
    ],
)
def test_a_tick_reads_from_the_first_of_last_month_to_today(
    now: str, first: str, last: str
) -> None:
    schedule = schedule_of(EVERYTHING)
    tick = datetime.fromisoformat(now).replace(tzinfo=IST)
    context = dg.build_schedule_context(scheduled_execution_time=tick)
    (request,) = schedule.evaluate_tick(context).run_requests
    assert request.tags["dagster/asset_partition_range_start"] == first
    assert request.tags["dagster/asset_partition_range_end"] == last
    assert request.run_key == tick.isoformat()


def test_a_tick_takes_the_day_of_india_when_it_is_still_yesterday_in_utc() -> None:
    schedule = schedule_of(EVERYTHING)
    tick = datetime.fromisoformat("2026-07-31T20:00:00+00:00")
    context = dg.build_schedule_context(scheduled_execution_time=tick)
    (request,) = schedule.evaluate_tick(context).run_requests
    assert request.tags["dagster/asset_partition_range_end"] == "2026-08-01"


def test_every_environment_says_what_runs_by_itself() -> None:
    assert set(STATUS_BY_ENVIRONMENT) == set(SENSOR_STATUS) == set(Environment)
    assert build_schedules(Environment.CI) == []
    assert build_sensors(Environment.CI) == []
    for each in build_schedules(Environment.LOCAL):
        assert each.default_status is dg.DefaultScheduleStatus.STOPPED
    production = build_schedules(Environment.PRODUCTION)
    assert [each.job_name for each in production] == [EVERYTHING, FOLLOW_CHANGES, VERIFY_REPLICAS]
    for each in production:
        assert each.default_status is dg.DefaultScheduleStatus.RUNNING


def test_only_errors_that_may_pass_are_tried_again() -> None:
    parts = {"expected": "a", "found": "b", "remedy": "c"}
    retries = Retries(most=2, seconds=7)
    passing, lasting = PageUnavailableError("gone", **parts), SheetError("other", **parts)
    asked = retries.outcome_of(passing, tried=1)
    assert isinstance(asked, dg.RetryRequested)
    assert (asked.max_retries, asked.seconds_to_wait) == (2, 7)
    for error, tried in ((passing, 2), (lasting, 0)):
        outcome = retries.outcome_of(error, tried=tried)
        assert isinstance(outcome, dg.Failure)
        assert outcome.allow_retries is False
        assert "expected: a" in str(outcome.description)


def test_overridden_resources_are_the_ones_that_are_used() -> None:
    ours = Retries(most=9)
    definitions = build_definitions(settings_for(UNUSED), resource_overrides={"retries": ours})
    assert definitions.resources is not None
    assert definitions.resources["retries"] is ours


def test_connections_fit_the_server_when_as_many_runs_go_as_may() -> None:
    import yaml

    from orchestration.instance import TEMPLATE

    config = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))
    profiles_file = PROJECT_ROOT / "dbt_project" / "profiles.yml"
    profiles = yaml.safe_load(profiles_file.read_text(encoding="utf-8"))
    threads = profiles["poultryco"]["outputs"]["warehouse"]["threads"]
    most_runs = config["concurrency"]["runs"]["max_concurrent_runs"]
    # A build has a connection a thread, four for metadata, its lock; a sensor and a person more.
    building = threads + 4 + 1
    # Source and warehouse may be one server.
    replication = Budget(CoreConfig().workers)
    replicating = replication.at_source + replication.at_warehouse
    needed = most_runs * max(building, replicating) + 5
    assert needed < int(DEFAULT_PARAMETERS.get("max_connections", 100)) - 3
