"""The `poultryco necc` commands as a person runs them: output, exit codes, kills and Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from database.connections import connect
from ingestion.necc.archive import read_archive
from ingestion.necc.calendar import first_of_month, months_between, previous_month, today_ist
from tests.necc_faults import Fault
from tests.necc_page import NeccPageServer
from tests.necc_sheets import everything

YEAR = months_between(date(2019, 1, 1), date(2019, 12, 1))
type_of_run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def prices_of_2019() -> dict[object, int]:
    return {(p.zone_name, p.basis, p.date): p.price for p in read_archive() if p.date.year == 2019}


@pytest.fixture
def page(prices_of_2019: dict[object, int]) -> Iterator[NeccPageServer]:
    with NeccPageServer(prices_of_2019) as page:  # type: ignore[arg-type]
        yield page


@pytest.fixture
def start(market: str, page: NeccPageServer) -> Callable[..., subprocess.Popen[str]]:
    """Function from arguments to a running `poultryco necc` that asks the stand-in page."""
    environment = os.environ | {
        "POULTRYCO_WAREHOUSE_URL": market,
        "POULTRYCO_NECC_URL": page.url,
        "POULTRYCO_NECC_MIN_INTERVAL_SECONDS": "0",
        "NO_COLOR": "1",
        "COLUMNS": "200",
    }

    def start(*arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [Path(sys.executable).with_name("poultryco"), "necc", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture
def run(start: Callable[..., subprocess.Popen[str]]) -> type_of_run:
    """Function from arguments to a `poultryco necc` that has ended."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        process = start(*arguments)
        output, errors = process.communicate(timeout=120)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    return run


def months_asked(page: NeccPageServer) -> list[date]:
    return [date(int(r.form["ddlYear"]), int(r.form["ddlMonth"]), 1) for r in page.requests]


def months_loaded(url: str) -> list[date]:
    with connect(url) as connection:
        rows = connection.execute(
            "select sheet_month from market.nec_coverage where origin = 'sheet' order by 1"
        )
        return [month for (month,) in rows]


def wait_for_requests(page: NeccPageServer, count: int, process: subprocess.Popen[str]) -> None:
    while len(page.requests) < count:
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)


def test_previous_and_current_month_are_read_when_none_is_named(
    run: type_of_run, page: NeccPageServer, market: str
) -> None:
    done = run("fetch")
    today = today_ist()
    assert done.returncode == 0, done.stderr
    assert months_asked(page) == [previous_month(today), first_of_month(today)]
    assert months_loaded(market) == months_asked(page)


def test_named_months_are_read_and_counted_when_fetched(
    run: type_of_run, page: NeccPageServer
) -> None:
    done = run("fetch", "--month", "2019-05", "--month", "2019-07")
    assert done.returncode == 0, done.stderr
    assert months_asked(page) == [date(2019, 5, 1), date(2019, 7, 1)]
    (line,) = [line for line in done.stdout.splitlines() if "2019-05" in line]
    assert "loaded" in line
    assert str(sum(key[2].month == 5 for key in page_prices(page))) in line.replace(",", "")


def page_prices(page: NeccPageServer) -> list[tuple[str, object, date]]:
    return [key for key in page._cells if key[2].year == 2019]  # type: ignore[misc]


def test_exit_code_and_message_say_so_when_a_month_fails(
    run: type_of_run, page: NeccPageServer, market: str
) -> None:
    page.break_with(Fault.LOGIN_PAGE, month=date(2019, 2, 1))
    done = run("backfill", "2019-01", "2019-03")
    assert done.returncode == 1
    assert "2019-02" in done.stderr
    assert "expected:" in done.stderr
    assert months_loaded(market) == [date(2019, 1, 1), date(2019, 3, 1)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("backfill", "2008-12", "2019-01"), "the page has 2009-01 to"),
        (("backfill", "2019-01", "2999-01"), "not 2999-01"),
        (("backfill", "2019-02", "2019-01"), "2019-02 lies after 2019-01"),
        (("backfill", "January", "2019-01"), "neither a month YYYY-MM nor a day"),
        (("fetch", "--month", "2019-13"), "neither a month YYYY-MM nor a day"),
    ],
)
def test_nothing_is_asked_when_months_make_no_sense(
    run: type_of_run, page: NeccPageServer, arguments: tuple[str, ...], message: str
) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())
    assert page.requests == []


