"""Runs the suite and records what it found. What is asked stands in `market`.

A passing rule costs its share of one scan. Only for a rule that fails are rows fetched, the
first ones by key.
"""

import warnings
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg

from database.check_results import CheckResult, Severity, Status, code_version, record
from database.connections import connect
from expectations.market import SUITE, Schema, rules
from expectations.rules import Rule

if TYPE_CHECKING:
    from expectations.bridge import Finding

SAMPLE_SIZE = 20
IST = ZoneInfo("Asia/Kolkata")

LAST_PUBLISHED_DAY = """
select max(date) from market.nec_prices where date <= (now() at time zone 'Asia/Kolkata')::date
"""
PAGE_WAS_READ = "select exists(select from market.nec_coverage where origin = 'sheet')"
MISSING_TABLES = "select name from unnest(%s::text[]) as name where to_regclass(name) is null"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the verdicts of a run depend on besides the rows.

    Attributes:
        last_published_date: The last day with a price; none without prices.
        page_was_read: Whether a sheet of the live page was ever loaded.
        missing_tables: Tables that rules read and that are not there, with their schema.
    """

    last_published_date: date | None
    page_was_read: bool
    missing_tables: frozenset[str]


def run_suite(
    url: str, *, schema: Schema | None = None, names: Collection[str] | None = None
) -> list[CheckResult]:
    """Check the warehouse and write every result, passes too, into `quality.results`.

    Args:
        url: The warehouse; its own tables must be there (`database.bring_up`).
        schema: Only rules about tables of this schema; both without it.
        names: Only these rules.

    Returns:
        A result for each rule, in the order of the suite. A rule that cannot be evaluated is
        `errored`; one on a table that dbt has not built yet is `skipped`.

    Raises:
        UnknownCheckError: A name is not in the suite.
        DatabaseUnreachableError: The warehouse does not answer.
    """
    selected = rules(schema, names=names)
    run = {"run_id": uuid4(), "checked_at": datetime.now(UTC)}
    with connect(url, read_only=True, autocommit=True) as connection:
        circumstances = _look_around(connection, selected)
        runnable = [
            rule for rule in selected if not rule.tables_read & circumstances.missing_tables
        ]
        findings = _evaluate(url, runnable)
        results = [
            _result(rule, findings.get(rule.name), circumstances, connection, run)
            for rule in selected
        ]
    with connect(url) as connection:
        record(connection, results)
    return results


def _look_around(connection: psycopg.Connection, selected: Iterable[Rule]) -> Circumstances:
    tables = {name for rule in selected for name in rule.tables_read}
    return Circumstances(
        last_published_date=connection.execute(LAST_PUBLISHED_DAY).fetchall()[0][0],
        page_was_read=connection.execute(PAGE_WAS_READ).fetchall()[0][0],
        missing_tables=frozenset(
            name for (name,) in connection.execute(MISSING_TABLES, [sorted(tables)])
        ),
    )


def _evaluate(url: str, runnable: Sequence[Rule]) -> Mapping[str, "Finding"]:
    if not runnable:
        return {}
    with warnings.catch_warnings():
        # Great Expectations imports modules that Python has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        from expectations.bridge import evaluate
    return evaluate(url, runnable)


def _result(
    rule: Rule,
    finding: "Finding | None",
    circumstances: Circumstances,
    connection: psycopg.Connection,
    run: Mapping[str, Any],
) -> CheckResult:
    status = _status(rule, finding, circumstances)
    last_day = circumstances.last_published_date
    return CheckResult(
        **run,
        check_name=rule.name,
        tool="great_expectations",
        suite=SUITE,
        schema_name=rule.schema,
        table_name=rule.table_name,
        owner=rule.owner,
        severity=severity_of(rule, page_was_read=circumstances.page_was_read),
        status=status,
        message=_message(rule, finding, circumstances),
        rows_checked=finding.rows_checked if finding else None,
        rows_failing=finding.rows_failing if finding else None,
        samples=_first_failing_rows(connection, rule) if status == "failed" else [],
        query=rule.failing_rows_sql,
        seconds=finding.seconds if finding else 0.0,
        code_version=code_version(),
        instant=datetime.combine(last_day, time.min, IST) if last_day else None,
    )


def severity_of(rule: Rule, *, page_was_read: bool) -> Severity:
    """Return how much a failure weighs; before the first reading of the page, age only warns."""
    return "warning" if rule.depends_on_recency and not page_was_read else rule.severity


def _status(rule: Rule, finding: "Finding | None", circumstances: Circumstances) -> Status:
    if finding is None:
        return "errored" if _lost(rule, circumstances) else "skipped"
    if finding.error is not None:
        return "errored"
    return "passed" if finding.is_success else "failed"


def _message(rule: Rule, finding: "Finding | None", circumstances: Circumstances) -> str:
    if finding is None:
        return _missing(rule, circumstances)
    if finding.error is not None:
        return f"could not be checked: {finding.error}"
    message = _counts(rule, finding)
    if rule.depends_on_recency and not circumstances.page_was_read:
        last_day = circumstances.last_published_date
        reach = f"prices reach {last_day}" if last_day else "there are no prices"
        message += f"; the live page has never been read, so this warns at most ({reach})"
    return message


def _missing(rule: Rule, circumstances: Circumstances) -> str:
    if lost := _lost(rule, circumstances):
        return f"could not be checked: there is no {', '.join(sorted(lost))}"
    unbuilt = ", ".join(sorted(rule.tables_read & circumstances.missing_tables))
    return f"skipped: dbt has not built {unbuilt} yet; run `poultryco dbt build`"


def _lost(rule: Rule, circumstances: Circumstances) -> set[str]:
    """Return missing tables that nobody has to build: the platform's own are always there."""
    missing = rule.tables_read & circumstances.missing_tables
    return {table for table in missing if not table.startswith("ana.")}


def _counts(rule: Rule, finding: "Finding") -> str:
    checked, failing = finding.rows_checked, finding.rows_failing
    if not checked:
        return "no rows to check"
    if not failing:
        return f"{checked:,} rows checked, none breaks the rule"
    share = f"{failing:,} of {checked:,} rows break the rule"
    if rule.tolerance:
        share += f" ({failing / checked:.1%}; allowed are {rule.tolerance:.0%})"
    return share


def _first_failing_rows(connection: psycopg.Connection, rule: Rule) -> list[dict[str, Any]]:
    # json, unlike jsonb, keeps the columns in their order: the key first.
    query = (
        f"select row_to_json(failing) from ({rule.failing_rows_sql}) as failing"  # noqa: S608
        f" limit {SAMPLE_SIZE}"
    )
    rows = [row for (row,) in connection.execute(query.encode())]
    return [{name: row[name] for name in row if name != "is_good"} for row in rows]
