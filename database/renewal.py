"""What goes stale by itself in an operational database, and is renewed by functions of its schema.

Every function here may run at any time and as often as one likes: a second run finds nothing to
do. Each raises DatabaseUnreachableError where the database does not answer,
DatabaseInterruptedError where something that passes cut it short, DatabaseRefusedError where the
schema is not there or this user may not. What is past its time and deleted is `upkeep`.
"""

from datetime import date, timedelta

from database.connections import connect
from database.refusals import explained

PEOPLE_IN_A_TRANSACTION = 200
# Views of profiles, which a day is computed from, are kept so long.
DAYS_KEPT = 180

MAKE_MONTHS = "select sys_make_partitions()"
DROP_MONTHS = "select drop_old_months()"
EXPIRE = "select expired, rows_expired from expire_what_is_over()"
REFRESH_VIEWS = "select view_name, duration_ms from refresh_all_materialized_views()"
LAST_DAY = """
select (now() at time zone 'UTC')::date - 1, max(date) from usr_engagement_analytics
"""
RECORD_DAY = "select record_engagement_day(%s)"
SUGGEST = """
select due.id, refresh_connection_suggestions(due.id)
from (
    select id
    from profiles
    where last_active_at > now() - interval '30 days' and id > %s
    order by id
    limit %s
) as due
order by due.id
"""
BEFORE_EVERYBODY = "00000000-0000-0000-0000-000000000000"


def make_months(url: str) -> list[str]:
    """Make the partitions of this month and the next three; return the names of new ones."""
    with explained("The months of the logs cannot be made"), connect(url) as connection:
        return [str(name) for (name,) in connection.execute(MAKE_MONTHS)]


def drop_old_months(url: str) -> list[str]:
    """Drop the months of logs that are wholly past their retention; return their names."""
    with explained("Old months of the logs cannot be dropped"), connect(url) as connection:
        return [str(name) for (name,) in connection.execute(DROP_MONTHS)]


def expire(url: str) -> dict[str, int]:
    """Mark memberships and invitations that are over; return the number of each table."""
    with explained("What is over cannot be marked"), connect(url) as connection:
        return {str(table): int(rows) for table, rows in connection.execute(EXPIRE)}


def refresh_views(url: str) -> dict[str, float]:
    """Refresh the materialized views while others read them; return milliseconds of each."""
    with explained("The materialized views cannot be refreshed"), connect(url) as connection:
        return {str(view): float(spent) for view, spent in connection.execute(REFRESH_VIEWS)}


def record_engagement_days(url: str) -> dict[date, int]:
    """Write what happened to people on each day (UTC) that is over; return people by day.

    Yesterday and the days since the last one written, each a transaction, so that a week
    without upkeep is caught up with. Where nothing was ever written, yesterday alone.
    """
    found: dict[date, int] = {}
    with (
        explained("The days of engagement cannot be recorded"),
        connect(url, autocommit=True) as connection,
    ):
        [(yesterday, last)] = connection.execute(LAST_DAY).fetchall()
        for day in _days_to_record(last, yesterday):
            [(people,)] = connection.execute(RECORD_DAY, [day]).fetchall()
            found[day] = people
    return found


def refresh_suggestions(url: str) -> tuple[int, int]:
    """Renew whom people active in the last 30 days might want to connect with.

    A transaction for 200 people: what is cut short keeps those that are done.

    Returns:
        Number of people looked at, and of suggestions open for them.
    """
    people, suggestions, last = 0, 0, BEFORE_EVERYBODY
    with (
        explained("Suggestions of connections cannot be renewed"),
        connect(url, autocommit=True) as connection,
    ):
        while rows := connection.execute(SUGGEST, [last, PEOPLE_IN_A_TRANSACTION]).fetchall():
            people += len(rows)
            suggestions += sum(number for _, number in rows)
            last = rows[-1][0]
    return people, suggestions


def _days_to_record(last: date | None, yesterday: date) -> list[date]:
    """Return yesterday and what was missed before it, oldest first."""
    first = min(yesterday, last + timedelta(days=1)) if last else yesterday
    first = max(first, yesterday - timedelta(days=DAYS_KEPT - 2))
    return [first + timedelta(days=days) for days in range((yesterday - first).days + 1)]