def test_days_mean_their_months_when_a_backfill_is_given_days(
    run: type_of_run, page: NeccPageServer
) -> None:
    run("backfill", "2019-03-31", "2019-04-01")
    assert months_asked(page) == [date(2019, 3, 1), date(2019, 4, 1)]


def test_finished_months_are_read_again_only_when_asked_for(
    run: type_of_run, page: NeccPageServer
) -> None:
    for arguments in ((), (), ("--again",)):
        assert run("backfill", "2019-03", "2019-03", *arguments).returncode == 0
    assert months_asked(page) == [date(2019, 3, 1)] * 2


def test_backfill_completes_without_asking_twice_when_it_was_killed(
    start: Callable[..., subprocess.Popen[str]],
    run: type_of_run,
    page: NeccPageServer,
    market: str,
) -> None:
    page.break_with(Fault.SLOW_ANSWER, seconds=0.05)
    process = start("backfill", "2019-01", "2019-12")
    wait_for_requests(page, 5, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    done_before = months_loaded(market)
    asked_before = len(page.requests)
    assert 3 <= len(done_before) < len(YEAR)

    page.mend()
    assert run("backfill", "2019-01", "2019-12").returncode == 0
    assert months_asked(page)[asked_before:] == [m for m in YEAR if m not in done_before]
    assert months_loaded(market) == YEAR
    with connect(market) as connection:
        counted = connection.execute(
            "select sum(num_nonnulls(suggested_price, prevailing_price)) from market.nec_prices"
        )
        assert counted.fetchall() == [(len(page_prices(page)),)]
        assert connection.execute("select from market.nec_price_revisions").fetchall() == []


def test_run_ends_after_its_month_and_says_how_to_go_on_when_ctrl_c_is_pressed(
    start: Callable[..., subprocess.Popen[str]], page: NeccPageServer, market: str
) -> None:
    page.break_with(Fault.SLOW_ANSWER, seconds=0.3)
    process = start("backfill", "2019-01", "2019-12")
    wait_for_requests(page, 2, process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "go on with: poultryco necc backfill 2019-01 2019-12" in errors
    assert months_loaded(market) == months_asked(page)


def test_stored_sheets_come_in_without_a_request_when_reloaded(
    run: type_of_run, page: NeccPageServer, market: str
) -> None:
    run("backfill", "2019-01", "2019-02")
    with connect(market) as connection:
        before = everything(connection)["prices"]
    done = run("reload")
    assert done.returncode == 0, done.stderr
    assert "2019-02" in done.stdout
    assert len(page.requests) == 2
    with connect(market) as connection:
        assert everything(connection)["prices"] == before


def test_file_is_imported_and_counted_when_given(run: type_of_run, tmp_path: Path) -> None:
    path = tmp_path / "prices.csv"
    path.write_text(
        "date,zone_name,price_type,price_inr_per_100_eggs\n2019-01-01,Pune,suggested,450\n"
        "2019-01-02,Miraj,suggested,455\n"
    )
    done = run("import", str(path))
    assert done.returncode == 0, done.stderr
    assert "2 prices of 2 zones, 2019-01-01 to 2019-01-02" in done.stdout
    assert "zones that wait for a review: Miraj" in done.stdout


def test_import_fails_with_the_lines_when_a_file_is_faulty(
    run: type_of_run, tmp_path: Path
) -> None:
    path = tmp_path / "prices.csv"
    path.write_text("date,zone_name,price_type,price_inr_per_100_eggs\nx,Pune,suggested,450\n")
    done = run("import", str(path))
    assert done.returncode == 1
    assert "line 2: 'x' is no date" in done.stderr


@pytest.mark.parametrize("command", ["fetch", "backfill", "import", "reload"])
def test_help_has_examples_when_asked_for(run: type_of_run, command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    assert f"poultryco necc {command}" in done.stdout
