"""Accounts, profiles and reference tables: what they refuse, find, keep and mark as personal."""

from collections.abc import Iterator

import psycopg
import pytest

from database.connections import connect
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import schema_template

OURS = "(relname in ('auth_users', 'profiles') or relname like 'ref\\_%')"
PERSON = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def database(server: EmbeddedServer) -> Iterator[str]:
    with copy_of(server, schema_template(server)) as url:
        yield url


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection]:
    """A connection whose work is undone after the test; one account with a profile exists."""
    with connect(database) as connection:
        connection.execute(
            "insert into auth_users (id, email) values (%s, 'a@example.org')", [PERSON]
        )
        connection.execute(
            "insert into profiles (id, full_name, profile_slug, location_state, phone, email,"
            " headline, bio) values (%s, 'Asha Example', 'asha', 'Goa', '+910000000000',"
            " 'a@example.org', 'Layer farmer', 'Keeps hens near the coast')",
            [PERSON],
        )
        yield connection
        connection.rollback()


def rows(connection: psycopg.Connection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query.encode()).fetchall()


# Keys


def test_an_account_takes_its_profile_with_it(connection: psycopg.Connection) -> None:
    connection.execute("delete from auth_users")
    assert rows(connection, "select from profiles") == []


def test_a_profile_without_an_account_is_refused(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute("update profiles set id = gen_random_uuid()")


def test_a_country_with_states_is_not_removed(connection: psycopg.Connection) -> None:
    connection.execute(
        "with country as (insert into ref_countries (name, code) values ('X', 'XX') returning id)"
        " insert into ref_states (country_id, name) select id, 'X' from country"
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute("delete from ref_countries")


def test_one_country_at_most_is_the_default(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        connection.execute(
            "insert into ref_countries (name, code, is_default)"
            " values ('X', 'XX', true), ('Y', 'YY', true)"
        )


def test_every_foreign_key_has_an_index_and_none_is_there_twice(
    connection: psycopg.Connection,
) -> None:
    assert (
        rows(
            connection,
            "select conname from pg_constraint k join pg_class c on c.oid = k.conrelid"
            f" where contype = 'f' and {OURS} and not exists (select from pg_index i"
            "  where i.indrelid = k.conrelid and i.indpred is null and i.indkey[0] = k.conkey[1])",
        )
        == []
    )
    assert (
        rows(
            connection,
            "select a.indexrelid::regclass, b.indexrelid::regclass from pg_index a"
            " join pg_index b on a.indrelid = b.indrelid and a.indexrelid < b.indexrelid"
            " and a.indkey = b.indkey and a.indclass = b.indclass"
            " and a.indoption = b.indoption"
            " and a.indpred is not distinct from b.indpred"
            f" join pg_class c on c.oid = a.indrelid where {OURS}",
        )
        == []
    )


# What is personal, what is secret


def tagged(connection: psycopg.Connection, tag: str) -> set[str]:
    found = rows(
        connection,
        "select relname || '.' || attname from pg_class c join pg_attribute a on attrelid = c.oid"
        f" where {OURS} and attnum > 0 and col_description(c.oid, attnum) ~ '{tag}'",
    )
    return {str(name) for (name,) in found}


def test_personal_columns_are_tagged(connection: psycopg.Connection) -> None:
    assert tagged(connection, "@pii") == {
        "auth_users.email",
        "auth_users.phone",
        "profiles.full_name",
        "profiles.profile_slug",
        "profiles.profile_photo_url",
        "profiles.cover_photo_url",
        "profiles.headline",
        "profiles.bio",
        "profiles.phone",
        "profiles.email",
        "profiles.whatsapp_number",
        "profiles.search_vector",
        "ref_contact_imports.error_message",
        "ref_contact_imports.import_data",
        "ref_contact_imports.processed_data",
    }
    assert tagged(connection, "@secret") == {"auth_users.token"}


def test_every_table_says_what_a_row_is(connection: psycopg.Connection) -> None:
    silent = rows(
        connection,
        f"select relname from pg_class where relkind = 'r' and {OURS}"
        " and coalesce(obj_description(oid), '') !~ 'Grain: '",
    )
    assert silent == []


# Search and time


@pytest.mark.parametrize("words", ["asha", "farmers", "hen coast"])
def test_a_profile_is_found_by_name_headline_and_bio(
    connection: psycopg.Connection, words: str
) -> None:
    query = (
        "select profile_slug from profiles where search_vector @@ plainto_tsquery('english', %s)"
    )
    assert connection.execute(query, [words]).fetchall() == [("asha",)]


@pytest.mark.lesson("R27")
def test_r27_the_search_uses_its_index(connection: psycopg.Connection) -> None:
    connection.execute("set local enable_seqscan = off")
    plan = rows(
        connection,
        "explain select from profiles where search_vector @@ plainto_tsquery('english', 'asha')",
    )
    assert "fts_profiles" in str(plan)


def test_a_name_weighs_more_than_a_bio(connection: psycopg.Connection) -> None:
    assert rows(
        connection,
        "select ts_rank(search_vector, 'asha') > ts_rank(search_vector, 'hen') from profiles",
    ) == [(True,)]


def test_updated_at_moves_when_a_row_changes(connection: psycopg.Connection) -> None:
    connection.execute("update profiles set headline = headline")
    assert rows(connection, "select updated_at = created_at from profiles") == [(True,)]
    connection.execute("update profiles set headline = 'Trader'")
    assert rows(connection, "select updated_at > created_at from profiles") == [(True,)]


def test_every_table_moves_updated_at(connection: psycopg.Connection) -> None:
    without = rows(
        connection,
        f"select relname from pg_class c where relkind = 'r' and {OURS}"
        " and not exists (select from pg_trigger"
        "  where tgrelid = c.oid and tgname = 'touch_updated_at')",
    )
    assert without == []
