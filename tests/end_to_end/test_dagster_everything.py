"""The main job: replication and prices, checks, models, checks, report; and what stops it.

And the job that builds all of prices from nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import dagster as dg
import pytest
from pydantic import SecretStr

from database.server import EmbeddedServer
from database.settings import Settings
from orchestration.assembly import build_definitions
from orchestration.checked_replicas import TAG
from orchestration.dbt_lineage import LINEAGE
from orchestration.failures import NO_RETRIES
from orchestration.launch import JobReport, run_everything
from orchestration.partitions import range_tags
from tests.dagster_runs import execute, quality_summary, settings_for, warehouse_of_dagster
from tests.databases import copy_of
from tests.schema_databases import seeded_template

pytestmark = pytest.mark.timeout(900)

FIRST, LAST = date(2026, 4, 1), date(2026, 4, 7)
NOBODY = "00000000-0000-5000-8000-000000000000"
METRICS = dg.AssetKey(["ana", "ana_engagement_metrics"])
STEPS = [
    "core_tables",
    "core_checks",
    "zone_checks",
    "necc_prices",
    "market_checks",
    "dbt_models",
    "ana_checks",
    "reports__prices",
]


def models_told_of(instance: dg.DagsterInstance) -> dict[str, set[str]]:
    """Return what was said of each built model, by its name."""
    told = {}
    for key in instance.get_asset_keys():
        event = instance.get_latest_materialization_event(key)
        assert event is not None
        assert event.asset_materialization is not None
        metadata = event.asset_materialization.metadata
        if "unique_id" in metadata:
            told[str(metadata["unique_id"].value)] = set(metadata)
    return told


@dataclass(frozen=True)
class Platform:
    """Both databases after a run of the main job. Tests share it and leave it as it was."""

    settings: Settings
    instance: dg.DagsterInstance
    first_run: JobReport

    def run(self) -> JobReport:
        """Run the main job again."""
        return run_everything(
            self.settings, FIRST, LAST, page_required=False, instance=self.instance
        )

    def source(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the application's database."""
        return execute(self.settings.source_url, statement)

    def warehouse(self, statement: str) -> list[tuple[object, ...]]:
        """Ask the warehouse."""
        return execute(self.settings.warehouse_url, statement)


