"""The main job when it is stopped before it builds, and the job that builds all from nothing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import pytest
from pydantic import SecretStr

from database.server import EmbeddedServer
from database.settings import Settings
from orchestration.launch import run_everything, run_full_refresh
from tests.dagster_runs import execute, quality_summary, settings_for, warehouse_of_dagster
from tests.databases import copy_of
from tests.schema_databases import seeded_template

pytestmark = pytest.mark.timeout(900)

FIRST, LAST = date(2026, 4, 1), date(2026, 4, 7)


@pytest.fixture
def settings(server: EmbeddedServer, archive_template: str, tmp_path: Path) -> Iterator[Settings]:
    """A warehouse with the archive, and an application with its reference data."""
    with (
        warehouse_of_dagster(server, archive_template) as warehouse,
        copy_of(server, seeded_template(server)) as source,
    ):
        yield settings_for(warehouse, source_url=SecretStr(source), reports_dir=tmp_path)


def test_nothing_is_built_when_a_check_of_the_prices_fails(settings: Settings) -> None:
    execute(settings.warehouse_url, "truncate market.nec_prices cascade")
    with dg.DagsterInstance.ephemeral() as instance:
        report = run_everything(settings, FIRST, LAST, page_required=False, instance=instance)
    assert not report.succeeded
    assert "dbt_models" not in report.step_seconds
    # What stopped the line stops the step of the report, too; it is written all the same.
    assert "reports__quality" not in report.step_seconds
    broken = "**error** `archive_months_have_prices` on `market.nec_coverage`"
    assert broken in quality_summary(settings)
    [(count,)] = execute(settings.warehouse_url, "select count(*) from core.ref_states")
    assert isinstance(count, int)
    assert count > 0


def test_full_refresh_builds_everything_from_nothing(
    server: EmbeddedServer, empty_template: str, tmp_path: Path
) -> None:
    with warehouse_of_dagster(server, empty_template) as url:
        settings = settings_for(url, reports_dir=tmp_path)
        with dg.DagsterInstance.ephemeral() as instance:
            report = run_full_refresh(settings, instance=instance)
        assert report.failed_steps == ()
        assert report.succeeded
        [counted] = execute(
            settings.warehouse_url,
            "select (select count(*) from market.nec_prices),"
            " (select count(*) from ana.ana_necc_daily_prices where day_state = 'published')",
        )
    assert counted[0] == counted[1]
    assert isinstance(counted[0], int)
    assert counted[0] > 100_000
