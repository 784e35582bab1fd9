"""Figures of the replicas that a whole sweep counts in the pass of its checks, and keeps.

How a pass reads a table is `scans` and `bridge`; whether figures are as usual is `unusual`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import psycopg

from database.catalog import Catalog
from expectations.circumstances import IST
from expectations.core_parts import Declared, replicated

OWNER = "data-platform"
MOMENT = "created_at"
CLOSED_DAYS = 7
FEWEST_ROWS = 50
"""A share of fewer rows than that says nothing."""

ROWS, CREATED, EMPTY, DISTINCT = "rows", "rows created", "empty", "distinct values"
COLUMNS = """
select relname, attname
from pg_attribute
inner join pg_class on pg_class.oid = attrelid
where relnamespace = 'core'::regnamespace and attnum > 0 and not attisdropped
"""
KEEP = """
insert into quality.profiles (table_name, figure, column_name, day, value, instant)
values (%s, %s, %s, %s, %s, %s)
on conflict (table_name, figure, column_name, day) do update
set value = excluded.value, instant = excluded.instant
"""
# Free: the database has it from its last look at the table. Of columns with many values it is
# a share of the rows, which tells nothing that the number of rows does not.
KEEP_DISTINCT = """
insert into quality.profiles (table_name, figure, column_name, day, value, instant)
select tablename, 'distinct values', attname, %(day)s, n_distinct, %(instant)s
from pg_stats
where schemaname = 'core' and tablename = any(%(tables)s) and n_distinct between 1 and 1000
on conflict (table_name, figure, column_name, day) do update
set value = excluded.value, instant = excluded.instant
"""
FORGET = "delete from quality.profiles where day < %s::date - 800"


class Figure(NamedTuple):
    """A figure of a table: SQL of an aggregate over its rows, called `this`."""

    name: str
    column: str
    day: date
    sql: str


@dataclass(slots=True)
class Profile:
    """The figures of one table, and what the pass over it counted: none until it has.

    Attributes:
        table: The table of core, without its schema.
        module: Prefix of its module.
        owner: Who is asked.
        instant: The instant it is at.
        figures: What is counted.
        counted: In the order of the figures, the number of all rows last.
    """

    table: str
    module: str
    owner: str
    instant: datetime
    figures: tuple[Figure, ...]
    counted: Sequence[int] | None = None

    @property
    def day(self) -> date:
        """The day of the instant in India."""
        return self.instant.astimezone(IST).date()

    def values(self) -> list[tuple[str, str, date, float]]:
        """Return name, column, day and value of each figure; shares of too few rows are left."""
        if self.counted is None:
            return []
        rows = self.counted[-1]
        pairs = list(zip(self.figures, self.counted, strict=False))
        created = [value for figure, value in pairs if figure.name == CREATED]
        among = sum(created) if created else rows
        kept = [(ROWS, "", self.day, float(rows))]
        for figure, value in pairs:
            if figure.name == CREATED:
                kept.append((*figure[:3], float(value)))
            elif among >= FEWEST_ROWS:
                kept.append((*figure[:3], value / among))
        return kept


def profiles_of(
    connection: psycopg.Connection, catalog: Catalog, instants: Mapping[str, datetime]
) -> dict[str, Profile]:
    """Return what to count of each replica, by its name with the schema.

    Args:
        connection: The warehouse.
        catalog: Says which columns may be empty.
        instants: The instant of each replica.
    """
    there: dict[str, set[str]] = {}
    for table, column in connection.execute(COLUMNS):
        there.setdefault(table, set()).add(column)
    return {
        each.replica: _profile(each, instants[each.replica], there[each.name])
        for each in replicated(catalog)
        if each.replica in instants and each.name in there
    }


def _profile(declared: Declared, instant: datetime, there: set[str]) -> Profile:
    today = instant.astimezone(IST).date()
    days = [today - timedelta(days=age) for age in range(CLOSED_DAYS, 0, -1)]
    has_moment = MOMENT in there
    figures = [Figure(CREATED, "", day, _count(_within(day, day))) for day in days]
    among = f"{_within(days[0], days[-1])} and " if has_moment else ""
    empties = [
        Figure(EMPTY, name, today, _count(f"{among}this.{name} is null"))
        for name, column in declared.table.columns.items()
        if name in there and not column.is_required and not column.generated
    ]
    return Profile(
        table=declared.name,
        module=(declared.table.module or "").rstrip("_"),
        owner=declared.catalog.owner_of(declared.name) or OWNER,
        instant=instant,
        figures=tuple([*figures, *empties] if has_moment else empties),
    )


def _within(first: date, last: date) -> str:
    begin = datetime.combine(first, datetime.min.time(), IST).isoformat()
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), IST).isoformat()
    return f"this.{MOMENT} >= '{begin}' and this.{MOMENT} < '{end}'"


def _count(condition: str) -> str:
    return f"count(*) filter (where {condition})"


def keep_profiles(connection: psycopg.Connection, taken: Iterable[Profile]) -> None:
    """Keep what was counted; of a day that is counted again, the later figure."""
    by_instant: dict[datetime, list[Profile]] = {}
    for each in taken:
        by_instant.setdefault(each.instant, []).append(each)
    with connection.cursor() as cursor:
        for instant, of_instant in by_instant.items():
            rows = [(each.table, *value, instant) for each in of_instant for value in each.values()]
            cursor.executemany(KEEP, rows)
            tables = [each.table for each in of_instant]
            about = {"day": of_instant[0].day, "instant": instant, "tables": tables}
            cursor.execute(KEEP_DISTINCT, about)
            cursor.execute(FORGET, [of_instant[0].day])
