"""Lets a synthetic community live on: days of new activity, edits and deletions, triggers awake.

What a day brings is in `tick/`, a file a subject. Unlike a generated history these days go
through every trigger, as the application would.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import psycopg

from database.community import calendar
from database.community.functions import HERE, Plan, run_file, scaffolding
from database.community.generation import LOCK, CommunityError
from database.connections import connect, describe

LAST_ACTIVITY = """
select greatest(
    (select max(created_at) from soc_posts), (select max(created_at) from ana_activity_log)
)
"""
TODAY_AT = """
create function community.today_at(chance float8) returns timestamptz
language sql immutable parallel safe
return community.until_at() - interval '1 day' + community.hours(chance) * interval '59 minutes'
"""
MEMBERS = "select count(*) from profiles"
PARTITIONS = "select sys_make_partitions(community.until_at()::date, community.until_at()::date)"


def tick(
    url: str, days: int, *, seed: int = 1, progress: Callable[[date], None] = lambda _: None
) -> list[date]:
    """Add days of activity after the last one there was, each in a transaction of its own.

    The same community, seed and day bring the same activity; only what triggers and defaults
    write (`updated_at`, `edited_at`, ...) is the time of the call.

    Args:
        url: A database that `generate` has filled.
        days: How many.
        seed: Which of all possible days.
        progress: Told each day before it is written.

    Returns:
        The days added, days in India.

    Raises:
        CommunityError: Nobody is there, or a day has not come yet.
        DatabaseUnreachableError: The database does not answer.
    """
    added = []
    with connect(url, autocommit=True) as connection:
        for _ in range(days):
            with connection.transaction():
                connection.execute(LOCK)
                day = _next_day(connection, url)
                progress(day)
                _live(connection, day, seed)
            added.append(day)
    return added


def today() -> date:
    """Return the current day in India."""
    return datetime.now(calendar.IST).date()


def _next_day(connection: psycopg.Connection, url: str) -> date:
    row = connection.execute(LAST_ACTIVITY.encode()).fetchone()
    last: datetime | None = row[0] if row else None
    if last is None:
        raise CommunityError(
            f"Nothing can happen in {describe(url)}",
            expected="a synthetic community",
            found="no posts and no activity",
            remedy="make one first: poultryco community generate",
        )
    day = last.astimezone(calendar.IST).date() + timedelta(days=1)
    if day >= today():
        raise CommunityError(
            f"The community of {describe(url)} cannot live on",
            expected="a day that is over",
            found=f"{day}, and today is {today()}",
            remedy="generate a community that ends earlier: --until",
        )
    return day


def _live(connection: psycopg.Connection, day: date, seed: int) -> None:
    connection.execute("set local jit = off")
    row = connection.execute(MEMBERS).fetchone()
    plan = Plan(members=row[0] if row else 0, seed=seed * 1_000_000 + day.toordinal(), until=day)
    with scaffolding(connection, plan):
        connection.execute(TODAY_AT)
        connection.execute(PARTITIONS)
        for file in sorted((HERE / "tick").glob("*.sql")):
            run_file(connection, file)
