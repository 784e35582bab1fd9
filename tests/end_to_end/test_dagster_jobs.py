"""The jobs from page to report: what is built, what blocks what, who is told, and nothing twice."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import dagster as dg
import pytest
from pydantic import SecretStr

from database.connections import connect
from database.server import EmbeddedServer
from database.settings import Settings
from ingestion.necc.calendar import months_between, today_ist
from ingestion.necc.zones import load_zones
from orchestration.dbt_manifest import load_manifest
from orchestration.launch import JobReport, run_daily_prices
from tests.dagster_runs import settings_for, warehouse_of_dagster
from tests.dbt_project import is_of_prices
from tests.necc_faults import Fault
from tests.necc_page import NeccPageServer
from tests.necc_prices import Prices, real_prices
from tests.webhook import Webhook

# Real prices of 2026-03-01 to 04-07, as if that had been until today: old ones fail the checks.
LAST = today_ist()
SHIFT = LAST - date(2026, 4, 7)
FIRST = date(2026, 3, 1) + SHIFT
PRICES = {
    (zone, basis, day + SHIFT): price
    for (zone, basis, day), price in real_prices().items()
    if day >= FIRST - SHIFT
}
A_DAY = LAST - timedelta(days=20)
STEPS = ["zone_checks", "necc_prices", "market_checks", "dbt_models", "ana_checks"]
DAILY = dg.AssetKey(["ana", "ana_necc_daily_prices"])

# The tests share a built warehouse, and leave it as it was.


@dataclass(frozen=True, slots=True)
class Platform:
    """A warehouse, a page, a webhook and an instance, with one run of the job behind them."""

    settings: Settings
    url: str
    page: NeccPageServer
    webhook: Webhook
    instance: dg.DagsterInstance
    first_run: JobReport

    def run(self, **options: Any) -> JobReport:
        """Run the job again over the same days."""
        return run_daily_prices(self.settings, FIRST, LAST, instance=self.instance, **options)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query of the warehouse finds."""
        with connect(self.url) as connection:
            return connection.execute(query.encode()).fetchall()

    def ana(self) -> list[tuple[Any, ...]]:
        """Return what readers see of the days, and in which version of the rows."""
        return self.rows(
            "select xmin, * from ana.ana_necc_daily_prices order by zone_id, price_date"
        )


