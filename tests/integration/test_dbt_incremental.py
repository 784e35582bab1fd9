"""Whatever happens to the prices, in whatever order: incremental runs end like a full refresh.

The history starts in January 2009, where the calendar of the models starts, so that it is short.
Two judges: a full refresh by dbt, and a plain Python reading of the rules for the last known and
the previous price, which no SQL of ours can have wrong in the same way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from database.connections import connect
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.dbt_project import DbtInProcess, dbt_on

pytestmark = pytest.mark.timeout(600)

DAILY = "ana_necc_daily_prices"
FIRST_DAY = date(2009, 1, 1)
MONTHS = (FIRST_DAY, date(2009, 2, 1))
ZONES = tuple(UUID(int=number) for number in (1, 2))
RESET = """
truncate market.nec_zones, raw.necc_sheets cascade;
insert into raw.necc_sheets (
    sheet_month, report_type, sha256, body_zlib, body_bytes, http_status, fetched_at
) values ('2009-01-01', 'daily', repeat('0', 64), '', 0, 200, '2009-01-01');
insert into market.nec_zones (id, name, slug, zone_type, state, section, sort_order)
select id, 'Zone ' || nth, 'zone-' || nth, 'production_center', 'Kerala', 'suggested', nth
from unnest(%s::uuid[]) with ordinality as zones (id, nth);
"""
PRICE = """
insert into market.nec_prices (
    zone_id, date, {basis}_price, {basis}_source, first_seen_at, last_changed_at
) values (%s, %s, %s, %s, %s, %s)
on conflict (zone_id, date) do update set
    {basis}_price = excluded.{basis}_price, {basis}_source = excluded.{basis}_source,
    {basis}_vanished_at = null, last_changed_at = excluded.last_changed_at
"""
COVERAGE = """
insert into market.nec_coverage (sheet_month, origin, covered_until, sheet_id, read_at)
values (%s, %s, %s, (select min(sheet_id) from raw.necc_sheets where %s), '2009-03-01')
on conflict (sheet_month, origin) do update set covered_until = excluded.covered_until
"""
SHEET_ROW = """
insert into market.nec_sheet_rows (sheet_month, zone_id, basis, sheet_id, published_days_count)
values (%s, %s, %s, (select min(sheet_id) from raw.necc_sheets), 0) on conflict do nothing
"""
REVIEW = "update market.nec_zones set needs_review = %s, is_active = not %s where id = %s"


@dataclass(frozen=True)
class Change:
    """Something that happens to the warehouse between two runs."""

    statement: str
    values: tuple[Any, ...] = ()


def days_of(month: date) -> st.SearchStrategy[date]:
    return st.integers(0, 7).map(lambda passed: month + timedelta(days=passed))


zones = st.sampled_from(ZONES)
months = st.sampled_from(MONTHS)
days = months.flatmap(days_of)
bases = st.sampled_from(["suggested", "prevailing"])
times = st.sampled_from(["2009-03-01", "2009-03-02"])


@st.composite
def prices(draw: st.DrawFn) -> Change:
    """A new price, a late one or a correction, at times without a new time of change."""
    source = draw(st.sampled_from(["scraped", "imported"]))
    values = (draw(zones), draw(days), draw(st.integers(100, 1000)), source, "2009-03-01")
    return Change(PRICE.format(basis=draw(bases)), (*values, draw(times)))


@st.composite
def vanishing(draw: st.DrawFn) -> Change:
    """A price that a later sheet no longer shows."""
    basis = draw(bases)
    statement = f"update market.nec_prices set {basis}_vanished_at = '2009-03-03'"
    return Change(f"{statement} where date >= %s and {basis}_price is not null", (draw(days),))


@st.composite
def coverage(draw: st.DrawFn) -> Change:
    """A month that is read, further or less far than before."""
    month = draw(months)
    origin = draw(st.sampled_from(["sheet", "archive"]))
    return Change(COVERAGE, (month, origin, draw(days_of(month)), origin == "sheet"))


changes = st.one_of(
    prices(),
    prices(),
    prices(),
    vanishing(),
    coverage(),
    st.builds(lambda *row: Change(SHEET_ROW, row), months, zones, bases),
    st.builds(lambda zone, on: Change(REVIEW, (on, on, zone)), zones, st.booleans()),
    st.builds(lambda day: Change("delete from market.nec_prices where date >= %s", (day,)), days),
    st.builds(
        lambda month: Change("delete from market.nec_coverage where sheet_month = %s", (month,)),
        months,
    ),
    st.builds(
        lambda zone, day: Change(
            "update market.nec_zones set listed_until = %s where id = %s", (day, zone)
        ),
        zones,
        st.none() | days,
    ),
    st.builds(
        lambda zone: Change("update market.nec_zones set state = 'Goa' where id = %s", (zone,)),
        zones,
    ),
)
histories = st.lists(st.lists(changes, min_size=3, max_size=15), min_size=2, max_size=4)


@pytest.fixture(scope="module")
def warehouse_url(server: EmbeddedServer, empty_template: str) -> Iterator[str]:
    with copy_of(server, empty_template) as url:
        yield url


@pytest.fixture(scope="module")
def dbt(warehouse_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DbtInProcess]:
    with dbt_on(warehouse_url, tmp_path_factory.mktemp("dbt")) as dbt:
        dbt("run", "--select", f"+{DAILY}")
        yield dbt


def reset(connection: psycopg.Connection) -> None:
    for statement in filter(str.strip, RESET.split(";")):
        connection.execute(statement, [list(ZONES)] if "%s" in statement else None)


def rows_of(connection: psycopg.Connection, relation: str) -> list[dict[str, Any]]:
    statement = f"select to_jsonb(r) as row from {relation} as r order by zone_id, price_date"
    return [row for (row,) in connection.execute(statement)]


def as_read_by_the_rules(zone_days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add to each day what looks back, a day at a time; `zone_days` by zone and day."""
    rows = []
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for day in zone_days:
        zone, basis = day["zone_id"], day["price_basis"]
        before = newest.get((zone, basis), {}) if basis else {}
        for each in ("suggested", "prevailing"):
            if day[f"{each}_price_inr_per_100_eggs"] is not None:
                newest[zone, each] = newest[zone, "any"] = day
        known = newest.get((zone, "any"), {})
        rows.append(
            day
            | {
                "previous_price_date": before.get("price_date"),
                "previous_price_inr_per_100_eggs": before.get(f"{basis}_price_inr_per_100_eggs"),
                "last_known_price_date": known.get("price_date"),
                "last_known_price_inr_per_100_eggs": known.get("price_inr_per_100_eggs"),
            }
        )
    return rows


