"""Runs checks and records what they found. What is asked stands in `suites`.

A passing rule costs its share of one scan. Only for a rule that fails are rows fetched, the
first ones by key.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg

from database.check_results import CheckResult, Status, code_version, record
from database.connections import connect
from database.locks import REPLICATION, shared
from expectations.circumstances import Circumstances, WhyNot, look_around
from expectations.core import core_catalog
from expectations.findings import UNTOUCHED, Finding
from expectations.profiles import Profile, keep_profiles, profiles_of
from expectations.rules import TOOL, Rule
from expectations.samples import first_rows
from expectations.scans import SET_UP
from expectations.suites import rules
from expectations.touched import NOTHING, keep_verified, read_scopes
from expectations.unusual import record_unusual


@dataclass(frozen=True, slots=True)
class Run:
    """What the results of one run share; `unasked` says why rules were not asked, by name."""

    circumstances: Circumstances
    unasked: Mapping[str, WhyNot]
    run_id: UUID
    checked_at: datetime


def run_checks(
    url: str,
    selected: Sequence[Rule] | None = None,
    *,
    since_last: bool = False,
    on_wait: Callable[[], None] | None = None,
) -> list[CheckResult]:
    """Check the warehouse and write every result, passes too, into `quality.results`.

    A whole sweep of replicas also takes their profile, and records what of it is unusual.

    Args:
        url: The warehouse; its own tables must be there (`database.bring_up`).
        selected: What is asked, from `suites.rules`; everything without it.
        since_last: Of a rule about a replica that held, look only at rows that were touched
            since, by the change records of replication.
        on_wait: Called once if a replication is at work and the checks wait for it.

    Returns:
        A result for each rule, in the order given. A rule that cannot be evaluated is
        `errored`; one on a table that is not there yet, or on replicas that are at different
        instants, is `skipped`.

    Raises:
        DatabaseUnreachableError: The warehouse does not answer.
    """
    asked = rules() if selected is None else tuple(selected)
    with (
        _replicas_still(url, asked, on_wait),
        connect(url, read_only=True, autocommit=True) as connection,
    ):
        # Failing rows are found by the very joins and recounts that a scan counted them by.
        connection.execute(SET_UP.encode())
        circumstances = look_around(connection, asked)
        whys = ((rule.name, circumstances.why_not(rule)) for rule in asked)
        unasked = {name: why for name, why in whys if why is not None}
        runnable = [rule for rule in asked if rule.name not in unasked]
        scopes = read_scopes(connection, runnable) if since_last else {}
        profiles = {} if since_last else _profiles(connection, runnable, circumstances)
        findings = _evaluate(url, runnable, scopes, profiles)
        run = Run(circumstances, unasked, uuid4(), datetime.now(UTC))
        results = [_result(rule, findings.get(rule.name), connection, run) for rule in asked]
    with connect(url) as connection:
        record(connection, results)
        _keep(connection, asked, results, circumstances)
        taken = [each for each in profiles.values() if each.counted is not None]
        keep_profiles(connection, taken)
        record_unusual(connection, taken)
    return results


def _replicas_still(
    url: str, asked: Sequence[Rule], on_wait: Callable[[], None] | None
) -> AbstractContextManager[None]:
    """Keep replication from publishing while its replicas are looked at.

    One scan after the other would see them at different instants. One snapshot for all scans
    would not do: a table that is rewritten meanwhile, as when a column becomes wider, looks
    empty to older snapshots, and an empty table keeps every rule.
    """
    if any(rule.suite == "core" for rule in asked):
        return shared(url, REPLICATION, on_wait=on_wait)
    return nullcontext()


def _evaluate(
    url: str,
    runnable: Sequence[Rule],
    scopes: Mapping[str, str],
    profiles: Mapping[str, Profile],
) -> Mapping[str, Finding]:
    untouched = {name: UNTOUCHED for name, scope in scopes.items() if scope == NOTHING}
    runnable = [rule for rule in runnable if rule.name not in untouched]
    if not runnable:
        return untouched
    from expectations.bridge import evaluate

    return untouched | evaluate(url, runnable, among=scopes, profiles=profiles)


def _profiles(
    connection: psycopg.Connection, runnable: Sequence[Rule], circumstances: Circumstances
) -> dict[str, Profile]:
    """Return what else the passes over replicas count."""
    replicas = {rule.table for rule in runnable if rule.suite == "core"}
    if not replicas:
        return {}
    instants = {
        table: instant for table, instant in circumstances.instants.items() if table in replicas
    }
    return profiles_of(connection, core_catalog(), instants)


def _keep(
    connection: psycopg.Connection,
    asked: Sequence[Rule],
    results: Sequence[CheckResult],
    circumstances: Circumstances,
) -> None:
    """Remember which rules about replicas hold, for whoever asks about what changed since."""
    of_core = [
        (rule, result)
        for rule, result in zip(asked, results, strict=True)
        if rule.suite == "core" and result.status != "skipped"
    ]
    held = [
        (rule, circumstances.replication_of(rule))
        for rule, result in of_core
        if result.status == "passed"
    ]
    keep_verified(connection, held, [rule for rule, result in of_core if result.is_bad])


def _result(
    rule: Rule, finding: Finding | None, connection: psycopg.Connection, run: Run
) -> CheckResult:
    status = _status(rule, finding, run)
    return CheckResult(
        run_id=run.run_id,
        checked_at=run.checked_at,
        check_name=rule.name,
        tool=TOOL,
        suite=rule.suite,
        schema_name=rule.schema,
        table_name=rule.table_name,
        owner=rule.owner,
        severity=run.circumstances.severity_of(rule),
        status=status,
        message=_message(rule, finding, run),
        rows_checked=finding.rows_checked if finding else None,
        rows_failing=finding.rows_failing if finding else None,
        samples=first_rows(connection, rule.failing_rows_sql) if status == "failed" else [],
        query=rule.failing_rows_sql,
        seconds=finding.seconds if finding else 0.0,
        code_version=code_version(),
        instant=run.circumstances.instant_of(rule),
        module=rule.module,
        kind=rule.kind,
    )


def _status(rule: Rule, finding: Finding | None, run: Run) -> Status:
    if finding is None:
        return "errored" if run.unasked[rule.name].is_error else "skipped"
    if finding.error is not None:
        return "errored"
    return "passed" if finding.is_success else "failed"


def _message(rule: Rule, finding: Finding | None, run: Run) -> str:
    if finding is None:
        return str(run.unasked[rule.name])
    if finding.error is not None:
        return f"could not be checked: {finding.error}"
    return _counts(rule, finding) + run.circumstances.note_on(rule)


def _counts(rule: Rule, finding: Finding) -> str:
    checked, failing = finding.rows_checked, finding.rows_failing
    if finding.is_untouched:
        return "nothing that could break it changed since it held: no row looked at"
    if not checked:
        return "no rows to check"
    if not failing:
        return f"{checked:,} rows checked, none breaks the rule"
    share = f"{failing:,} of {checked:,} rows break the rule"
    if rule.tolerance:
        share += f" ({failing / checked:.1%}; allowed are {rule.tolerance:.0%})"
    return share
