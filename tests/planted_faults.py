"""A small warehouse that keeps every rule, and faults to plant into copies of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg

from database.bring_up import WAREHOUSE_MIGRATIONS
from database.check_results import CheckResult
from database.connections import connect
from database.migrations import migrate
from database.server import EmbeddedServer
from expectations.samples import SAMPLE_SIZE
from ingestion.necc.archive import import_archive
from ingestion.necc.sheet import Basis
from ingestion.necc.zones import load_zones
from tests.databases import ensure_template
from tests.dbt_project import dbt_on
from tests.necc_sheets import load

ZONES = (
    "namakkal",
    "pune",
    "w-godavari",
    "e-godavari",
    "chittoor",
    "chennai-cc",
    "warangal",
    "hyderabad",
    "nagpur",
)
FIRST_DAY = date(2024, 1, 1)
APRIL = date(2026, 4, 1)
LAST_DAY = date(2026, 4, 7)
"""The last day with prices; the window of the recent days begins on 25 March."""

KEEP_A_LITTLE = """
delete from market.nec_prices where date < %(first)s;
delete from market.nec_prices where zone_id not in (
    select id from market.nec_zones where slug = any(%(slugs)s)
);
delete from market.nec_zones where slug <> all(%(slugs)s);
delete from market.nec_coverage where sheet_month < %(first)s;
"""
# Keys, references, checks and contracts would refuse most faults; a rule must not need them.
DROP_GUARDS = """
do $$
declare each record;
begin
    for each in
        select conrelid::regclass as relation, conname from pg_constraint
        where connamespace::regnamespace::text in ('market', 'ana')
            and contype in ('p', 'u', 'f', 'c')
    loop
        execute format('alter table %s drop constraint if exists %I cascade',
                       each.relation, each.conname);
    end loop;
end $$;
alter table market.nec_prices
    alter column year drop expression if exists,
    alter column month drop expression if exists,
    alter column day_of_month drop expression if exists;
"""


@dataclass(frozen=True)
class Fault:
    """A fault in the data, and what finding it looks like.

    Attributes:
        rule: The rule that must find it.
        sql: Plants it.
        rows: Parts of the rows the rule must show: all of them, by key.
        also: Rules that cannot but break with it.
    """

    rule: str
    sql: str
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    also: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.rule


def small_market(server: EmbeddedServer) -> str:
    """Return the template of two years of nine zones, with April read from the page.

    Between two readings of April one price was corrected, one vanished, and a cell that had
    been refused was mended.
    """
    return ensure_template(server, "template_small_market", _fill_market)


def small_ana(server: EmbeddedServer, target: Path) -> str:
    """Return the template of the same with the models of dbt; dbt writes its files to `target`."""

    def fill(url: str) -> None:
        with dbt_on(url, target) as dbt:
            dbt("run")
        with connect(url) as connection:
            connection.execute(DROP_GUARDS)

    return ensure_template(server, "template_small_ana", fill, start=small_market(server))


def _fill_market(url: str) -> None:
    migrate(url, WAREHOUSE_MIGRATIONS)
    with connect(url) as connection:
        load_zones(connection)
        import_archive(connection)
        for statement in KEEP_A_LITTLE.split(";")[:-1]:
            connection.execute(statement.encode(), {"first": FIRST_DAY, "slugs": list(ZONES)})
        april = _april(connection)
        pune_before = {("Pune", Basis.SUGGESTED, 1): 999, ("Pune", Basis.SUGGESTED, 3): "4O5"}
        pune_after = {("Pune", Basis.SUGGESTED, 2): None}
        load(connection, {**april, **pune_before}, datetime(2026, 4, 7, 5, tzinfo=UTC), APRIL)
        load(connection, {**april, **pune_after}, datetime(2026, 4, 7, 11, tzinfo=UTC), APRIL)
        connection.execute(DROP_GUARDS)
    with connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _april(connection: psycopg.Connection) -> dict[tuple[str, Basis, int], int | str | None]:
    rows = connection.execute(
        """
        select zone.name, basis, day_of_month, price
        from market.nec_prices
        inner join market.nec_zones as zone on zone.id = zone_id
        cross join lateral (values
            ('suggested', suggested_price), ('prevailing', prevailing_price)
        ) as cell (basis, price)
        where date >= %s and price is not null
        """,
        [APRIL],
    )
    return {(name, Basis(basis), day): price for name, basis, day, price in rows}


def plant(url: str, fault: Fault) -> None:
    """Plant a fault."""
    with connect(url) as connection:
        connection.execute(fault.sql.encode())


def assert_found(results: list[CheckResult], fault: Fault) -> None:
    """Assert that the rule finds the rows of the fault and no others, and no other rule fails."""
    bad = {result.check_name: result for result in results if result.is_bad}
    messages = {name: result.message for name, result in bad.items()}
    assert set(bad) - fault.also == {fault.rule}, messages
    found = bad[fault.rule]
    assert found.status == "failed", found.message
    assert found.rows_failing == len(fault.rows), f"{found.message}: {found.samples}"
    wanted = fault.rows[:SAMPLE_SIZE]
    shown = [
        {name: row.get(name) for name in part}
        for row, part in zip(found.samples, wanted, strict=True)
    ]
    assert shown == wanted, found.samples
