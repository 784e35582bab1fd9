"""What pages know of checks: the newest result of each, and since when it is so.

Results of other tools than Great Expectations are read alike. Layout is not decided here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg.rows import class_row

BAD = ("failed", "errored")

# Names are found by jumps along the index: reading every result to know them takes seconds where
# there are months of them. A check that has not run for a month before the newest one was taken
# out of its suite.
NEWEST = """
with recursive names as (

    (select check_name from quality.results order by check_name limit 1)
    union all
    select (select min(check_name) from quality.results where check_name > names.check_name)
    from names
    where names.check_name is not null

)

select
    shown.check_name, shown.tool, shown.suite, shown.schema_name, shown.table_name, shown.module,
    shown.kind, shown.owner, shown.severity, shown.status, shown.message, shown.rows_checked,
    shown.rows_failing, shown.samples, shown.checked_at,
    case when shown.status in ('failed', 'errored') then shown.query end as query,
    case when newest.run_id <> shown.run_id then newest.checked_at end as skipped_at,
    case when newest.run_id <> shown.run_id then newest.message end as skipped_because,
    previous.status as previous_status,
    streak.failing_since
from names
cross join lateral (
    select run_id, checked_at, message
    from quality.results
    where check_name = names.check_name
    order by checked_at desc
    limit 1
) as newest
left join lateral (
    select run_id
    from quality.results
    where check_name = names.check_name and status <> 'skipped'
    order by checked_at desc
    limit 1
) as verdict on true
inner join quality.results as shown
    on shown.check_name = names.check_name
    and shown.run_id = coalesce(verdict.run_id, newest.run_id)
left join lateral (
    select status
    from quality.results
    where check_name = names.check_name and status <> 'skipped' and checked_at < shown.checked_at
    order by checked_at desc
    limit 1
) as previous on true
left join lateral (
    select min(checked_at) as failing_since
    from quality.results
    where
        check_name = names.check_name
        and status <> 'skipped' and status <> 'passed'
        and checked_at <= shown.checked_at
        and checked_at > coalesce((
            select max(held.checked_at)
            from quality.results as held
            where
                held.check_name = names.check_name and held.status <> 'skipped'
                and held.status = 'passed' and held.checked_at < shown.checked_at
        ), '-infinity')
) as streak on true
where
    newest.checked_at > (select max(checked_at) from quality.results) - interval '30 days'
    and (%(suite)s::text is null or shown.suite = %(suite)s)
order by
    case shown.status when 'failed' then 0 when 'errored' then 0 when 'skipped' then 1 else 2 end,
    shown.severity, shown.schema_name desc, shown.table_name, shown.check_name
"""


@dataclass(frozen=True, slots=True)
class Check:
    """The newest verdict on a check; a skipped result only where there was never one. Key: name.

    Attributes:
        check_name: The check; other attributes are as in `quality.results`.
        query: SQL of the failing rows, where there are such.
        skipped_at: When it was skipped last, if that was after the verdict.
        skipped_because: Why.
        previous_status: The verdict before this one; none if this is the first.
        failing_since: The first failing result since it last held, up to this one: of a check
            that holds now, since when it had been failing.
    """

    check_name: str
    tool: str
    suite: str
    schema_name: str
    table_name: str
    module: str
    kind: str
    owner: str
    severity: str
    status: str
    message: str | None
    rows_checked: int | None
    rows_failing: int | None
    samples: list[dict[str, Any]]
    checked_at: datetime
    query: str | None = None
    skipped_at: datetime | None = None
    skipped_because: str | None = None
    previous_status: str | None = None
    failing_since: datetime | None = None

    @property
    def is_bad(self) -> bool:
        """Whether the rule is broken, or could not be checked."""
        return self.status in BAD

    @property
    def is_newly_failing(self) -> bool:
        """Whether it failed for the first time since it last held, or ever."""
        return self.is_bad and self.previous_status not in BAD

    @property
    def is_recovered(self) -> bool:
        """Whether it holds and did not in the run before."""
        return self.status == "passed" and self.previous_status in BAD

    @property
    def outcome(self) -> str:
        """error, warning, passed or skipped: what the newest result counts as."""
        if self.skipped_at is not None or self.status == "skipped":
            return "skipped"
        return self.severity if self.is_bad else "passed"

    @property
    def table(self) -> str:
        """The table with its schema."""
        return f"{self.schema_name}.{self.table_name}"


def read_checks(connection: psycopg.Connection, suite: str | None = None) -> list[Check]:
    """Return every check, or those of a suite: bad ones first, errors before warnings."""
    with connection.cursor(row_factory=class_row(Check)) as cursor:
        return cursor.execute(NEWEST.encode(), {"suite": suite}).fetchall()


def sample_columns(check: Check) -> list[str]:
    """Return the columns of a check's failing rows, in the order they first appear."""
    return list(dict.fromkeys(name for sample in check.samples for name in sample))
