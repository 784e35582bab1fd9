"""Accounts, profiles and reference tables: what they refuse, find, keep and mark as personal."""

from collections.abc import Iterator

import psycopg
import pytest

from database.connections import connect
from database.migrations import migrate
from database.server import EmbeddedServer
from database.settings import PROJECT_ROOT
from tests.databases import copy_of, ensure_template

SCHEMA = PROJECT_ROOT / "database" / "schema"
OURS = "(relname in ('auth_users', 'profiles') or relname like 'ref\\_%')"
PERSON = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def database(server: EmbeddedServer) -> Iterator[str]:
    template = ensure_template(server, "template_schema_unseeded", lambda url: migrate(url, SCHEMA))
    with copy_of(server, template) as url:
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


# A statement that each check refuses, by the check's name without ck_.
TYPE_TABLES = ("business", "organization", "event")
COUNTRY = "insert into ref_countries (name, code, {}) values ('X', 'XX', {})"
CURRENCY = (
    "insert into ref_currencies (name, code, iso_numeric, symbol, {})"
    " values ('X', 'XXX', '999', 'x', {})"
)
IMPORT = (
    "insert into ref_contact_imports (profile_id, import_source, {})"
    f" values ('{PERSON}', 'csv', {{}})"
)
WIDGET = (
    "insert into ref_dashboard_widgets (user_id, widget_type, position{}) values"
    f" ('{PERSON}', 'weather', 0{{}})"
)
ATTRIBUTE = (
    "with category as (insert into ref_service_categories (name) values ('X') returning id)"
    " insert into ref_service_attributes (category_id, attribute_name, attribute_type,"
    " attribute_options) select id, 'X', {}, {} from category"
)

REFUSED = {
    "auth_users_reachable": "insert into auth_users default values",
    "auth_users_status": "update auth_users set status = 'gone'",
    "profiles_full_name": "update profiles set full_name = ''",
    "profiles_profile_slug": "update profiles set profile_slug = ''",
    "profiles_headline_length": "update profiles set headline = repeat('x', 151)",
    "profiles_bio_length": "update profiles set bio = repeat('x', 501)",
    "profiles_profile_strength": "update profiles set profile_strength = 101",
    "profiles_verification_level": "update profiles set verification_level = 'best'",
    "ref_countries_code": "insert into ref_countries (name, code) values ('X', 'xx')",
    "ref_countries_iso3": COUNTRY.format("iso3", "'XX'"),
    "ref_countries_iso_numeric": COUNTRY.format("iso_numeric", "'12'"),
    "ref_countries_phone_code": COUNTRY.format("phone_code", "'91'"),
    "ref_countries_phone_format": COUNTRY.format("phone_format", "'12345'"),
    "ref_countries_default_is_active": COUNTRY.format("is_default, is_active", "true, false"),
    "ref_states_code": (
        "with country as (insert into ref_countries (name, code) values ('X', 'XX') returning id)"
        " insert into ref_states (country_id, name, code) select id, 'X', 'XX-1' from country"
    ),
    "ref_currencies_code": (
        "insert into ref_currencies (name, code, iso_numeric, symbol) values ('X', 'x', '999', 'x')"
    ),
    "ref_currencies_iso_numeric": (
        "insert into ref_currencies (name, code, iso_numeric, symbol) values ('X', 'XXX', '9', 'x')"
    ),
    "ref_currencies_symbol_position": CURRENCY.format("symbol_position", "'under'"),
    "ref_currencies_decimal_places": CURRENCY.format("decimal_places", "5"),
    "ref_currencies_separators": CURRENCY.format("decimal_separator", "','"),
    "ref_currencies_digit_grouping": CURRENCY.format("digit_grouping", "'roman'"),
    "ref_roles_slug": "insert into ref_roles (name, slug) values ('X', 'Not A Slug')",
    "ref_roles_category": "insert into ref_roles (name, slug, category) values ('X', 'x', 'third')",
    "ref_roles_permissions": (
        "insert into ref_roles (name, slug, permissions) values ('X', 'x', '[]')"
    ),
    "ref_skills_slug": "insert into ref_skills (name, slug) values ('X', 'x_x')",
    "ref_skills_usage_count": (
        "insert into ref_skills (name, slug, usage_count) values ('X', 'x', -1)"
    ),
    "ref_notification_types_slug": (
        "insert into ref_notification_types (name, slug) values ('X', '-x')"
    ),
    "ref_notification_types_color": (
        "insert into ref_notification_types (name, slug, color) values ('X', 'x', 'red')"
    ),
    "ref_notification_types_priority": (
        "insert into ref_notification_types (name, slug, priority) values ('X', 'x', 6)"
    ),
    **{
        f"ref_{kind}_types_slug": f"insert into ref_{kind}_types (name, slug) values ('X', 'x--x')"
        for kind in (*TYPE_TABLES, "job")
    },
    "ref_job_categories_slug": "insert into ref_job_categories (name, slug) values ('X', '')",
    "ref_job_categories_parent_id": (
        f"insert into ref_job_categories (id, parent_id, level, name, slug)"
        f" values ('{PERSON}', '{PERSON}', 1, 'X', 'x')"
    ),
    "ref_job_categories_level": (
        "insert into ref_job_categories (name, slug, level) values ('X', 'x', 1)"
    ),
    "ref_product_categories_slug": (
        "insert into ref_product_categories (name, slug) values ('X', 'X')"
    ),
    "ref_product_categories_parent_category_id": (
        "insert into ref_product_categories (id, parent_category_id, name, slug)"
        f" values ('{PERSON}', '{PERSON}', 'X', 'x')"
    ),
    "ref_service_categories_parent_id": (
        "insert into ref_service_categories (id, parent_id, name)"
        f" values ('{PERSON}', '{PERSON}', 'X')"
    ),
    "ref_service_attributes_attribute_type": ATTRIBUTE.format("'picture'", "'[]'"),
    "ref_service_attributes_attribute_options": ATTRIBUTE.format("'select'", "'[]'"),
    "ref_entity_types_type": "insert into ref_entity_types values ('A Post', 'x', 'soc_')",
    "ref_contact_imports_import_source": (
        "insert into ref_contact_imports (profile_id, import_source)"
        f" values ('{PERSON}', 'telepathy')"
    ),
    "ref_contact_imports_status": IMPORT.format("status", "'stuck'"),
    "ref_contact_imports_counts": IMPORT.format("failed_contacts", "-1"),
    "ref_dashboard_widgets_widget_type": WIDGET.format("", "").replace("weather", "clock"),
    "ref_dashboard_widgets_position": WIDGET.format("", "").replace(", 0)", ", -1)"),
    "ref_dashboard_widgets_column_span": WIDGET.format(", column_span", ", 4"),
    "ref_dashboard_widgets_row_span": WIDGET.format(", row_span", ", 0"),
    "ref_dashboard_widgets_config": WIDGET.format(", config", ", '[]'"),
}


@pytest.mark.parametrize("check", REFUSED)
def test_a_check_refuses_what_it_is_there_for(connection: psycopg.Connection, check: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        connection.execute(REFUSED[check].encode())
    assert refused.value.diag.constraint_name == f"ck_{check}"


def test_every_check_is_tried(connection: psycopg.Connection) -> None:
    found = rows(
        connection,
        "select conname from pg_constraint join pg_class c on c.oid = conrelid"
        f" where contype = 'c' and {OURS}",
    )
    assert {str(name) for (name,) in found} == {f"ck_{check}" for check in REFUSED}


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
