"""What the templates are given: results paired with what the pages say about them. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from expectations.rules import TOOL, Rule
from reporting.prices.rows import CoverageMonth
from reporting.quality.health import Modules, by_module, by_owner, headline
from reporting.quality.reader import DAYS, first_day
from reporting.quality.rows import ModelBuild, Replica, Snapshot
from reporting.quality.trends import check_trends, days_of_checks, days_until, share_trends
from reporting.results import Check, sample_columns

MONTHS_OF_COVERAGE = 12
DAY_STATES = ("published", "missing", "not_listed", "not_read")
REMEDIES = {
    "reconciliation": "Do what docs/cookbooks/replication.md says of what the message names.",
    "dbt": "See the rows by the query; mend the model or what it reads; `poultryco dbt build`.",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that does not hold, with all that its owner needs.

    Attributes:
        check: The newest verdict.
        module_key: The module it belongs to.
        module: What people call that.
        asserts: What should be so; empty where only the message tells.
        remedy: What to do.
        columns: Columns of its samples.
        key_columns: Those that tell which row it is.
    """

    check: Check
    module_key: str
    module: str
    asserts: str
    remedy: str
    columns: list[str]
    key_columns: list[str]

    @property
    def since(self) -> datetime:
        """The first failing result without one that held after it."""
        return self.check.failing_since or self.check.checked_at

    @property
    def sample_keys(self) -> list[str]:
        """The keys of the first failing rows, as column = value."""
        return [
            ", ".join(f"{name} = {sample.get(name)}" for name in self.key_columns)
            for sample in self.check.samples
        ]


@dataclass(frozen=True, slots=True)
class ReplicaRow:
    """A replica with what its last proof said.

    Attributes:
        replica: The table.
        module: What people call its module.
        is_behind: Others are at a later instant.
        proof: The newest verdict on whether it equals its source; none before the first.
    """

    replica: Replica
    module: str
    is_behind: bool
    proof: Check | None


@dataclass(frozen=True, slots=True)
class BuildRow:
    """A table of dbt with what its age means.

    Attributes:
        build: When it was built, and how old it may become.
        late_since: Since when it is older than that; none while it is not.
    """

    build: ModelBuild
    late_since: datetime | None

    @property
    def hours_allowed(self) -> int:
        """How many hours old it may become."""
        return round(self.build.may_be / timedelta(hours=1))


def of_today(checks: Iterable[Check], rules: Mapping[str, Rule]) -> list[Check]:
    """Return the checks without those that no suite asks any more."""
    return [check for check in checks if check.tool != TOOL or check.check_name in rules]


def failures(checks: Iterable[Check], rules: Mapping[str, Rule], modules: Modules) -> list[Failure]:
    """Return what fails now: errors first, then what is new, then the oldest."""
    found = [
        _failure(check, rules.get(check.check_name), modules) for check in checks if check.is_bad
    ]
    return sorted(
        found,
        key=lambda each: (
            each.check.severity,
            not each.check.is_newly_failing,
            each.since,
            each.check.check_name,
        ),
    )


def _failure(check: Check, rule: Rule | None, modules: Modules) -> Failure:
    key = modules.key_of(check)
    columns = sample_columns(check)
    keys = [name for name in rule.key if name in columns] if rule else []
    return Failure(
        check=check,
        module_key=key,
        module=modules.title(key),
        asserts=rule.description if rule else "",
        remedy=rule.remedy if rule else REMEDIES.get(check.tool, ""),
        columns=columns,
        key_columns=keys or columns[:1],
    )


def context_of(snapshot: Snapshot, rules: Mapping[str, Rule], modules: Modules) -> dict[str, Any]:
    """Return the names the templates use, besides what every page has."""
    checks = of_today(snapshot.checks, rules)
    groups = by_module(checks, modules)
    found = failures(checks, rules, modules)
    days = days_until(first_day(snapshot.last_day), snapshot.last_day) if snapshot.last_day else []
    checked_at = max((check.skipped_at or check.checked_at for check in checks), default=None)
    known_at = newest_moment(snapshot, checked_at)
    by_day = days_of_checks(snapshot.histories, days)
    return {
        "headline": headline(checks, groups),
        "checks": checks,
        "checked_at": checked_at,
        "known_at": known_at,
        "counts": Counter(check.outcome for check in checks),
        "failures": found,
        "new_count": sum(each.check.is_newly_failing for each in found),
        "recovered": [check for check in checks if check.is_recovered],
        "modules": groups,
        "owners": by_owner(checks),
        "days": days,
        "days_count": DAYS,
        "by_day": by_day,
        "trends": check_trends(checks, by_day),
        "shares": share_trends(checks, snapshot.histories, days, modules.key_of),
        "replication": snapshot.replication,
        "replicas": replica_rows(snapshot.replicas, checks, modules),
        "newest_instant": newest_instant(snapshot.replicas),
        "builds": build_rows(snapshot.builds, known_at),
        "reading": snapshot.reading,
        "coverage": coverage_of_a_year(snapshot.coverage),
    }


def replica_rows(
    replicas: Sequence[Replica], checks: Iterable[Check], modules: Modules
) -> list[ReplicaRow]:
    """Return the replicas: stopped ones first, then those that are behind, then by name."""
    proofs = {check.table_name: check for check in checks if check.tool == "reconciliation"}
    newest = newest_instant(replicas)
    rows = [
        ReplicaRow(
            replica=each,
            module=modules.title(module_of(each.table_name, modules)),
            is_behind=each.strategy != "absent" and each.instant != newest,
            proof=proofs.get(each.table_name),
        )
        for each in replicas
    ]
    return sorted(
        rows,
        key=lambda row: (
            row.replica.problem is None,
            not (row.proof and row.proof.is_bad),
            not row.is_behind,
            row.replica.table_name,
        ),
    )


def module_of(table: str, modules: Modules) -> str:
    """Return the key of a table's module; empty where the dictionary does not know it."""
    known = modules.catalog.tables.get(table)
    return (known.module or "").rstrip("_") if known else ""


def newest_instant(replicas: Iterable[Replica]) -> datetime | None:
    """Return the instant that the newest replica is at."""
    return max((each.instant for each in replicas if each.instant), default=None)


def newest_moment(snapshot: Snapshot, checked_at: datetime | None) -> datetime | None:
    """Return the newest moment that the warehouse tells of: ages are told against it.

    Not against the clock: the same warehouse gives the same pages.
    """
    run = snapshot.replication
    moments = [
        checked_at,
        *((run.started_at, run.finished_at) if run else ()),
        *(build.built_at for build in snapshot.builds),
    ]
    return max((each for each in moments if each), default=None)


def build_rows(builds: Iterable[ModelBuild], known_at: datetime | None) -> list[BuildRow]:
    """Return the tables of dbt: late ones first, then those behind their replicas, then by name."""
    rows = []
    for build in builds:
        due = build.built_at + build.may_be
        rows.append(BuildRow(build, due if known_at and due < known_at else None))
    return sorted(
        rows,
        key=lambda row: (
            row.late_since is None,
            not row.build.replications_behind,
            row.build.schema_name,
            row.build.table_name,
        ),
    )


def coverage_of_a_year(coverage: Sequence[CoverageMonth]) -> dict[str, int]:
    """Return the zone-days of the last twelve months with prices, by state; empty without any."""
    months = sorted({row.price_month for row in coverage})[-MONTHS_OF_COVERAGE:]
    recent = [row for row in coverage if row.price_month in months]
    if not recent:
        return {}
    return {state: sum(getattr(row, f"{state}_count") for row in recent) for state in DAY_STATES}
