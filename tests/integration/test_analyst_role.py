"""What the analyst role may read, tried by a user who has it, and what reaches its schemas."""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from database.connections import connect
from database.server import EmbeddedServer
from ingestion.operational.classification import known_catalog
from tests.databases import copy_of
from tests.dbt_project import dbt_on
from tests.replication import Pair, pair_on
from tests.schema_databases import seeded_template

ANALYST = "test_analyst"
# What is put into personal columns of core, by type, and looked for in what analysts read.
CANARIES = {
    "text": "canary-of-a-person",
    "text[]": "{canary-of-a-person}",
    "jsonb": '"canary-of-a-person"',
    "tsvector": "canary-of-a-person",
    "inet": "203.0.113.77",
    "numeric(10,8)": "12.34567891",
    "numeric(11,8)": "12.34567891",
}
KEYS = {"uuid": "gen_random_uuid()", "text": "'a key'", "integer": "-1"}
SEEN = r"canary-of-a-person|203\.0\.113\.77|12\.34567891"
READABLE = """
select relnamespace::regnamespace::text, relname::text
from pg_class
where
    relkind in ('r', 'v')
    and relnamespace::regnamespace::text in ('staging', 'intermediate', 'ana')
order by 1, 2
"""


@pytest.fixture(scope="module")
def pair(server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A replicated source with reference data, and the models that read it."""
    with copy_of(server, seeded_template(server)) as source, pair_on(server) as empty:
        pair = Pair(source, empty.warehouse)
        pair.run()
        with dbt_on(pair.warehouse, tmp_path_factory.mktemp("dbt")) as dbt:
            dbt("run", "--select", "staging", "intermediate")
        yield pair


@pytest.fixture(scope="module")
def analyst(server: EmbeddedServer, pair: Pair) -> Iterator[psycopg.Connection]:
    """A connection of a user who has the role and nothing else."""
    with connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"drop role if exists {ANALYST}")
        connection.execute(f"create role {ANALYST} login in role poultryco_analyst")
    with closing(connect(make_conninfo(pair.warehouse, user=ANALYST), autocommit=True)) as opened:
        yield opened
    with connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"drop role {ANALYST}")


def refusals(connection: psycopg.Connection, schema: str, names: dict[str, list[str]]) -> list[str]:
    """Return the columns that this user can read all the same."""
    readable = []
    for table, columns in names.items():
        for column in columns:
            query = SQL("select {} from {} limit 1").format(
                Identifier(column), Identifier(schema, table)
            )
            try:
                connection.execute(query)
            except psycopg.errors.InsufficientPrivilege:
                continue
            readable.append(f"{schema}.{table}.{column}")
    return readable


def test_an_analyst_can_read_no_personal_column(pair: Pair, analyst: psycopg.Connection) -> None:
    personal = {
        name: [column for column, each in table.columns.items() if each.is_pii]
        for name, table in known_catalog().tables.items()
        if name in pair.shapes()
    }
    assert sum(map(len, personal.values())) > 100
    assert refusals(analyst, "core", personal) == []


@pytest.mark.parametrize("schema", ["core", "load", "changes", "raw"])
def test_an_analyst_can_read_nothing_of(analyst: psycopg.Connection, schema: str) -> None:
    found = analyst.execute(
        "select count(*) from pg_class where relnamespace = to_regnamespace(%(schema)s)"
        " and relkind in ('r', 'v') and has_table_privilege(oid, 'select')",
        {"schema": schema},
    ).fetchone()
    assert found == (0,)
    assert analyst.execute(
        "select has_schema_privilege(%(schema)s, 'usage')", {"schema": schema}
    ).fetchone() == (False,)


@pytest.mark.parametrize(
    "table",
    [
        "market.nec_prices",
        "quality.results",
        "staging.stg_nec_prices",
        "intermediate.int_necc_prices",
    ],
)
def test_an_analyst_can_read(analyst: psycopg.Connection, table: str) -> None:
    assert analyst.execute(f"select count(*) >= 0 from {table}".encode()).fetchone() == (True,)


def test_an_analyst_can_read_but_not_write_what_is_made_later(
    pair: Pair, analyst: psycopg.Connection
) -> None:
    pair.at_warehouse("create table ana.made_later (id integer)")
    assert analyst.execute("select count(*) from ana.made_later").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        analyst.execute("insert into ana.made_later values (1)")


def put_canaries(pair: Pair) -> int:
    """Put a person into every table of core that tells of people; return how many there are."""
    shapes = pair.shapes()
    persons = 0
    for name, table in known_catalog().tables.items():
        personal = [each for each in table.columns if table.columns[each].is_pii]
        if name not in shapes or not personal:
            continue
        key, columns = shapes[name]
        values = {each: f"'{CANARIES[table.columns[each].type]}'" for each in personal}
        values |= {each: KEYS.get(table.columns[each].type, "now()") for each in key}
        values |= {each: "false" for each in columns if each == "is_deleted"}
        pair.at_warehouse(
            f"insert into core.{name} ({', '.join(values)}) values ({', '.join(values.values())})"
        )
        persons += 1
    return persons


def leaks(pair: Pair) -> list[str]:
    """Return the tables and views for analysts in which something personal shows."""
    return [
        f"{schema}.{name}"
        for schema, name in pair.ask(READABLE)
        if pair.value(f"select exists (select from {schema}.{name} as r where r::text ~ '{SEEN}')")
    ]


def test_nothing_personal_shows_in_what_analysts_read(pair: Pair) -> None:
    assert put_canaries(pair) > 70
    assert leaks(pair) == []
    pair.at_warehouse("create view staging.leak as select lower(email) as mail from core.profiles")
    assert leaks(pair) == ["staging.leak"]
    pair.at_warehouse("drop view staging.leak")
    # Where it is only said to be there, it is said.
    assert pair.value("select count(*) from staging.stg_profiles where has_email") == 1
