"""Fills an operational database with a synthetic community, whole or not at all.

What a community consists of is in `sql/`, a file a module, in the order of their numbers. The
triggers sleep meanwhile: counters are set at the end, and `verification` asks the catalog
whether every rule holds.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from database.community.bulk_loading import without_indexes
from database.community.functions import HERE, Plan, run_file, scaffolding
from database.community.recounting import recount
from database.connections import connect, describe
from database.errors import PlatformError

LOCK = "select pg_advisory_xact_lock(hashtextextended('poultryco community', 0))"
SESSION = """
set local session_replication_role = replica;
set local jit = off;
set local work_mem = '128MB';
set local lock_timeout = '5s'
"""
PARTITIONS = """
select sys_make_partitions(
    (community.until_at() - interval '13 months')::date, community.until_at()::date
)
"""
PRICES = """
create table community.prices (
    zone_id uuid, day date, suggested integer, prevailing integer
)
"""
TABLES = """
select relname
from pg_class
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
order by relname
"""


class CommunityError(PlatformError):
    """A community cannot be made there."""


@dataclass(frozen=True, slots=True)
class PriceFigure:
    """A real price of a zone and day in India, rupees per 100 eggs; one of the two or both."""

    zone_id: UUID
    day: date
    suggested: int | None
    prevailing: int | None


@dataclass(frozen=True, slots=True)
class Generated:
    """What was made.

    Attributes:
        rows: Rows of each table afterwards.
        seconds: How long it took, indexes and counters included.
    """

    rows: dict[str, int]
    seconds: float


def generate(
    url: str,
    plan: Plan,
    prices: Iterable[PriceFigure],
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> Generated:
    """Make the community that the plan describes, in one transaction.

    Args:
        url: The operational database, with its tables and reference data and nobody in it.
        plan: Size, seed and last day.
        prices: Figures to copy into nec_prices; those after the last day are left out.
        progress: Told what is made next.

    Raises:
        CommunityError: Somebody is there already, or reference data is missing. Nothing was
            changed.
        DatabaseUnreachableError: The database does not answer.
    """
    began = time.monotonic()
    with connect(url) as connection:
        connection.execute(LOCK)
        _require_nobody(connection, url)
        _require_reference_data(connection, url)
        connection.execute(SESSION)
        with scaffolding(connection, plan), without_indexes(connection, progress=progress):
            connection.execute(PARTITIONS.encode())
            _copy_prices(connection, plan, prices)
            for file in sorted((HERE / "sql").glob("[1-9]*.sql")):
                progress(file.stem)
                run_file(connection, file)
            progress("counters")
            recount(connection)
    progress("vacuum analyze")
    with connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
        rows = count_rows(connection)
    return Generated(rows, time.monotonic() - began)


def require_nobody(url: str) -> None:
    """Refuse a database in which somebody is, before anything is prepared in it.

    Raises:
        CommunityError: It has profiles.
        DatabaseUnreachableError: The database does not answer.
    """
    with connect(url, read_only=True) as connection:
        row = connection.execute("select to_regclass('public.profiles') is not null").fetchone()
        if row and row[0]:
            _require_nobody(connection, url)


def count_rows(connection: psycopg.Connection) -> dict[str, int]:
    """Return the rows of every table of the schema."""
    names = [str(row[0]) for row in connection.execute(TABLES.encode()).fetchall()]
    counted = SQL(" union all ").join(
        SQL("select {}, (select count(*) from {})").format(Literal(name), Identifier(name))
        for name in names
    )
    return {str(name): int(count) for name, count in connection.execute(counted)}


def _require_reference_data(connection: psycopg.Connection, url: str) -> None:
    row = connection.execute("select count(*) from ref_roles").fetchone()
    if not row or not row[0]:
        raise CommunityError(
            f"A community cannot be made in {describe(url)}",
            expected="the reference data",
            found="no roles",
            remedy="load it first: poultryco db seed",
        )


def _require_nobody(connection: psycopg.Connection, url: str) -> None:
    row = connection.execute("select count(*) from profiles").fetchone()
    members = row[0] if row else 0
    if members:
        raise CommunityError(
            f"A community cannot be made in {describe(url)}",
            expected="a database without members",
            found=f"{members} profiles",
            remedy="name an empty database with --url: a synthetic community is never mixed "
            "with people",
        )


def _copy_prices(connection: psycopg.Connection, plan: Plan, prices: Iterable[PriceFigure]) -> None:
    connection.execute(PRICES)
    with connection.cursor().copy("copy community.prices from stdin") as copy:
        for price in prices:
            if price.day <= plan.until:
                copy.write_row((price.zone_id, price.day, price.suggested, price.prevailing))
