"""How a suite is run: severity by circumstance, errors, skips, the record, connections, silence."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from database.check_results import CheckResult, has_blocking_failure
from database.connections import connect
from database.server import EmbeddedServer
from expectations.rules import Query, Rule
from expectations.runner import run_checks
from expectations.suites import UnknownCheckError, rules
from tests.planted_faults import small_market
from tests.replication import until

FORGET_THE_PAGE = "update market.nec_coverage set origin = 'archive', sheet_id = null"
PRICE_OF_TODAY = """
update market.nec_prices
set date = (now() at time zone 'Asia/Kolkata')::date - %s
where date = (select max(date) from market.nec_prices)
"""


@pytest.fixture
def market_copy(server: EmbeddedServer, copy_database: Callable[[str], str]) -> str:
    """URL of a small warehouse that keeps every rule and has no constraints."""
    return copy_database(small_market(server))


@pytest.fixture
def connection(market_copy: str) -> Iterator[psycopg.Connection]:
    with connect(market_copy, autocommit=True) as connection:
        yield connection


def only(results: list[CheckResult]) -> CheckResult:
    (result,) = results
    return result


def test_stale_prices_block_when_page_has_been_read(market_copy: str) -> None:
    results = run_checks(market_copy, rules("market", names=["prices_are_fresh"]))
    assert (only(results).status, only(results).severity) == ("failed", "error")
    assert "never been read" not in only(results).message
    assert has_blocking_failure(results)


def test_stale_prices_only_warn_when_page_has_never_been_read(
    market_copy: str, connection: psycopg.Connection
) -> None:
    connection.execute(FORGET_THE_PAGE)
    results = run_checks(market_copy, rules("market", names=["prices_are_fresh"]))
    assert (only(results).status, only(results).severity) == ("failed", "warning")
    assert "the live page has never been read" in only(results).message
    assert "prices reach 2026-04-07" in only(results).message
    assert not has_blocking_failure(results)


@pytest.mark.parametrize(("days_ago", "status"), [(0, "passed"), (2, "passed"), (3, "failed")])
def test_prices_are_fresh_when_last_day_is_at_most_two_days_ago(
    market_copy: str, connection: psycopg.Connection, days_ago: int, status: str
) -> None:
    connection.execute(PRICE_OF_TODAY, [days_ago])
    assert (
        only(run_checks(market_copy, rules("market", names=["prices_are_fresh"]))).status == status
    )


def test_recent_days_end_at_the_last_day_read_when_that_is_long_ago(market_copy: str) -> None:
    result = only(run_checks(market_copy, rules("market", names=["recent_days_have_prices"])))
    assert (result.status, result.rows_checked) == ("passed", 9 * 14)


def test_share_within_tolerance_passes_when_rows_are_missing(
    market_copy: str, connection: psycopg.Connection
) -> None:
    connection.execute("delete from market.nec_prices where date = '2026-03-30'")
    result = only(run_checks(market_copy, rules("market", names=["recent_days_have_prices"])))
    assert (result.status, result.rows_failing, result.samples) == ("passed", 9, [])


def test_future_price_does_not_hide_staleness_when_it_slips_in(
    market_copy: str, connection: psycopg.Connection
) -> None:
    connection.execute("update market.nec_prices set date = '2099-01-01' where date = '2026-04-07'")
    result = only(run_checks(market_copy, rules("market", names=["prices_are_fresh"])))
    assert result.status == "failed"
    assert result.samples[0]["last_published_date"] == "2026-04-06"


def test_only_the_broken_rule_is_errored_when_it_shares_a_scan(
    market_copy: str, connection: psycopg.Connection
) -> None:
    connection.execute("alter table market.nec_prices drop column first_seen_at")
    names = [rule.name for rule in rules("market") if rule.table == "market.nec_prices"]
    results = run_checks(market_copy, rules("market", names=names))
    errored = {result.check_name: result for result in results if result.status == "errored"}
    assert set(errored) == {"prices_are_not_from_the_future"}
    result = errored["prices_are_not_from_the_future"]
    assert "first_seen_at" in result.message
    assert (result.rows_checked, result.rows_failing, result.samples) == (None, None, [])
    assert has_blocking_failure(errored.values())


def test_ana_is_skipped_and_never_passes_when_dbt_has_not_built_it(market_copy: str) -> None:
    results = run_checks(market_copy, rules("ana"))
    assert len(results) == len(rules("ana"))
    assert {result.status for result in results} == {"skipped"}
    assert all("poultryco dbt build" in result.message for result in results)
    assert not has_blocking_failure(results)


def test_missing_collected_table_is_an_error_when_somebody_dropped_it(
    market_copy: str, connection: psycopg.Connection
) -> None:
    connection.execute("drop table market.nec_price_quarantine")
    results = {each.check_name: each for each in run_checks(market_copy, rules("market"))}
    result = results["quarantine_is_settled"]
    assert result.status == "errored"
    assert result.message == "could not be checked: there is no market.nec_price_quarantine"
    assert results["zones_are_reviewed"].status == "passed"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_results_say_why_when_the_database_refuses_the_tables() -> None:
    from expectations.bridge import evaluate

    findings = evaluate("postgresql://nobody:s3cret@/nowhere?host=/nowhere", rules("market"))
    assert {rule.name for rule in rules("market")} == set(findings)
    assert all(finding.error and "s3cret" not in finding.error for finding in findings.values())


def test_empty_warehouse_fails_on_prices_exist_when_nothing_was_loaded(market: str) -> None:
    results = run_checks(market, rules("market"))
    assert {each.check_name for each in results if each.is_bad} == {
        "prices_exist",
        "prices_are_fresh",
    }
    assert {each.instant for each in results} == {None}


def test_every_result_is_recorded_when_checks_pass_or_fail(
    market_copy: str, connection: psycopg.Connection
) -> None:
    connection.execute("update market.nec_zones set state = null where slug = 'pune'")
    before = datetime.now(UTC)
    results = run_checks(market_copy, rules("market"))
    run_checks(market_copy, rules("market", names=["prices_exist"]))
    rows = recorded(connection, str(results[0].run_id))
    assert rows == {each.check_name: (each.status, each.rows_failing) for each in results}
    assert {"passed", "failed"} <= {status for status, _ in rows.values()}
    query = "select * from quality.results where check_name = 'reviewed_zones_are_described'"
    with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
        row = cursor.execute(query).fetchall()[0]
    assert row["samples"][0]["slug"] == "pune"
    assert row["instant"] == datetime(2026, 4, 6, 18, 30, tzinfo=UTC)
    assert before <= row["checked_at"] <= datetime.now(UTC)
    assert connection.execute("select count(distinct run_id) from quality.results").fetchall() == [
        (2,)
    ]


def recorded(connection: psycopg.Connection, run_id: str) -> dict[str, tuple[str, int | None]]:
    found = connection.execute(
        "select check_name, status, rows_failing from quality.results where run_id = %s", [run_id]
    )
    return {name: (status, failing) for name, status, failing in found}


def test_query_of_a_result_returns_the_failing_rows_when_run_by_hand(
    market_copy: str, connection: psycopg.Connection
) -> None:
    for result in run_checks(market_copy, rules("market")):
        assert connection.execute(result.query.encode()).rowcount == result.rows_failing


def test_unknown_name_is_refused_when_schema_has_no_such_check(market_copy: str) -> None:
    with pytest.raises(UnknownCheckError, match="no such check on ana"):
        run_checks(market_copy, rules("ana", names=["prices_exist"]))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_rule_cannot_write_when_its_sql_tries_to(market_copy: str) -> None:
    finding = evaluate_sql(market_copy, "select 1 as id, nextval('public.numbers') > 0 as is_good")
    assert finding.error is not None
    assert "read-only" in finding.error


def evaluate_sql(url: str, sql: str) -> Any:
    from expectations.bridge import evaluate

    with connect(url) as connection:
        connection.execute("create sequence public.numbers")
    rule = Rule(
        name="probe",
        table="market.nec_zones",
        severity="error",
        description="",
        remedy="",
        expect=Query(sql),
    )
    return evaluate(url, [rule])["probe"]


def test_no_connection_stays_open_when_the_run_is_over(
    market_copy: str, connection: psycopg.Connection
) -> None:
    run_checks(market_copy, rules("market"))
    others = (
        "select query from pg_stat_activity where datname = current_database()"
        " and pid <> pg_backend_pid() and backend_type = 'client backend'"
    )
    # The server ends a session some time after its client has closed it.
    until(lambda: not connection.execute(others).fetchall())


WATCH_SOCKETS = """
import socket, sys

attempts = []

def refuse(self, address, *rest):
    if self.family != socket.AF_UNIX:
        attempts.append(address)
        raise OSError("no network here")
    return connect(self, address, *rest)

def refuse_name(*question, **rest):
    attempts.append(question[:2])
    raise OSError("no names here")

connect = socket.socket.connect
socket.socket.connect = socket.socket.connect_ex = refuse
socket.getaddrinfo = refuse_name
try:
    exec(sys.argv[1])
finally:
    print(attempts)
"""


def attempts_of(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", WATCH_SOCKETS, code],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout.splitlines()[-1]


def test_nothing_is_sent_anywhere_when_a_suite_runs(market_copy: str) -> None:
    code = (
        "from expectations.runner import run_checks\n"
        "from expectations.suites import rules\n"
        f"assert run_checks({market_copy!r}, rules('market'))\n"
        # What is sent in the background is sent at the latest when the process ends.
        "import atexit; atexit._run_exitfuncs()"
    )
    assert attempts_of(code) == "[]"


def test_watched_sockets_notice_when_something_is_sent() -> None:
    code = (
        "import urllib.request\n"
        "try: urllib.request.urlopen('http://example.org')\n"
        "except OSError: pass"
    )
    assert "example.org" in attempts_of(code)