@settings(
    max_examples=5,
    deadline=None,
    # Every step runs dbt: to shrink a failure would take minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(history=histories)
def test_incremental_runs_end_like_a_full_refresh_when_prices_come_in_any_order(
    dbt: DbtInProcess, warehouse_url: str, history: list[list[Change]]
) -> None:
    with connect(warehouse_url, autocommit=True) as connection:
        reset(connection)
        for batch in history:
            for change in batch:
                connection.execute(change.statement, change.values)
            dbt("run", "--select", DAILY)
        incremental = rows_of(connection, f"ana.{DAILY}")
        expected = as_read_by_the_rules(rows_of(connection, "intermediate.int_necc_zone_days"))
        dbt("run", "--full-refresh", "--select", DAILY)
        assert incremental == rows_of(connection, f"ana.{DAILY}")
        assert incremental == [
            found | row for found, row in zip(incremental, expected, strict=True)
        ]


def test_a_tail_is_the_only_thing_written_when_one_zone_gets_a_late_price(
    dbt: DbtInProcess, warehouse_url: str
) -> None:
    with connect(warehouse_url, autocommit=True) as connection:
        reset(connection)
        connection.execute(COVERAGE, (date(2009, 2, 1), "sheet", date(2009, 2, 28), True))
        dbt("run", "--select", DAILY)
        late = (ZONES[1], date(2009, 2, 26), 400, "scraped", "2009-03-01", "2009-03-01")
        connection.execute(PRICE.format(basis="suggested"), late)
        before = versions_of(connection)
        dbt("run", "--select", DAILY)
        written = versions_of(connection).items() - before.items()
    assert {key for key, _ in written} == {(ZONES[1], date(2009, 2, day)) for day in (26, 27, 28)}


def test_nothing_is_written_when_nothing_changed(dbt: DbtInProcess, warehouse_url: str) -> None:
    with connect(warehouse_url, autocommit=True) as connection:
        reset(connection)
        price = (ZONES[0], date(2009, 1, 5), 400, "scraped", "2009-03-01", "2009-03-01")
        connection.execute(PRICE.format(basis="prevailing"), price)
        dbt("run", "--select", DAILY)
        before = versions_of(connection)
        dbt("run", "--select", DAILY)
        assert versions_of(connection) == before
        assert len(before) == len(ZONES) * 5


def versions_of(connection: psycopg.Connection) -> dict[tuple[UUID, date], str]:
    """Return the transaction that wrote each row."""
    statement = f"select zone_id, price_date, xmin::text from ana.{DAILY}"
    return {(zone, day): written for zone, day, written in connection.execute(statement)}
