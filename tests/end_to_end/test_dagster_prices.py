"""The price assets in Dagster: days, ranges, holes, a page that is away, a stop in the middle."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg
import pytest
from dagster._core.errors import DagsterExecutionInterruptedError

from database.connections import connect
from ingestion.necc.sheet import Basis
from orchestration.failures import Retries
from orchestration.keys import PRICES
from orchestration.necc_assets import PricesConfig, necc_prices, necc_sheets
from orchestration.partitions import DAYS, range_tags
from orchestration.resources import NeccPage, Warehouse
from tests.dagster_runs import NOWHERE, read_prices, settings_for, sheet_months
from tests.necc_faults import Fault
from tests.necc_page import NeccPageServer
from tests.necc_prices import real_prices

FEBRUARY = date(2020, 2, 1)
MARCH = date(2020, 3, 1)


@pytest.fixture
def page() -> Iterator[NeccPageServer]:
    with NeccPageServer(real_prices()) as server:
        yield server


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


def count_prices(url: str) -> list[tuple[Any, ...]]:
    with connect(url) as connection:
        return connection.execute(
            "select to_char(date, 'YYYY-MM'), count(*) from market.nec_prices group by 1 order by 1"
        ).fetchall()


def all_prices(url: str) -> list[tuple[Any, ...]]:
    with connect(url) as connection:
        return connection.execute(
            "select * from market.nec_prices order by zone_id, date"
        ).fetchall()


def days_of(result: dg.ExecuteInProcessResult) -> list[str]:
    return [
        str(event.partition)
        for event in result.all_events
        if event.is_step_materialization and event.asset_key == PRICES
    ]


def failure_of(result: dg.ExecuteInProcessResult) -> str:
    (event,) = [event for event in result.all_events if event.is_step_failure]
    failure = event.step_failure_data.user_failure_data
    assert failure is not None
    return str(failure.description)


def metadata_of(result: dg.ExecuteInProcessResult) -> dict[str, Any]:
    event = [
        event
        for event in result.all_events
        if event.is_step_materialization and event.asset_key == PRICES
    ][-1]
    return {
        name: value.value
        for name, value in event.step_materialization_data.materialization.metadata.items()
    }


def test_a_day_is_materialized_when_its_month_is_asked_for(
    market: str, page: NeccPageServer, instance: dg.DagsterInstance
) -> None:
    day = date(2020, 3, 23)
    result = read_prices(settings_for(market, page.url), day, day, instance=instance)
    assert result.success
    assert days_of(result) == ["2020-03-23"]
    assert sheet_months(result) == ["2020-03-01"]
    said = metadata_of(result)
    assert said["requests"] == 1
    assert (
        said["prices inserted"]
        == said["dagster/row_count"]
        == sum(count for _, count in count_prices(market))
    )
    assert "| 2020-03-23 | Ahmedabad |" in said["newest rows"]


def test_a_range_of_days_is_one_run_that_asks_once_a_month(
    market: str, page: NeccPageServer, instance: dg.DagsterInstance
) -> None:
    first, last = date(2020, 2, 10), date(2020, 3, 9)
    result = read_prices(settings_for(market, page.url), first, last, instance=instance)
    assert result.success
    assert len(page.requests) == 2
    assert sheet_months(result) == ["2020-02-01", "2020-03-01"]
    assert days_of(result) == list(
        DAYS.get_partition_keys_in_range(dg.PartitionKeyRange(first.isoformat(), last.isoformat()))
    )


def test_one_day_may_be_chosen_by_its_partition(
    market: str, page: NeccPageServer, instance: dg.DagsterInstance
) -> None:
    settings = settings_for(market, page.url)
    result = dg.materialize(
        [necc_prices],
        instance=instance,
        partition_key="2020-03-23",
        resources={
            "warehouse": Warehouse(settings),
            "page": NeccPage(settings),
            "retries": Retries(),
        },
    )
    assert days_of(result) == ["2020-03-23"]
    assert len(page.requests) == 1


def test_a_sheet_is_stored_and_not_loaded_when_it_is_materialized_alone(
    market: str, page: NeccPageServer, instance: dg.DagsterInstance
) -> None:
    settings = settings_for(market, page.url)
    resources = {
        "warehouse": Warehouse(settings),
        "page": NeccPage(settings),
        "retries": Retries(),
    }
    result = dg.materialize(
        [necc_sheets], instance=instance, tags=range_tags(FEBRUARY, MARCH), resources=resources
    )
    assert sheet_months(result) == ["2020-02-01", "2020-03-01"]
    with connect(market) as connection:
        stored = connection.execute("select sheet_month from raw.necc_sheets order by 1").fetchall()
    assert stored == [(FEBRUARY,), (MARCH,)]
    assert count_prices(market) == []


def test_a_second_run_changes_nothing(
    market: str, page: NeccPageServer, instance: dg.DagsterInstance
) -> None:
    settings = settings_for(market, page.url)
    read_prices(settings, FEBRUARY, MARCH, instance=instance)
    before = all_prices(market)
    again = read_prices(settings, FEBRUARY, MARCH, instance=instance)
    assert all_prices(market) == before
    said = metadata_of(again)
    assert said["prices inserted"] == said["prices updated"] == said["prices vanished"] == 0
    assert said["prices unchanged"] > 0


def test_a_correction_arrives_when_its_month_is_read_again(
    market: str, page: NeccPageServer, instance: dg.DagsterInstance
) -> None:
    settings = settings_for(market, page.url)
    read_prices(settings, MARCH, MARCH, instance=instance)
    page.set_price("Namakkal", Basis.SUGGESTED, date(2020, 3, 5), 411)
    again = read_prices(settings, MARCH, MARCH, instance=instance)
    assert metadata_of(again)["prices updated"] == 1


def test_a_hole_is_filled_by_a_backfill(
    market: str, page: NeccPageServer, instance: dg.DagsterInstance
) -> None:
    settings = settings_for(market, page.url)
    july = date(2020, 7, 1)
    for month in (FEBRUARY, july):
        read_prices(settings, month, month, instance=instance)
    assert [month for month, _ in count_prices(market)] == ["2020-02", "2020-07"]
    read_prices(settings, MARCH, date(2020, 3, 31), instance=instance)
    assert [month for month, _ in count_prices(market)] == ["2020-02", "2020-03", "2020-07"]


def test_stored_sheets_are_parsed_again_without_a_request(
    market: str, page: NeccPageServer, instance: dg.DagsterInstance
) -> None:
    settings = settings_for(market, page.url)
    read_prices(settings, MARCH, MARCH, instance=instance)
    before = all_prices(market)
    with connect(market) as connection:
        connection.execute("truncate market.nec_prices cascade")
    again = read_prices(
        settings, MARCH, MARCH, instance=instance, config=PricesConfig(from_stored=True)
    )
    assert again.success
    assert len(page.requests) == 1
    assert metadata_of(again)["requests"] == 0
    # All but the time they were first seen, which is that of the sheet in both cases.
    assert all_prices(market) == before


def test_a_page_that_is_away_fails_the_run_when_it_is_required(
    market: str, instance: dg.DagsterInstance
) -> None:
    result = read_prices(
        settings_for(market, NOWHERE),
        MARCH,
        MARCH,
        instance=instance,
        overrides={"page": Impatient(settings_for(market, NOWHERE))},
    )
    assert not result.success
    assert result.retry_attempts_for_node("necc_prices") == 2
    assert "expected:" in failure_of(result)
    assert days_of(result) == []


def test_a_page_that_is_away_is_a_warning_when_it_is_not_required(
    market: str, instance: dg.DagsterInstance
) -> None:
    result = read_prices(
        settings_for(market, NOWHERE),
        FEBRUARY,
        MARCH,
        instance=instance,
        config=PricesConfig(page_required=False),
    )
    assert result.success
    said = metadata_of(result)
    assert said["page"].startswith("The page was not reached")
    # Away for the first month is away for the second: it is not asked in vain.
    assert said["requests"] == 1


def test_a_retry_reads_only_what_is_left_when_the_page_comes_back(
    market: str, page: NeccPageServer, instance: dg.DagsterInstance
) -> None:
    settings = settings_for(market, page.url)
    page.break_with(Fault.SERVER_ERROR, times=1, month=MARCH)
    result = read_prices(
        settings, FEBRUARY, MARCH, instance=instance, overrides={"page": Impatient(settings)}
    )
    assert result.success
    assert result.retry_attempts_for_node("necc_prices") == 1
    assert [request.form["ddlMonth"] for request in page.requests] == ["02", "03", "03"]


@pytest.mark.parametrize("fault", [Fault.CHANGED_LAYOUT, Fault.WRONG_MONTH, Fault.LOGIN_PAGE])
@pytest.mark.parametrize("page_required", [True, False])
def test_a_wrong_page_fails_without_a_retry(
    fault: Fault,
    page_required: bool,
    market: str,
    page: NeccPageServer,
    instance: dg.DagsterInstance,
) -> None:
    page.break_with(fault)
    result = read_prices(
        settings_for(market, page.url),
        MARCH,
        MARCH,
        instance=instance,
        config=PricesConfig(page_required=page_required),
    )
    assert not result.success
    assert result.retry_attempts_for_node("necc_prices") == 0
    assert "found:" in failure_of(result)
    assert len(page.requests) == 1
    assert count_prices(market) == []


def test_months_that_were_read_are_kept_when_a_run_is_stopped_and_resumed(
    market: str, page: NeccPageServer, instance: dg.DagsterInstance
) -> None:
    settings = settings_for(market, page.url)
    stopping = {"page": StoppedBefore(settings, date(2020, 7, 1))}
    july = date(2020, 7, 31)
    stopped = read_prices(settings, FEBRUARY, july, instance=instance, overrides=stopping)
    assert not stopped.success
    assert days_of(stopped) == []
    assert [month for month, _ in count_prices(market)] == ["2020-02", "2020-03"]
    reported = instance.get_materialized_partitions(dg.AssetKey(["raw", "necc_sheets"]))
    assert reported == {"2020-02-01", "2020-03-01", "2020-04-01", "2020-05-01", "2020-06-01"}

    asked = len(page.requests)
    resumed = read_prices(
        settings, FEBRUARY, july, instance=instance, config=PricesConfig(resume=True)
    )
    assert resumed.success
    # Months without a single price on their sheet are asked again, in case they have some now.
    again = [request.form["ddlMonth"] for request in page.requests[asked:]]
    assert again == ["04", "05", "06", "07"]
    assert [month for month, _ in count_prices(market)] == ["2020-02", "2020-03", "2020-07"]


class Impatient(NeccPage):
    """The page, asked once and given up at once: the retries are Dagster's."""

    def client(self, *, is_required: bool = True) -> Any:  # noqa: ARG002
        """Return a client without retries."""
        return super().client(is_required=False)


@dataclass(frozen=True)
class StoppedBefore(NeccPage):
    """The page, and somebody who presses Terminate before a month is asked for."""

    month: date

    def client(self, *, is_required: bool = True) -> Any:
        """Return a client that is interrupted."""
        client = super().client(is_required=is_required)
        fetch = client.fetch

        def fetch_or_stop(month: date) -> Any:
            if month == self.month:
                raise DagsterExecutionInterruptedError
            return fetch(month)

        client.fetch = fetch_or_stop  # type: ignore[method-assign,assignment]
        return client
