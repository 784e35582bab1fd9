"""The main job: replication and prices, checks, models, checks, report; and what stops it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pytest
from pydantic import SecretStr

from database.connections import connect
from database.server import EmbeddedServer
from database.settings import Settings
from orchestration.assembly import build_definitions
from orchestration.failures import NO_RETRIES
from orchestration.launch import run_everything
from orchestration.partitions import range_tags
from tests.dagster_runs import settings_for
from tests.databases import copy_of
from tests.schema_databases import seeded_template

FIRST, LAST = date(2026, 4, 1), date(2026, 4, 7)
METRICS = dg.AssetKey(["ana", "ana_engagement_metrics"])
STEPS = [
    "core_tables",
    "zone_checks",
    "necc_prices",
    "market_checks",
    "dbt_models",
    "ana_checks",
    "reports__prices",
]


@pytest.fixture
def settings(server: EmbeddedServer, archive_template: str, tmp_path: Path) -> Iterator[Settings]:
    """A warehouse with the archive, and an application with its reference data."""
    with (
        copy_of(server, archive_template) as warehouse,
        copy_of(server, seeded_template(server)) as source,
    ):
        yield settings_for(warehouse, source_url=SecretStr(source), reports_dir=tmp_path)


def execute(url: SecretStr | None, statement: str) -> list[tuple[object, ...]]:
    assert url is not None
    with connect(url.get_secret_value()) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def test_the_main_job_goes_from_both_sources_to_the_report(settings: Settings) -> None:
    # A day that only the application knows, and one that it knows otherwise.
    execute(
        settings.source_url,
        "insert into nec_prices (zone_id, date, suggested_price)"
        " select id, day, 444 from nec_zones, unnest('{2026-04-07,2026-04-08}'::date[]) as day"
        " where slug = 'namakkal'",
    )
    with dg.DagsterInstance.ephemeral() as instance:
        report = run_everything(settings, FIRST, LAST, page_required=False, instance=instance)
    assert report.failed_steps == ()
    assert report.succeeded
    steps = [step for step in report.step_seconds if step in STEPS]
    assert sorted(steps) == sorted(STEPS)
    assert steps.index("core_tables") < steps.index("dbt_models")
    assert [step for step in steps if step != "core_tables"] == STEPS[1:]
    assert (settings.reports_dir / "prices" / "index.html").exists()
    # It comes after every check and every model, whatever order prices had.
    assert list(report.step_seconds)[-1] == "reports__quality"
    assert "`prices_are_fresh`" in summary(settings)
    # What was collected counts; the application fills the day that nobody collected, and is told.
    shown = execute(
        settings.warehouse_url,
        "select price_date::text, price_inr_per_100_eggs <> 444, price_source"
        " from ana.ana_necc_daily_prices inner join market.nec_zones on id = zone_id"
        " where slug = 'namakkal' and price_date >= '2026-04-07' order by 1",
    )
    assert shown == [("2026-04-07", True, "imported"), ("2026-04-08", False, "application")]
    [told] = [
        check for check in report.failed_checks if check.name.endswith("those_of_the_application")
    ]
    assert not told.is_blocking


def summary(settings: Settings) -> str:
    return (settings.reports_dir / "quality" / "summary.md").read_text()


def test_only_the_days_that_are_chosen_are_counted_again(settings: Settings) -> None:
    first, last, other = (date(2025, 3, day) for day in (1, 2, 3))
    with dg.DagsterInstance.ephemeral() as instance:
        run_everything(settings, FIRST, LAST, page_required=False, instance=instance)
        definitions = build_definitions(settings, resource_overrides={"retries": NO_RETRIES})
        job = definitions.resolve_implicit_global_asset_job_def()
        metrics = job.get_subset(asset_selection={METRICS}, asset_check_selection=set())
        # Nothing in core speaks for these rows, and no change record speaks of them.
        for day in (first, last, other):
            execute(
                settings.warehouse_url,
                "insert into ana.ana_engagement_metrics values"
                f" ('post', gen_random_uuid(), '{day}', 0, 1, 0, 0, null)",
            )
        assert metrics.execute_in_process(instance=instance, tags=range_tags(other, other)).success
        assert standing_days(settings) == [(first,), (last,)]
        assert metrics.execute_in_process(instance=instance, tags=range_tags(first, last)).success
        assert standing_days(settings) == []
        days = {day.isoformat() for day in (first, last, other)}
        assert days <= instance.get_materialized_partitions(METRICS)


def standing_days(settings: Settings) -> list[tuple[object, ...]]:
    query = "select metric_date from ana.ana_engagement_metrics order by 1"
    return execute(settings.warehouse_url, query)


def test_nothing_is_built_when_a_check_of_the_prices_fails(settings: Settings) -> None:
    execute(settings.warehouse_url, "truncate market.nec_prices cascade")
    with dg.DagsterInstance.ephemeral() as instance:
        report = run_everything(settings, FIRST, LAST, page_required=False, instance=instance)
    assert not report.succeeded
    assert "dbt_models" not in report.step_seconds
    # What stopped the line stops the step of the report, too; it is written all the same.
    assert "reports__quality" not in report.step_seconds
    assert "**error** `archive_months_have_prices` on `market.nec_coverage`" in summary(settings)
    [(count,)] = execute(settings.warehouse_url, "select count(*) from core.ref_states")
    assert isinstance(count, int)
    assert count > 0
