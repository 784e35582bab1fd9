"""Rows the quality report is made of, as the warehouse gives them. No queries, no layout.

Days are calendar days in India, instants carry their zone. Checks themselves are `results.Check`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from reporting.prices.rows import CoverageMonth, Reading
from reporting.results import Check


@dataclass(frozen=True, slots=True)
class History:
    """The verdicts on a check, day by day. Key: check_name. Days without one are left out.

    Attributes:
        check_name: The check.
        days: The days, oldest first.
        are_bad: Whether any verdict of the day was bad.
        rows_failing: The most rows that broke the rule on the day; none where not counted.
    """

    check_name: str
    days: list[date]
    are_bad: list[bool]
    rows_failing: list[int | None]


@dataclass(frozen=True, slots=True)
class Replica:
    """How a table of core stands to its source. Key: table_name.

    Attributes:
        table_name: The table.
        instant: The instant of the source that it is at; none: never read.
        strategy: How it was read last; absent: the source has no such table.
        row_count: Its rows.
        verified_at: When every row was last compared with the source.
        problem: Why it stopped following its source.
    """

    table_name: str
    instant: datetime | None
    strategy: str | None
    row_count: int
    verified_at: datetime | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Replication:
    """The newest replication."""

    status: str
    message: str | None
    started_at: datetime
    finished_at: datetime | None
    instant: datetime | None


@dataclass(frozen=True, slots=True)
class ModelBuild:
    """When dbt last built a table of its own. Key: schema_name, table_name.

    Attributes:
        schema_name: Its schema.
        table_name: The table.
        owner: The team that owns it.
        built_at: When it was built last.
        may_be: How old it may become.
        instant: The instant of core that it holds; none where it is not built from changes.
        replications_behind: Later replications that it has not looked at; none as above.
    """

    schema_name: str
    table_name: str
    owner: str
    built_at: datetime
    may_be: timedelta
    instant: datetime | None
    replications_behind: int | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the report shows, read at one instant.

    Attributes:
        checks: The newest verdict on each, bad ones first.
        histories: Of each check with a verdict in the days that are drawn.
        last_day: The newest day with a result; none without any.
        replicas: Tables of core, those with a problem first.
        replication: The newest one; none before the first.
        builds: Tables of dbt whose build was noted, by name.
        reading: What is known of prices; none while dbt has not built them.
        coverage: Days of prices by zone and month; empty while dbt has not built them.
    """

    checks: list[Check]
    histories: list[History]
    last_day: date | None
    replicas: list[Replica]
    replication: Replication | None
    builds: list[ModelBuild]
    reading: Reading | None
    coverage: list[CoverageMonth]
