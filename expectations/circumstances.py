"""What verdicts depend on besides the rows: which tables there are, how far the data reaches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import psycopg

from database.check_results import Severity
from expectations.rules import Rule

IST = ZoneInfo("Asia/Kolkata")
LAST_PUBLISHED_DAY = """
select max(date) from market.nec_prices where date <= (now() at time zone 'Asia/Kolkata')::date
"""
PAGE_WAS_READ = "select exists(select from market.nec_coverage where origin = 'sheet')"
MISSING_TABLES = "select name from unnest(%s::text[]) as name where to_regclass(name) is null"
REPLICAS = """
select format('core.%s', table_name), instant, run_id
from quality.replica_state
where instant is not null
"""
BY = {"ana": "dbt has not built {} yet; run `poultryco dbt build`"}
BY["core"] = "{} is not replicated yet; run `poultryco replicate`"
APART = "different instants"
"""How the reason begins where replicas are not of one replication, and somebody has to be told."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a rule cannot be asked. `is_error`: what is missing is not somebody's to make first."""

    message: str
    is_error: bool

    def __str__(self) -> str:
        return f"{'could not be checked' if self.is_error else 'skipped'}: {self.message}"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the verdicts of a run depend on besides the rows.

    Attributes:
        last_published_date: The last day with a price; none without prices.
        page_was_read: Whether a sheet of the live page was ever loaded.
        missing_tables: Tables that rules read and that are not there, with their schema.
        instants: The instant each replica is at.
        replications: The replication that each replica is of.
    """

    last_published_date: date | None
    page_was_read: bool
    missing_tables: frozenset[str]
    instants: Mapping[str, datetime]
    replications: Mapping[str, int]

    def why_not(self, rule: Rule) -> WhyNot | None:
        """Return why the rule cannot be asked; None when it can."""
        missing = rule.tables_read & self.missing_tables
        lost = {table for table in missing if table.partition(".")[0] not in BY}
        if lost:
            return WhyNot(f"there is no {', '.join(sorted(lost))}", is_error=True)
        if missing:
            return WhyNot(_to_be_made(missing), is_error=False)
        replicas = [table for table in sorted(rule.tables_read) if table.startswith("core.")]
        unread = [table for table in replicas if table not in self.instants]
        if unread:
            message = f"{', '.join(unread)} was never filled; `poultryco replicate` says why"
            return WhyNot(message, is_error=False)
        apart = {table: self.instants[table] for table in replicas}
        if len(set(apart.values())) > 1:
            at = ", ".join(
                f"{table} at {instant:%Y-%m-%d %H:%M:%S}" for table, instant in apart.items()
            )
            return WhyNot(f"{APART}: {at}; run `poultryco replicate`", is_error=False)
        return None

    def severity_of(self, rule: Rule) -> Severity:
        """Return how much a failure weighs; before the page was ever read, age only warns."""
        is_lowered = rule.depends_on_recency and not self.page_was_read
        return "warning" if is_lowered else rule.severity

    def note_on(self, rule: Rule) -> str:
        """Return what a verdict has to say of the page, after its counts."""
        if not rule.depends_on_recency or self.page_was_read:
            return ""
        last_day = self.last_published_date
        reach = f"prices reach {last_day}" if last_day else "there are no prices"
        return f"; the live page has never been read, so this warns at most ({reach})"

    def instant_of(self, rule: Rule) -> datetime | None:
        """Return the instant of the data that a rule looks at."""
        return self.instants.get(rule.table) if rule.suite == "core" else self.prices_instant

    @property
    def prices_instant(self) -> datetime | None:
        """The midnight in India that began the last published day."""
        last_day = self.last_published_date
        return datetime.combine(last_day, time.min, IST) if last_day else None

    def replication_of(self, rule: Rule) -> int:
        """Return the replication up to which all that a rule about replicas reads has come."""
        return min(self.replications[table] for table in rule.tables_read)


def look_around(connection: psycopg.Connection, selected: Iterable[Rule]) -> Circumstances:
    """Return the circumstances of the rules that are to be asked."""
    tables = {name for rule in selected for name in rule.tables_read}
    replicas = connection.execute(REPLICAS.encode()).fetchall()
    return Circumstances(
        last_published_date=connection.execute(LAST_PUBLISHED_DAY).fetchall()[0][0],
        page_was_read=connection.execute(PAGE_WAS_READ).fetchall()[0][0],
        missing_tables=frozenset(
            name for (name,) in connection.execute(MISSING_TABLES, [sorted(tables)])
        ),
        instants={name: instant for name, instant, _ in replicas},
        replications={name: run_id for name, _, run_id in replicas},
    )


def _to_be_made(missing: Iterable[str]) -> str:
    by_schema: dict[str, list[str]] = {}
    for table in sorted(missing):
        by_schema.setdefault(table.partition(".")[0], []).append(table)
    return "; ".join(BY[schema].format(", ".join(names)) for schema, names in by_schema.items())
