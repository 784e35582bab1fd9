"""Loading seed files: what is changed and what is not, and which files are refused."""

import csv
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connections import connect
from database.identifiers import zone_id_of
from database.seed_files import SeedError
from database.seeding import SEEDS, SeedReport, seed
from database.server import EmbeddedServer
from tests.databases import copy_of

PLACES = ("ref_countries", "ref_states", "ref_currencies", "ref_country_currencies")


@pytest.fixture(scope="module")
def worker_database(server: EmbeddedServer, source_template: str) -> Iterator[str]:
    with copy_of(server, source_template) as url:
        yield url


@pytest.fixture
def database(worker_database: str) -> Iterator[str]:
    """URL of an operational database without a row in the tables that files fill."""
    yield worker_database
    # Ten times quicker than to truncate them with all that refers to them.
    deletes = [f"delete from {path.stem}" for path in SEEDS.glob("*.csv")]
    with connect(worker_database) as connection:
        connection.execute("set local session_replication_role = replica")
        connection.execute("; ".join(deletes).encode())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the real files about places."""
    for table in PLACES:
        shutil.copy(SEEDS / f"{table}.csv", tmp_path)
    return tmp_path


def query(url: str, text: str) -> list[tuple[object, ...]]:
    with connect(url, read_only=True) as connection:
        return connection.execute(text.encode()).fetchall()


def execute(url: str, text: str) -> None:
    with connect(url) as connection:
        connection.execute(text.encode())


def changes(reports: list[SeedReport]) -> dict[str, tuple[int, int]]:
    """Rows inserted and updated of each table that changed."""
    found = {each.table: (each.inserted, each.updated) for each in reports}
    return {table: counts for table, counts in found.items() if any(counts)}


def replace(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def contents(url: str) -> dict[str, object]:
    return {
        table: query(url, f"select md5(string_agg(t::text, '|' order by id)) from {table} t")
        for table in PLACES
    }


# The real files


@pytest.mark.lesson("M05")
def test_every_file_loads_and_a_second_time_changes_nothing(database: str) -> None:
    first = seed(database)
    assert {each.table for each in first} == {path.stem for path in SEEDS.glob("*.csv")}
    assert all(each.inserted == each.rows > 0 for each in first)
    before = contents(database)
    second = seed(database)
    assert changes(second) == {}
    assert all(each.unchanged == each.rows for each in second)
    assert contents(database) == before


def test_every_row_of_every_file_is_there(database: str) -> None:
    for each in seed(database):
        assert query(database, f"select count(*) from {each.table}") == [(each.rows,)]


def test_every_reference_leads_where_the_file_says(database: str) -> None:
    seed(database)
    assert query(
        database,
        "select c.code, count(*) from ref_states s join ref_countries c on c.id = country_id"
        " where c.code in ('IN', 'US') group by 1 order by 1",
    ) == [("IN", 36), ("US", 51)]
    assert query(
        database,
        "select top.slug from ref_product_categories leaf"
        " join ref_product_categories middle on middle.id = leaf.parent_category_id"
        " join ref_product_categories top on top.id = middle.parent_category_id"
        " where leaf.slug = 'maize'",
    ) == [("feed",)]
    assert query(
        database,
        "select code from ref_currencies where id ="
        " (select currency_id from ref_country_currencies where is_default and country_id ="
        "  (select id from ref_countries where is_default))",
    ) == [("INR",)]


def test_every_entity_type_names_a_module(database: str) -> None:
    seed(database)
    unknown = query(
        database,
        "select type from ref_entity_types"
        " where module is null or module not in (select prefix from sys_modules)",
    )
    assert unknown == []


def test_price_zones_have_the_ids_they_have_everywhere(database: str) -> None:
    seed(database)
    zones = query(database, "select slug, id, is_active from nec_zones")
    assert all(zone_id == zone_id_of(str(slug)) for slug, zone_id, _ in zones)
    assert sorted(slug for slug, _, is_active in zones if not is_active) == [
        "asansole",
        "burdwan-cc",
        "midnapur-kol",
    ]


@pytest.mark.lesson("B10")
def test_b10_a_link_of_country_and_currency_can_be_updated(database: str) -> None:
    seed(database)
    execute(database, "update ref_country_currencies set is_default = not is_default")
    reports = [each for each in seed(database) if each.updated]
    assert [(each.table, each.updated) for each in reports] == [("ref_country_currencies", 42)]


@pytest.mark.lesson("B11")
def test_b11_roles_notification_types_and_admin_roles_load(database: str) -> None:
    reports = {each.table: each.inserted for each in seed(database)}
    assert reports["ref_roles"] == 14
    assert reports["ref_notification_types"] == 13
    assert reports["adm_roles"] == 5


@pytest.mark.lesson("B13")
def test_b13_no_account_is_made(database: str) -> None:
    seed(database)
    for table in ("auth_users", "profiles", "adm_users"):
        assert query(database, f"select count(*) from {table}") == [(0,)]


# What a load changes, and what it leaves


def test_a_changed_cell_changes_its_row_only(database: str, folder: Path) -> None:
    seed(database, folder=folder)
    replace(folder, "ref_states", "IN,Goa,GA,true", "IN,Goa,GA,false")
    assert changes(seed(database, folder=folder)) == {"ref_states": (0, 1)}
    changed = query(database, "select name from ref_states where not is_active")
    assert changed == [("Goa",)]
    assert query(database, "select name from ref_states where updated_at > created_at") == changed


def test_a_new_row_is_added_and_a_missing_one_stays(database: str, folder: Path) -> None:
    seed(database, folder=folder)
    replace(folder, "ref_states", "IN,Goa,GA,true,10\n", "IN,Nowhere,ZZ,true,99\n")
    assert changes(seed(database, folder=folder)) == {"ref_states": (1, 0)}
    assert query(database, "select count(*) from ref_states") == [(302,)]


def test_what_was_changed_by_hand_becomes_what_the_file_says(database: str, folder: Path) -> None:
    seed(database, folder=folder)
    execute(
        database, "update ref_countries set name = 'Elsewhere', sort_order = null where code = 'IN'"
    )
    assert changes(seed(database, folder=folder)) == {"ref_countries": (0, 1)}
    assert query(database, "select name, sort_order from ref_countries where code = 'IN'") == [
        ("India", 1)
    ]


def test_columns_and_rows_the_file_does_not_have_stay(database: str, folder: Path) -> None:
    seed(database, folder=folder)
    execute(database, "update ref_countries set flag_url = '/flags/in.svg' where code = 'IN'")
    execute(database, "insert into ref_countries (code, name) values ('FJ', 'Fiji')")
    assert changes(seed(database, folder=folder)) == {}
    assert query(database, "select flag_url from ref_countries where code = 'IN'") == [
        ("/flags/in.svg",)
    ]
    assert query(database, "select name from ref_countries where code = 'FJ'") == [("Fiji",)]


def test_a_row_that_was_there_keeps_its_id_and_is_referred_to_by_it(
    database: str, folder: Path
) -> None:
    execute(database, "insert into ref_countries (code, name) values ('IN', 'Bharat')")
    own_id = query(database, "select id from ref_countries")
    assert changes(seed(database, folder=folder))["ref_countries"] == (81, 1)
    assert query(database, "select id from ref_countries where name = 'India'") == own_id
    goa = "select country_id from ref_states where name = 'Goa'"
    assert query(database, goa) == own_id


def test_ids_are_the_same_in_every_database(
    database: str, folder: Path, source_template: str, copy_database: Callable[[str], str]
) -> None:
    other = copy_database(source_template)
    ids = "select string_agg(id::text, ',' order by id) from ref_states"
    seed(database, folder=folder)
    seed(other, folder=folder)
    assert query(other, ids) == query(database, ids)


def test_a_row_may_refer_to_one_further_down(database: str, tmp_path: Path) -> None:
    (tmp_path / "ref_product_categories.csv").write_text(
        "slug,name,parent_category_slug\nlayer,Layer,hens\nhens,Hens,\n"
    )
    assert changes(seed(database, folder=tmp_path)) == {"ref_product_categories": (2, 0)}
    assert query(
        database,
        "select child.slug from ref_product_categories child"
        " join ref_product_categories parent on parent.id = child.parent_category_id",
    ) == [("layer",)]


def test_a_table_is_loaded_after_those_it_refers_to_and_tells_when_it_is(
    database: str, folder: Path
) -> None:
    told: list[SeedReport] = []
    reports = seed(database, folder=folder, progress=told.append)
    assert told == reports
    order = [each.table for each in reports]
    assert order.index("ref_countries") < order.index("ref_states")
    assert order.index("ref_currencies") < order.index("ref_country_currencies")


def test_two_loads_at_once_load_once(database: str, folder: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: seed(database, folder=folder), range(2)))
    assert sorted(sum(each.inserted for each in run) for run in runs) == [0, 455]


TEXT = st.text(
    st.characters(exclude_characters="\0|", exclude_categories=("Cs",)), min_size=1, max_size=12
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    texts=st.lists(st.tuples(TEXT, st.lists(TEXT, min_size=1, max_size=3)), min_size=1, max_size=4)
)
def test_any_text_arrives_as_it_stands(
    database: str, tmp_path: Path, texts: list[tuple[str, list[str]]]
) -> None:
    with (tmp_path / "ref_skills.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["slug", "name", "description", "synonyms"])
        for number, (text, words) in enumerate(texts):
            writer.writerow([f"skill-{number}", f"Skill {number}", text, "|".join(words)])
    seed(database, folder=tmp_path)
    assert changes(seed(database, folder=tmp_path)) == {}
    stored = query(
        database, f"select description, synonyms from ref_skills order by slug limit {len(texts)}"
    )
    assert stored == texts


# Files that are refused

BROKEN = {
    "a column the table lacks": (
        "ref_states", "country_code,name,code", "country_code,name,kode", 1, "unknown: kode",
    ),
    "a column written twice": (
        "ref_states", "name,code,is_active", "name,country_iso3,is_active", 1,
        "written twice: country_id",
    ),
    "a header with one name twice": (
        "ref_states", "name,code,is_active", "name,name,is_active", 1, "name, name",
    ),
    "a header that does not begin with a key": (
        "ref_states", "country_code,name,code", "code,name,country_code", 1, "code, name",
    ),
    "a column that is needed is not there": (
        "ref_countries", "code,name,name_local", "code,name_local,flag_url", 1,
        "code, name_local, flag_url",
    ),
    "no key": ("ref_countries", "\nPK,Pakistan", "\n,Pakistan", 3, "an empty cell"),
    "half a key": ("ref_states", "\nIN,Goa", "\n,Goa", 11, "an empty cell"),
    "no value where one is needed": (
        "ref_countries", "PAK,586,🇵🇰,+92,### #######,Province,true,false,true",
        "PAK,586,🇵🇰,+92,### #######,Province,true,false,", 3, "an empty cell",
    ),
    "a key twice": ("ref_states", "\nIN,Goa,GA", "\nIN,Assam,GA", 11, "IN, Assam also in line 5"),
    "a reference to nothing": ("ref_states", "\nIN,Goa", "\nXX,Goa", 11, "XX"),
    "a number that is none": (
        "ref_states", "GA,true,10", "GA,true,ten", 11,
        'invalid input syntax for type integer: "ten"',
    ),
    "a yes or no that is neither": (
        "ref_states", "GA,true,10", "GA,perhaps,10", 11,
        'invalid input syntax for type boolean: "perhaps"',
    ),
    "a value the table's check refuses": (
        "ref_states", "IN,Goa,GA", "IN,Goa,goa", 11, "violates check constraint",
    ),
    "a second unique value twice": (
        "ref_states", "IN,Goa,GA", "IN,Goa,AS", 11, "uq_ref_states_country_id_code",
    ),
    "a second default": (
        "ref_countries", "Province,true,false", "Province,true,true", 3,
        "uq_ref_countries_is_default",
    ),
    "a cell too few": ("ref_states", "IN,Goa,GA,true,10", "IN,Goa,GA,true", 11, "4"),
    "a cell too many": ("ref_states", "IN,Goa,GA,true,10", "IN,Goa,GA,true,10,x", 11, "6"),
    "an empty line": ("ref_states", "\nIN,Goa", "\n\nIN,Goa", 11, "0"),
    "a quote that never ends": (
        "ref_states", "\nIN,Goa", '\nIN,"Goa', 11, "unexpected end of data",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_refused_with_its_line_and_changes_nothing(
    database: str, folder: Path, kind: str
) -> None:
    table, old, new, line, found = BROKEN[kind]
    seed(database, folder=folder)
    before = contents(database)
    # A file that is in order and comes first must not stay loaded either.
    replace(folder, "ref_currencies", "Indian Rupee", "Rupee of India")
    replace(folder, table, old, new)
    with pytest.raises(SeedError) as refused:
        seed(database, folder=folder)
    assert refused.value.what.startswith(f"{table}.csv, line {line}: ")
    assert found in refused.value.found
    assert "nothing was changed" in refused.value.remedy
    assert contents(database) == before


def test_a_file_that_is_not_utf_8_is_refused(database: str, folder: Path) -> None:
    (folder / "ref_states.csv").write_bytes("country_code,name\nIN,Goá\n".encode("latin-1"))
    with pytest.raises(SeedError, match=r"ref_states\.csv, line 1: the file cannot be read"):
        seed(database, folder=folder)


def test_a_broken_document_is_refused(database: str, tmp_path: Path) -> None:
    (tmp_path / "ref_roles.csv").write_text('slug,name,permissions\na,A,{}\nb,B,"{""x"":"\n')
    with pytest.raises(
        SeedError, match=r"ref_roles\.csv, line 3: permissions is not of"
    ) as refused:
        seed(database, folder=tmp_path)
    assert refused.value.expected == "jsonb"


def test_the_line_is_counted_in_the_file_when_cells_have_line_breaks(
    database: str, tmp_path: Path
) -> None:
    (tmp_path / "ref_roles.csv").write_text(
        'slug,name,description,sort_order\na,A,"one\ntwo\nthree",1\nb,B,,x\n'
    )
    with pytest.raises(SeedError, match=r"ref_roles\.csv, line 5: sort_order is not of"):
        seed(database, folder=tmp_path)


@pytest.mark.parametrize("text", ["", "slug,name\n"])
def test_a_file_without_rows_is_refused(database: str, tmp_path: Path, text: str) -> None:
    (tmp_path / "ref_roles.csv").write_text(text)
    with pytest.raises(SeedError, match="there is nothing to load"):
        seed(database, folder=tmp_path)


def test_a_file_without_a_table_is_refused(database: str, folder: Path) -> None:
    (folder / "ref_planets.csv").write_text("slug,name\nearth,Earth\n")
    with pytest.raises(SeedError, match=r"ref_planets\.csv has no table") as refused:
        seed(database, folder=folder)
    assert "db migrate" in refused.value.remedy
    assert query(database, "select count(*) from ref_countries") == [(0,)]


def test_a_folder_without_files_is_refused(database: str, tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="has no reference data"):
        seed(database, folder=tmp_path)


def test_a_unique_value_that_another_row_has_is_refused(database: str, folder: Path) -> None:
    execute(database, "insert into ref_countries (code, name) values ('QX', 'India')")
    with pytest.raises(SeedError, match=r"ref_countries\.csv, line 2: .* does not take") as refused:
        seed(database, folder=folder)
    assert "uq_ref_countries_name" in refused.value.found


def test_a_generated_column_cannot_be_set_from_a_file(database: str, tmp_path: Path) -> None:
    (tmp_path / "profiles.csv").write_text("profile_slug,search_vector\na,b\n")
    with pytest.raises(SeedError, match="unknown: search_vector"):
        seed(database, folder=tmp_path)


def test_the_error_of_the_database_stays_its_cause(database: str, folder: Path) -> None:
    replace(folder, "ref_states", "IN,Goa,GA", "IN,Goa,goa")
    with pytest.raises(SeedError) as refused:
        seed(database, folder=folder)
    assert isinstance(refused.value.__cause__, psycopg.errors.CheckViolation)
