"""The register of zones: loading the seed file, matching names, reviewing what was unknown."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from database.connections import connect
from ingestion.necc import cells
from ingestion.necc.sheet import Basis
from ingestion.necc.zone_register import ZoneRegister, ZoneRegisterError, zone_id_of
from ingestion.necc.zones import ZONES_FILE, load_zones
from tests.necc_sheets import Revision, Stored, at, everything, load, prices, revisions

S, P = Basis.SUGGESTED, Basis.PREVAILING
ADDED = "new-town,New Town,consumption_center,West Bengal,suggested,,,38\n"


@pytest.fixture
def connection(market: str) -> Iterator[psycopg.Connection]:
    with connect(market, autocommit=True) as connection:
        yield connection


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """A copy of the seed file for a test to edit."""
    copy = tmp_path / "nec_zones.csv"
    copy.write_bytes(ZONES_FILE.read_bytes())
    return copy


def add_row(seed: Path, row: str) -> None:
    seed.write_text(seed.read_text() + row)


def add_alias(seed: Path, zone: str, alias: str) -> None:
    text = seed.read_text()
    assert f"suggested,,,{zone}" in text
    seed.write_text(text.replace(f"suggested,,,{zone}", f"suggested,{alias},,{zone}"))


def zone_names(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute("select name from market.nec_zones")}


@pytest.mark.lesson("A06")
def test_register_holds_every_zone_when_seed_is_loaded(connection: psycopg.Connection) -> None:
    found = connection.execute(
        "select zone_type, count(*), count(*) filter (where is_active) from market.nec_zones"
        " group by zone_type order by zone_type"
    )
    assert found.fetchall() == [("consumption_center", 17, 16), ("production_center", 20, 18)]


def test_ids_come_from_slugs_when_seed_is_loaded(connection: psycopg.Connection) -> None:
    rows = connection.execute("select slug, id from market.nec_zones").fetchall()
    assert all(zone_id == zone_id_of(slug) for slug, zone_id in rows)
    assert str(dict(rows)["bengaluru-cc"]) == "03775795-aba3-5330-b5e4-4563ac545d45"


def test_nothing_changes_when_seed_is_loaded_again(connection: psycopg.Connection) -> None:
    before = everything(connection)
    assert load_zones(connection) == 0
    assert everything(connection) == before


def test_only_the_edited_zone_changes_when_seed_is_edited(
    connection: psycopg.Connection, seed: Path
) -> None:
    add_alias(seed, "21", "Poona")
    before = everything(connection)["zones"]
    assert load_zones(connection, seed) == 1
    assert len(set(everything(connection)["zones"]) - set(before)) == 1
    assert ZoneRegister.from_database(connection).zone_id("poona") == zone_id_of("pune")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("ranchi   (cc)", "ranchi-cc"),
        ("Lucknow", "luknow-cc"),
        ("BANGALORE (CC)", "bengaluru-cc"),
        ("East Godavari", "e-godavari"),
        ("Prayagraj (CC)", "allahabad-cc"),
    ],
)
def test_name_resolves_when_the_register_has_that_spelling(
    connection: psycopg.Connection, name: str, slug: str
) -> None:
    assert ZoneRegister.from_database(connection).resolve(name) == zone_id_of(slug)


@pytest.mark.lesson("A06")
@pytest.mark.parametrize(
    "name", ["Pun", "Pune (CC)", "Navi Mumbai (CC)", "Godavari", "Luknow CC", ""]
)
def test_name_is_unknown_when_it_only_resembles_a_zone(
    connection: psycopg.Connection, name: str
) -> None:
    assert ZoneRegister.from_database(connection).resolve(name) is None


@pytest.mark.parametrize("name", ["Luknow CC", "नमक्कल", "()"])
def test_unknown_name_gets_a_slug_of_its_own_when_another_zone_has_it(
    connection: psycopg.Connection, name: str
) -> None:
    load(connection, {("zone", S, 1): 450, (name, S, 1): 460}, at(0))
    assert prices(connection)[name, "suggested", 1].price == 460
    assert len(zone_names(connection)) == 39


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,X,production_center,Goa,suggested,pune,,38\n", "Two zones claim the name 'pune'"),
        ("x,X,production_center,Goa,suggested,,soon,38\n", "Line 39"),
        ("x,X\n", "Line 39"),
    ],
)
def test_seed_is_refused_when_it_contradicts_itself(
    connection: psycopg.Connection, seed: Path, row: str, message: str
) -> None:
    add_row(seed, row)
    before = everything(connection)
    with pytest.raises(ZoneRegisterError, match=message):
        load_zones(connection, seed)
    assert everything(connection) == before


@pytest.mark.parametrize(
    ("slug", "printed"), [("new-town", "NEW TOWN"), ("bidhannagar", "New Town")]
)
def test_zone_keeps_its_prices_when_its_review_makes_it_a_zone(
    connection: psycopg.Connection, seed: Path, slug: str, printed: str
) -> None:
    load(connection, {(printed, S, 1): 450, (printed, S, 2): "x"}, at(0))
    load(connection, {(printed, S, 1): 455, (printed, S, 2): "x"}, at(1))
    add_row(seed, ADDED.replace("new-town", slug))
    assert load_zones(connection, seed) > 0
    zone = connection.execute(
        "select id, name, is_active from market.nec_zones where sort_order = 38"
    )
    assert zone.fetchall() == [(zone_id_of(slug), "New Town", True)]
    assert prices(connection) == {("New Town", "suggested", 1): Stored(455, "scraped", False)}
    assert revisions(connection) == [Revision("New Town", "suggested", 1, 450, 455, at(1))]
    for table in ("nec_price_quarantine", "nec_sheet_rows"):
        found = connection.execute(f"select zone_id from market.{table}")
        assert found.fetchall() == [(zone_id_of(slug),)]
    assert load_zones(connection, seed) == 0


def test_prices_move_to_the_zone_when_an_unknown_name_becomes_its_alias(
    connection: psycopg.Connection, seed: Path
) -> None:
    """Poona was shown until the page took to calling it Pune, with one price corrected."""
    other = {("Ajmer", S, 1): 400}
    load(
        connection,
        other | {("Poona", S, 1): 450, ("Poona", S, 2): 451, ("Poona", S, 3): "x"},
        at(0),
    )
    load(
        connection,
        other | {("Poona", S, 1): 449, ("Poona", S, 2): 451, ("Poona", P, 4): 470},
        at(1),
    )
    load(connection, other | {("Pune", S, 1): 449, ("Pune", S, 2): 452}, at(2))
    add_alias(seed, "21", "Poona")
    assert load_zones(connection, seed) == 2
    assert "Poona" not in zone_names(connection)
    assert prices(connection) == {
        ("Ajmer", "suggested", 1): Stored(400, "scraped", False),
        ("Pune", "suggested", 1): Stored(449, "scraped", False),
        ("Pune", "suggested", 2): Stored(452, "scraped", False),
        ("Pune", "prevailing", 4): Stored(470, "scraped", True),
    }
    moved = connection.execute("select cell_text, zone_id from market.nec_price_quarantine")
    assert moved.fetchall() == [("x", zone_id_of("pune"))]
    first_seen = connection.execute(
        "select first_seen_at from market.nec_prices where zone_id = %s and date = '2026-04-04'",
        [zone_id_of("pune")],
    )
    assert first_seen.fetchall() == [(at(1),)]


def test_price_comes_back_when_the_known_zone_had_vanished_under_the_new_name(
    connection: psycopg.Connection, seed: Path
) -> None:
    load(connection, {("Pune", S, 1): 450}, at(0))
    load(connection, {("Poona", S, 1): 450}, at(1))
    assert prices(connection)["Pune", "suggested", 1].is_vanished
    add_alias(seed, "21", "Poona")
    load_zones(connection, seed)
    assert prices(connection) == {("Pune", "suggested", 1): Stored(450, "scraped", False)}
    (vanished, returned) = revisions(connection)
    assert vanished == Revision("Pune", "suggested", 1, 450, None, at(1))
    assert returned[:5] == ("Pune", "suggested", 1, None, 450)


def test_other_basis_of_a_shared_day_is_filled_when_zones_are_merged(
    connection: psycopg.Connection, seed: Path
) -> None:
    load(connection, {("Pune", S, 2): 450, ("Poona", P, 1): 470}, at(0))
    load(connection, {("Pune", S, 1): 450, ("Poona", P, 1): 470}, at(1))
    add_alias(seed, "21", "Poona")
    load_zones(connection, seed)
    assert prices(connection) == {
        ("Pune", "suggested", 1): Stored(450, "scraped", False),
        ("Pune", "suggested", 2): Stored(450, "scraped", True),
        ("Pune", "prevailing", 1): Stored(470, "scraped", False),
    }
    times = connection.execute(
        "select first_seen_at, last_changed_at from market.nec_prices where date = '2026-04-01'"
    )
    assert times.fetchall() == [(at(0), at(1))]


def test_stronger_source_wins_when_zones_with_the_same_day_are_merged(
    connection: psycopg.Connection, seed: Path
) -> None:
    load(connection, {("Pune", S, 1): 450, ("Poona", S, 2): 460}, at(0))
    register = ZoneRegister.from_database(connection)
    for name, day, price in (("Poona", 1, 999), ("Pune", 2, 998)):
        with connection.transaction():
            cells.begin(connection)
            connection.execute(
                "insert into incoming_cells values (%s, make_date(2026, 4, %s), 'suggested', %s,"
                " 'imported')",
                [register.zone_id(name), day, price],
            )
            cells.apply_cells(connection, seen_at=at(1 + day), sheet_id=None)
    add_alias(seed, "21", "Poona")
    load_zones(connection, seed)
    assert prices(connection) == {
        ("Pune", "suggested", 1): Stored(450, "scraped", False),
        ("Pune", "suggested", 2): Stored(460, "scraped", False),
    }
