"""Values of every type arrive unchanged, and a changed value always changes its row's hash."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL

from database.connections import connect
from database.server import EmbeddedServer
from ingestion.operational.hashing import HashForm, row_hash
from ingestion.operational.source import read_source
from tests.databases import copy_of, ensure_template
from tests.replication import Pair, pair_on, published

# Type at the source -> literals, each of another value.
VALUES: dict[str, tuple[str, ...]] = {
    "bigint": ("0", "1", "-1", "4294967296", "-4294967296", "9223372036854775807",
        "-9223372036854775808"),
    "boolean": ("true", "false"),
    "bytea": (r"'\x'", r"'\x00'", r"'\x0000ff'"),
    "char(3)": ("'a'", "'abc'", "' a'"),
    '"char"': ("'a'", "''"),
    "character varying(20)": ("''", "'a'", "'a '", "'\U0001f414'", "'null'"),
    "citext": ("'A'", "'a'"),
    "date": ("'-infinity'", "'4713-01-01 BC'", "'2026-02-28'", "'infinity'"),
    "double precision": ("0", "'-0'", "'NaN'", "'-Infinity'", "1e-300", "0.1", "0.1::real"),
    "inet": ("'10.0.0.1'", "'10.0.0.1/8'", "'::1'"),
    "int4range": ("'empty'", "'[1,2)'", "'[1,)'"),
    "integer": ("0", "2147483647", "-2147483648"),
    "interval": ("'0'", "'30 days'", "'1 month'", "'720 hours'", "'-1 us'"),
    "json": ("'{\"a\": 1}'", "'{\"a\":1}'", "'null'"),
    "jsonb": ("'null'", "'{}'", "'[]'", "'[1.0]'", "'[1]'", "'\"\\u0041\"'", "'\"\\\\u0041\"'",
        "'{\"a\": {\"b\": [null, \"ü\U0001f414\", \"\\n\\\"\"]}}'"),
    "mood": ("'sad'", "'happy'"),
    "mood[]": ("'{}'", "'{sad}'", "'{happy,sad}'"),
    "numeric": ("1.0", "1.00", "1", "'NaN'", "'Infinity'", "-1e-100", "1e100", "0"),
    "numeric(10,2)": ("0.01", "99999999.99", "-0.01"),
    "percentage": ("0", "100"),
    "point": ("'(0,0)'", "'(1,-1)'"),
    "real": ("0", "'-0'", "0.1", "'NaN'"),
    "share": ("0", "50"),
    "smallint": ("0", "-32768", "32767"),
    "text": ("''", "'a'", "'a '", "E'a\\tb\\\\'", "'NULL'", "'é'", "'e\u0301'",
        "repeat('x', 100000)"),
    "text[]": ("'{}'", "'{NULL}'", "'{\"NULL\"}'", "'{a,b}'", "'{\"a,b\"}'", "'{{a},{b}}'",
        "'[0:0]={a}'", "'{a}'"),
    "time": ("'00:00'", "'24:00'", "'12:34:56.789012'"),
    "time with time zone": ("'12:00+05:30'", "'12:00+00'"),
    "timestamp": ("'-infinity'", "'infinity'", "'0001-01-01 BC'", "'2026-01-01 00:00:00.000001'"),
    "timestamptz": ("'-infinity'", "'infinity'", "'2026-01-01 00:00+05:30'", "'2026-01-01 00:00Z'",
        "'294276-12-31 23:59:59Z'", "'1969-12-31 23:59:59.999999Z'",
        # Both halves of its 64 bits differ from those of midnight, and are alike when combined.
        "timestamptz '2000-01-01Z'", "timestamptz '2000-01-01Z' + 4294967297 * interval '1 us'"),
    "tsvector": ("''", "'a:1A b'", "'a b'"),
    "uuid": ("'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"),
    "uuid[]": ("'{}'", "'{00000000-0000-0000-0000-000000000000}'"),
}  # fmt: skip
PREPARED = (
    "create extension citext",
    "create type mood as enum ('sad', 'happy')",
    "create domain percentage as integer check (value between 0 and 100)",
    "create domain share as percentage",
)


def name_of(sql_type: str) -> str:
    """Return a name for a column of a type."""
    return "c_" + "".join(letter if letter.isalnum() else "_" for letter in sql_type)


def filled() -> list[str]:
    """Return statements that make a table with a column of each type, a value a row, and nulls."""
    columns = ", ".join(f"{name_of(each)} {each}" for each in VALUES)
    statements = [*PREPARED, f"create table every_type (id serial primary key, {columns})"]
    statements.append("insert into every_type default values")
    for sql_type, literals in VALUES.items():
        statements += [
            f"insert into every_type ({name_of(sql_type)}) values ({literal})"
            for literal in literals
        ]
    return statements


@pytest.fixture(scope="module")
def types(server: EmbeddedServer, any_server: EmbeddedServer) -> Iterator[Pair]:
    """A source of each version, and a warehouse of ours."""
    with pair_on(server, *filled(), source_server=any_server) as pair:
        yield pair


def test_every_value_arrives_unchanged_when_a_table_has_a_column_of_each_type(types: Pair) -> None:
    report = types.run()
    assert report.drift == []
    assert types.differences() == []
    assert types.value("select count(*) from core.every_type") == 1 + sum(map(len, VALUES.values()))
    again = published(types.run(is_verifying=True), "every_type")
    assert (again.copied_rows, again.is_repaired) == (0, False)


def test_every_change_of_a_value_is_found_when_rows_are_compared_by_hash(types: Pair) -> None:
    types.run()
    types.at_source(
        *(
            f"update every_type set {name_of(each)} = {literals[0]}"
            for each, literals in VALUES.items()
        )
    )
    types.run(is_verifying=True)
    assert types.differences() == []


@pytest.fixture(scope="module")
def hashed(any_server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    """A database with the table of all types."""
    template = ensure_template(any_server, "template_bare", lambda _: None)
    with copy_of(any_server, template) as url, connect(url, autocommit=True) as connection:
        for statement in filled():
            connection.execute(statement.encode())
        yield connection


@pytest.mark.parametrize("form", HashForm)
@pytest.mark.parametrize("sql_type", VALUES)
def test_a_changed_value_changes_the_hash_when_a_row_is_hashed(
    hashed: psycopg.Connection, sql_type: str, form: HashForm
) -> None:
    column = name_of(sql_type)
    known = read_source(hashed)["every_type"].columns[column]
    casts = [column] if known.is_cast else []
    hashing = row_hash({column: known.type}, form, casts)
    query = SQL("select {} from every_type where {} is not null or id = 1").format(
        hashing, SQL(column)
    )
    hashes = [row[0] for row in hashed.execute(query)]
    assert len(set(hashes)) == len(VALUES[sql_type]) + 1


@pytest.mark.parametrize("form", HashForm)
def test_text_is_hashed_by_its_letters_when_its_collation_takes_others_for_equal(
    hashed: psycopg.Connection, form: HashForm
) -> None:
    try:
        hashed.execute(
            "drop table if exists names; drop collation if exists any_case;"
            " create collation any_case"
            " (provider = icu, locale = 'und-u-ks-level2', deterministic = false);"
            " create table names (a text collate any_case, b text);"
            " insert into names values ('Egg', 'Egg'), ('eGG', 'eGG')"
        )
    except psycopg.errors.FeatureNotSupported:
        pytest.skip("this PostgreSQL is built without ICU and has no such collation")
    query = SQL("select {}, {} from names").format(
        row_hash({"a": "text"}, form), row_hash({"b": "text"}, form)
    )
    (one, same), (other, same_other) = hashed.execute(query).fetchall()
    assert (one, other) == (same, same_other)
    assert one != other
