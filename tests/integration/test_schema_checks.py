"""Every CHECK of the schema refuses once what it is there for, and accepts what it is not."""

from collections.abc import Iterator

import psycopg
import pytest

from database.connections import connect
from database.dictionary import read_dictionary
from database.server import EmbeddedServer
from tests.check_values import Probe
from tests.databases import copy_of
from tests.schema_databases import schema_template

CHECKED = sorted(name for name, table in read_dictionary().tables.items() if table.checks)

SAMPLES = "the samples of tests/check_values.py"


@pytest.fixture(scope="module")
def database(server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    with copy_of(server, schema_template(server)) as url, connect(url) as connection:
        yield connection


@pytest.mark.parametrize("table", CHECKED)
def test_each_check_refuses_what_it_is_there_for(database: psycopg.Connection, table: str) -> None:
    probe = Probe(database, table)
    row = probe.accepted_row()
    for check in probe.checks.values():
        accepted, refused = probe.examples(row, check)
        assert accepted is not None, f"nothing that {check.name} accepts: add a sample to {SAMPLES}"
        assert refused is not None, (
            f"nothing that only {check.name} refuses: add a sample to {SAMPLES}"
        )
        probe.insert(accepted)
        with pytest.raises(psycopg.errors.CheckViolation) as raised, database.transaction():
            probe.insert(refused)
        assert raised.value.diag.constraint_name == check.name