@pytest.fixture(scope="module")
def platform(
    server: EmbeddedServer, archive_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """The main job has run once, on the archive and an application with its reference data."""
    with (
        warehouse_of_dagster(server, archive_template) as warehouse,
        copy_of(server, seeded_template(server)) as source,
        dg.DagsterInstance.ephemeral() as instance,
    ):
        settings = settings_for(
            warehouse,
            source_url=SecretStr(source),
            reports_dir=tmp_path_factory.mktemp("reports"),
        )
        # A day that only the application knows, and one that it knows otherwise.
        execute(
            settings.source_url,
            "insert into nec_prices (zone_id, date, suggested_price)"
            " select id, day, 444 from nec_zones, unnest('{2026-04-07,2026-04-08}'::date[]) as day"
            " where slug = 'namakkal'",
        )
        report = run_everything(settings, FIRST, LAST, page_required=False, instance=instance)
        yield Platform(settings, instance, report)


def test_the_main_job_goes_from_both_sources_to_the_report(platform: Platform) -> None:
    report, models = platform.first_run, models_told_of(platform.instance)
    assert report.failed_steps == ()
    assert report.succeeded
    steps = [step for step in report.step_seconds if step in STEPS]
    assert sorted(steps) == sorted(STEPS)
    assert steps.index("core_tables") < steps.index("core_checks") < steps.index("dbt_models")
    of_prices = [step for step in steps if not step.startswith("core_")]
    assert of_prices == [step for step in STEPS if not step.startswith("core_")]
    assert (platform.settings.reports_dir / "prices" / "index.html").exists()
    assert "model.poultryco.ana_connection_recommendations" in models
    assert [model for model, metadata in models.items() if LINEAGE not in metadata] == []
    [run] = platform.instance.get_runs(limit=1)
    newest = platform.warehouse("select max(instant) from quality.replica_state")
    assert [(datetime.fromisoformat(run.tags[TAG]),)] == newest
    # It comes after every check and every model, whatever order prices had.
    assert list(report.step_seconds)[-1] == "reports__quality"
    assert "`prices_are_fresh`" in quality_summary(platform.settings)
    # What was collected counts; the application fills the day that nobody collected, and is told.
    shown = platform.warehouse(
        "select price_date::text, price_inr_per_100_eggs <> 444, price_source"
        " from ana.ana_necc_daily_prices inner join market.nec_zones on id = zone_id"
        " where slug = 'namakkal' and price_date >= '2026-04-07' order by 1"
    )
    assert shown == [("2026-04-07", True, "imported"), ("2026-04-08", False, "application")]
    [told] = [
        check for check in report.failed_checks if check.name.endswith("those_of_the_application")
    ]
    assert not told.is_blocking


def test_only_the_days_that_are_chosen_are_counted_again(platform: Platform) -> None:
    first, last, other = (date(2025, 3, day) for day in (1, 2, 3))
    definitions = build_definitions(platform.settings, resource_overrides={"retries": NO_RETRIES})
    job = definitions.resolve_implicit_global_asset_job_def()
    metrics = job.get_subset(asset_selection={METRICS}, asset_check_selection=set())
    standing = "select metric_date from ana.ana_engagement_metrics order by 1"
    # Nothing in core speaks for these rows, and no change record speaks of them.
    for day in (first, last, other):
        platform.warehouse(
            "insert into ana.ana_engagement_metrics values"
            f" ('post', gen_random_uuid(), '{day}', 0, 1, 0, 0, null)"
        )

    def count_again(*days: date) -> bool:
        tags = range_tags(*days)
        return metrics.execute_in_process(instance=platform.instance, tags=tags).success

    assert count_again(other, other)
    assert platform.warehouse(standing) == [(first,), (last,)]
    assert count_again(first, last)
    assert platform.warehouse(standing) == []
    days = {day.isoformat() for day in (first, last, other)}
    assert days <= platform.instance.get_materialized_partitions(METRICS)


def test_readers_see_yesterday_and_the_reason_is_told_when_a_fault_arrives(
    platform: Platform,
) -> None:
    seen = "select xmin::text, * from ana.ana_necc_daily_prices order by zone_id, price_date"
    yesterday = platform.warehouse(seen)
    # What readers would see today, and a state whose country is not there.
    platform.source("update nec_prices set suggested_price = 445 where date = '2026-04-08'")
    [(state, country)] = platform.source(
        "select id::text, country_id::text from ref_states order by id limit 1"
    )
    move = (
        "set session_replication_role = replica;"
        " update ref_states set country_id = '{}' where id = '{}'"
    )
    platform.source(move.format(NOBODY, state))
    try:
        report = platform.run()
        assert not report.succeeded
        [broken] = [check for check in report.failed_checks if check.is_blocking]
        assert (broken.asset, broken.name) == ("core/ref_states", "is_sound")
        assert "fk_ref_states_country_id: 1 of " in broken.message
        assert "dbt_models" not in report.step_seconds
        assert platform.warehouse(seen) == yesterday
        assert "fk_ref_states_country_id" in quality_summary(platform.settings)
        recorded = platform.warehouse(
            "select status, severity, rows_failing, samples from quality.results"
            " where check_name = 'fk_ref_states_country_id' order by checked_at desc limit 1"
        )
        sample = {"id": state, "country_id": NOBODY}
        assert recorded == [("failed", "error", 1, [sample])]
    finally:
        platform.source(move.format(country, state))
    assert platform.run().succeeded
    today = platform.warehouse(seen)
    assert set(today) - set(yesterday) != set()
    # Models of what was touched have another SQL when they are not built for the first time.
    models = models_told_of(platform.instance)
    assert [model for model, metadata in models.items() if LINEAGE not in metadata] == []
