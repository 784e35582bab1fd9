"""What `poultryco status` says: looked at without starting or changing anything."""

from collections.abc import Iterator

import psycopg

from database.connections import DatabaseUnreachableError, connect, describe
from database.server import WAREHOUSE_DATABASE, EmbeddedServer
from database.settings import Settings

PRICES = """
select format('%s of %s zones, %s to %s', count(*), count(distinct zone_id), min(date), max(date))
from market.nec_prices
having count(*) > 0
"""
REPLICAS = """
select format('%s of %s tables of core, %s rows, as of %s UTC',
              count(*) filter (where problem is null and instant is not null), count(*),
              sum(row_count), max(instant)::timestamp(0))
from quality.replica_state
having count(*) > 0
"""
LAST_CHECKS = """
with newest as (
    select distinct on (check_name) status, checked_at
    from quality.results
    order by check_name, checked_at desc
)
select format('%s passed, %s failed, %s skipped, the last at %s UTC',
              count(*) filter (where status = 'passed'),
              count(*) filter (where status in ('failed', 'errored')),
              count(*) filter (where status = 'skipped'), max(checked_at)::timestamp(0))
from newest
having count(*) > 0
"""


def status_lines(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield name and value of each line."""
    yield "environment", settings.environment.value
    yield "home", str(settings.home)
    if settings.warehouse_url is None or settings.source_url is None:
        yield "embedded server", _server_state(settings)
    url = _warehouse_if_up(settings)
    yield "warehouse", describe(url) if url else "not up; `poultryco up` brings it up"
    if url:
        yield "prices", _ask(url, PRICES)
        yield "replicas", _ask(url, REPLICAS)
        yield "last checks", _ask(url, LAST_CHECKS)


def _server_state(settings: Settings) -> str:
    server = EmbeddedServer(settings.home)
    if not settings.home.exists() or not server.data_folder.exists():
        return "not made yet; `poultryco up` makes it"
    state = "running" if server.is_running() else "stopped"
    return f"{state}, PostgreSQL {server.major_version}, files in {server.base}"


def _warehouse_if_up(settings: Settings) -> str | None:
    if settings.warehouse_url is not None:
        return settings.warehouse_url.get_secret_value()
    server = EmbeddedServer(settings.home)
    is_up = settings.home.exists() and server.data_folder.exists() and server.is_running()
    return server.url(WAREHOUSE_DATABASE) if is_up else None


def _ask(url: str, question: str) -> str:
    try:
        with connect(url, read_only=True) as connection:
            row = connection.execute(question.encode()).fetchone()
    except DatabaseUnreachableError as error:
        return f"no answer: {error.found}"
    except psycopg.errors.UndefinedTable:
        return "no tables yet; `poultryco up` makes them"
    return str(row[0]) if row else "none yet"