@pytest.fixture(scope="module")
def platform(
    server: EmbeddedServer, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    with ExitStack() as stack:
        url = stack.enter_context(warehouse_of_dagster(server, empty_template))
        page = stack.enter_context(NeccPageServer(PRICES))
        webhook = stack.enter_context(Webhook())
        instance = stack.enter_context(dg.DagsterInstance.ephemeral())
        with connect(url) as connection:
            load_zones(connection)
        settings = settings_for(
            url,
            page.url,
            alert_urls=SecretStr(webhook.url),
            reports_dir=tmp_path_factory.mktemp("reports"),
        )
        first_run = run_daily_prices(settings, FIRST, LAST, instance=instance)
        yield Platform(settings, url, page, webhook, instance, first_run)


def test_one_run_goes_from_the_page_to_the_report(platform: Platform) -> None:
    report = platform.first_run
    assert report.failed_steps == ()
    assert report.succeeded
    assert list(report.step_seconds) == [*STEPS, "reports__prices"]
    assert [check for check in report.failed_checks if check.is_blocking] == []
    assert (platform.settings.reports_dir / "prices" / "index.html").stat().st_size > 1000
    assert platform.rows("select count(*) > 0 from ana.ana_necc_zone_summary") == [(True,)]
    assert platform.rows("select count(*) from quality.incidents where closed_at is null") == [(0,)]


def test_every_dbt_test_has_run_as_a_check(platform: Platform) -> None:
    nodes = load_manifest(platform.settings)["nodes"].values()
    wanted = {
        node["name"] for node in nodes if node["resource_type"] == "test" and is_of_prices(node)
    }
    events = platform.instance.all_logs(
        platform.first_run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION
    )
    evaluated = {
        entry.dagster_event.asset_check_evaluation_data.check_name
        for entry in events
        if entry.dagster_event is not None
    }
    assert wanted <= evaluated
    assert len(evaluated) == platform.first_run.checks_count


def test_columns_of_ana_lead_back_to_the_market(platform: Platform) -> None:
    said = metadata_of(platform, DAILY)
    (step,) = said["dagster/column_lineage"].value.deps_by_column["day_state"]
    assert step.asset_key == dg.AssetKey(["intermediate", "int_necc_zone_days"])
    lines = said["columns made from"].value.splitlines()
    origins = {column.strip(): made_from for _, column, made_from, _ in map(cells, lines)}
    price = origins["suggested_price_inr_per_100_eggs"]
    assert price.strip() == "market/nec_prices.suggested_price"
    assert origins["zone_name"].strip() == "market/nec_zones.name"
    assert "market/nec_coverage.covered_until" in origins["day_state"]


def test_rows_are_counted_in_the_warehouse_of_the_run(platform: Platform) -> None:
    counted = metadata_of(platform, DAILY)["dagster/row_count"].value
    assert platform.rows("select count(*) from ana.ana_necc_daily_prices") == [(counted,)]


def test_a_second_run_changes_no_row_and_says_what_it_does(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    before = platform.ana()
    lines: list[str] = []
    report = platform.run(progress=lines.append)
    assert report.succeeded
    assert platform.ana() == before

    months = months_between(FIRST, LAST)
    assert [line for line in lines if line in STEPS] == STEPS
    assert any(line.startswith(f"{LAST:%Y-%m} loaded: 0 inserted") for line in lines)
    assert any(line.endswith(f"({len(months)} of {len(months)})") for line in lines)
    # Whatever dbt prints goes into the log of the run.
    assert "dbt=" not in capsys.readouterr().out


def test_lineage_is_still_there_when_it_was_not_worked_out_again(platform: Platform) -> None:
    first, second = (
        metadata_of(platform, DAILY, run)["dagster/column_lineage"].value for run in (0, 1)
    )
    assert first.deps_by_column.keys() == second.deps_by_column.keys()


def test_what_is_wrong_stops_before_ana_and_is_told_once(platform: Platform) -> None:
    before, told = platform.ana(), len(platform.webhook.texts)
    platform.page.break_with(Fault.CHANGED_LAYOUT)
    for _ in range(2):
        report = platform.run()
        assert not report.succeeded
        assert [step.name for step in report.failed_steps] == ["necc_prices"]
        assert "dbt_models" not in report.step_seconds
    assert platform.ana() == before
    assert len(platform.webhook.texts) == told + 1
    assert open_incidents(platform) == [("daily_prices/necc_prices", 2)]
    platform.page.mend()

    of_the_day = {key: price for key, price in PRICES.items() if key[2] == A_DAY}
    spoil_prices(platform, of_the_day)
    report = platform.run()
    assert [step.name for step in report.failed_steps] == ["market_checks"]
    assert any(check.is_blocking for check in report.failed_checks)
    assert "dbt_models" not in report.step_seconds
    assert platform.ana() == before
    # The check tells what stopped; the step that it stopped is not told beside it.
    assert [key for key, _ in open_incidents(platform)] == [
        "daily_prices/necc_prices",
        "check/great_expectations/suggested_prices_are_plausible",
    ]

    for (zone, basis, day), price in of_the_day.items():
        platform.page.set_price(zone, basis, day, price)
    assert platform.run().succeeded
    assert open_incidents(platform) == []
    of_the_step, of_the_check, mended_step, mended_check = platform.webhook.texts[told:]
    assert "daily_prices failed at necc_prices" in of_the_step
    assert "1 check fails, owner market-data" in of_the_check
    assert "necc_prices works again" in mended_step
    assert "1 check holds again, owner market-data" in mended_check


def spoil_prices(platform: Platform, prices: Prices) -> None:
    """Make prices impossible, and take them off the page so that reading it mends nothing."""
    with connect(platform.url) as connection:
        connection.execute(
            "alter table market.nec_prices drop constraint ck_nec_prices_suggested_price"
        )
        connection.execute(
            "update market.nec_prices set suggested_price = 9 * suggested_price"
            " where date = %s and suggested_price is not null",
            [A_DAY],
        )
    for zone, basis, day in prices:
        platform.page.set_price(zone, basis, day, None)


def cells(line: str) -> list[str]:
    return line.split("|")


def metadata_of(platform: Platform, key: dg.AssetKey, run: int = -1) -> Any:
    """Return what was said of an asset: by the latest run, or by one counted from the first."""
    found = platform.instance.fetch_materializations(key, limit=10, ascending=True).records
    event = found[run].asset_materialization
    assert event is not None
    return event.metadata


def open_incidents(platform: Platform) -> list[tuple[Any, ...]]:
    return platform.rows(
        "select incident_key, occurrences from quality.incidents where closed_at is null"
        " order by incident_id"
    )
