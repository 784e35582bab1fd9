"""A generated community: whole, coherent, reproducible, believable, and about nobody."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from database.community import calendar
from database.community.functions import Plan
from database.community.generation import CommunityError, count_rows, generate
from database.community.verification import verify
from database.connections import connect
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import (
    COMMUNITY,
    checksums,
    community_template,
    recent_figures,
    schema_template,
    seeded_template,
)

EXAMPLE_DOMAINS = ("example.com", "example.net", "example.org")
TEXT_COLUMNS = """
select relname, attname
from pg_class inner join pg_attribute on attrelid = pg_class.oid
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
    and attnum > 0 and not attisdropped and atttypid in ('text'::regtype, 'jsonb'::regtype)
"""
FOUND_TEXTS = SQL("""
select distinct match[1] from {table}, regexp_matches({column}::text, %s, 'g') as match
""")
INSTANTS = """
select relname, attname
from pg_class inner join pg_attribute on attrelid = pg_class.oid
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
    and attnum > 0 and attname in ('created_at', 'updated_at', 'edited_at', 'deleted_at')
"""


@pytest.fixture(scope="module")
def community(server: EmbeddedServer) -> Iterator[str]:
    """URL of a generated community that no test changes."""
    with copy_of(server, community_template(server)) as url:
        yield url


@pytest.fixture(scope="module")
def seeded(server: EmbeddedServer) -> Iterator[str]:
    """URL of a database with reference data and nobody in it, that no test changes."""
    with copy_of(server, seeded_template(server)) as url:
        yield url


@pytest.fixture
def connection(community: str) -> Iterator[psycopg.Connection]:
    with connect(community, read_only=True) as connection:
        yield connection


def filled(seeded: str) -> set[str]:
    """Return the tables that reference data leaves empty, and a community fills."""
    with connect(seeded, read_only=True) as connection:
        return {table for table, rows in count_rows(connection).items() if not rows}


def value(connection: psycopg.Connection, query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_every_table_has_rows(connection: psycopg.Connection) -> None:
    assert [table for table, rows in count_rows(connection).items() if not rows] == []


def test_every_rule_of_the_schema_holds(community: str) -> None:
    verification = verify(community)
    assert verification.violations == ()
    assert verification.rules > 500


def test_the_same_plan_makes_the_same_rows(
    server: EmbeddedServer, community: str, seeded: str
) -> None:
    with copy_of(server, seeded_template(server)) as url:
        generate(url, COMMUNITY, recent_figures())
        again, first = checksums(url), checksums(community)
    assert {table: again[table] for table in filled(seeded)} == {
        table: first[table] for table in filled(seeded)
    }


@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(members=st.integers(60, 100), seed=st.integers(2, 10**9))
def test_any_other_community_is_coherent_and_another(
    server: EmbeddedServer, community: str, members: int, seed: int
) -> None:
    with copy_of(server, seeded_template(server)) as url:
        made = generate(url, Plan(members, seed), recent_figures())
        assert made.rows["profiles"] == members
        assert verify(url).violations == ()
        other = checksums(url)
    same = {table for table, rows in checksums(community).items() if rows == other[table]}
    assert not same & {"profiles", "soc_posts", "soc_post_likes", "prd_orders", "msg_messages"}


def test_a_second_community_is_refused_and_changes_nothing(community: str) -> None:
    before = checksums(community)
    with pytest.raises(CommunityError, match="A community cannot be made") as refusal:
        generate(community, COMMUNITY, recent_figures())
    assert refusal.value.found == f"{COMMUNITY.members} profiles"
    assert checksums(community) == before


def test_a_database_without_reference_data_is_refused(
    server: EmbeddedServer, copy_database: Callable[[str], str]
) -> None:
    url = copy_database(schema_template(server))
    with pytest.raises(CommunityError) as refusal:
        generate(url, COMMUNITY, recent_figures())
    assert refusal.value.found == "no roles"
    assert "poultryco db seed" in refusal.value.remedy


def test_indexes_and_constraints_are_there_again(community: str, seeded: str) -> None:
    query = (
        b"select pg_get_indexdef(indexrelid) from pg_index"
        b" inner join pg_class on pg_class.oid = indrelid"
        b" where relnamespace = 'public'::regnamespace and not relispartition"
        b" union all select conrelid::regclass || conname || convalidated"
        b" || pg_get_constraintdef(pg_constraint.oid) from pg_constraint"
        b" inner join pg_class on pg_class.oid = conrelid"
        b" where relnamespace = 'public'::regnamespace and not relispartition"
    )
    found = []
    for url in (community, seeded):
        with connect(url, read_only=True) as connection:
            found.append({str(row[0]) for row in connection.execute(query)})
    assert found[0] == found[1]


def test_the_scaffolding_is_gone(connection: psycopg.Connection) -> None:
    assert value(connection, "select to_regnamespace('community') is null")


def test_egg_prices_are_copies_of_the_archive(connection: psycopg.Connection) -> None:
    """Decision 13 of the project: prices are never invented."""
    real = {(each.zone_id, each.day, each.suggested, each.prevailing) for each in recent_figures()}
    copied = connection.execute(
        "select zone_id, date, suggested_price, prevailing_price from nec_prices"
    ).fetchall()
    assert {tuple(row) for row in copied} <= real
    assert len(copied) == len(real)


def texts(connection: psycopg.Connection, seeded: str, pattern: str) -> set[str]:
    """Return what the pattern finds in texts of tables that hold no reference data."""
    made = filled(seeded)
    found: set[str] = set()
    for table, column in connection.execute(TEXT_COLUMNS.encode()).fetchall():
        if table in made:
            query = FOUND_TEXTS.format(table=Identifier(table), column=Identifier(column))
            found |= {str(row[0]) for row in connection.execute(query, [pattern])}
    return found


def test_no_phone_number_can_be_dialled(connection: psycopg.Connection, seeded: str) -> None:
    """Numbers of Indian subscribers never begin with 10: those are codes of services."""
    numbers = texts(connection, seeded, r"(\+[0-9]{7,})")
    assert len(numbers) >= COMMUNITY.members
    assert {number[:5] for number in numbers} == {"+9110"}


def test_no_mail_reaches_anybody(connection: psycopg.Connection, seeded: str) -> None:
    """RFC 2606 keeps these domains for examples."""
    domains = texts(connection, seeded, r"[\w.+-]+@([\w.-]+\w)")
    assert domains
    assert {domain for domain in domains if not domain.endswith(EXAMPLE_DOMAINS)} == set()


def test_no_address_of_a_page_is_real(connection: psycopg.Connection, seeded: str) -> None:
    hosts = texts(connection, seeded, "https?://([^/\"' ]+)")
    assert hosts
    assert {host for host in hosts if not host.endswith(EXAMPLE_DOMAINS)} == set()


def test_history_ends_with_its_last_day(connection: psycopg.Connection, seeded: str) -> None:
    end = calendar.instant(COMMUNITY.until + timedelta(days=1))
    made = filled(seeded)
    late = [
        (table, column)
        for table, column in connection.execute(INSTANTS.encode()).fetchall()
        if table in made
        and value(connection, f"select coalesce(max({column}) > '{end}', false) from {table}")
    ]
    assert late == []


@pytest.mark.parametrize(
    ("table", "counter", "least"),
    # In so small a community everybody who may like a post soon has.
    [("usr_stats", "likes_given_count", 0.35), ("soc_posts", "likes_count", 0.15)],
)
def test_a_tenth_does_and_gets_much_of_the_liking(
    connection: psycopg.Connection, table: str, counter: str, least: float
) -> None:
    share = value(
        connection,
        f"select sum({counter}) filter (where place <= 0.1)::float8 / sum({counter}) from ("
        f" select {counter}, percent_rank() over (order by {counter} desc) as place"
        f" from {table}) as ranked",
    )
    assert share > least


def test_days_have_the_rhythm_of_india(connection: psycopg.Connection) -> None:
    """Few write at night, and fewer on a Sunday than on a Monday."""
    local = "created_at at time zone 'Asia/Kolkata'"
    night, evening, sunday, monday = connection.execute(
        "select count(*) filter (where hour between 1 and 4),"
        " count(*) filter (where hour between 18 and 21), count(*) filter (where day = 0),"
        f" count(*) filter (where day = 1) from (select extract(hour from {local}) as hour,"
        f" extract(dow from {local}) as day from soc_post_likes) as likes".encode()
    ).fetchone() or (0, 0, 0, 0)
    assert 0 < 2 * night < evening
    assert sunday < monday


def test_people_know_people_of_their_state(connection: psycopg.Connection) -> None:
    shared = value(
        connection,
        "select avg((one.location_state = other.location_state)::integer) from soc_connections"
        " inner join profiles as one on one.id = profile_id_1"
        " inner join profiles as other on other.id = profile_id_2",
    )
    by_chance = value(
        connection,
        "select avg((one.location_state = other.location_state)::integer)"
        " from profiles as one cross join profiles as other where one.id <> other.id",
    )
    assert shared > 2 * by_chance


@pytest.mark.parametrize(
    ("table", "condition"),
    [
        ("profiles", "not exists (select from soc_posts where author_id = profiles.id)"),
        ("msg_participants", "unread_count > 0"),
        ("soc_connections", "status = 'pending'"),
        ("soc_posts", "is_deleted"),
        ("soc_posts", "current_version > 3"),
        ("ntf_queue", "status = 'failed'"),
        ("ntf_queue", "attempts > 1"),
        ("eml_queue", "status = 'bounced'"),
        ("evt_registrations", "status = 'no_show'"),
        ("evt_registrations", "payment_status = 'refunded'"),
        ("prd_orders", "status = 'cancelled'"),
        ("job_applications", "status = 'rejected'"),
        ("org_membership_applications", "status = 'rejected'"),
    ],
)
def test_not_everything_goes_well(
    connection: psycopg.Connection, table: str, condition: str
) -> None:
    share = value(connection, f"select avg(({condition})::integer) from {table}")
    assert 0 < share < 1
