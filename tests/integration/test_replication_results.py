"""What a run leaves in `quality.results`: proven, skipped, failed with keys, and the drift."""

from collections.abc import Iterator

import pytest

from database.server import EmbeddedServer
from ingestion.operational.errors import NotReconciledError
from tests.replication import Pair, pair_on

TABLES = """
create table animals (id integer primary key, name text);
create table farms (id integer primary key, name text);
insert into animals values (1, 'hen');
insert into farms values (1, 'Namakkal')
"""
LAST_RUN = """
select check_name, status, severity, message, samples, rows_checked, instant is not null
from quality.results
where tool = 'reconciliation' and suite = 'core'
    and run_id = (select run_id from quality.results order by checked_at desc limit 1)
order by check_name
"""


@pytest.fixture
def pair(server: EmbeddedServer) -> Iterator[Pair]:
    with pair_on(server, TABLES) as pair:
        yield pair


def test_each_table_and_the_drift_have_a_result_when_a_run_went_well(pair: Pair) -> None:
    pair.run()
    assert [(name, status, rows) for name, status, _, _, _, rows, _ in pair.ask(LAST_RUN)] == [
        ("animals_equals_its_source", "passed", 1),
        ("farms_equals_its_source", "passed", 1),
        ("source_follows_the_dictionary", "passed", 2),
    ]
    assert all(has_instant for *_, has_instant in pair.ask(LAST_RUN))


def test_the_drift_has_no_result_when_a_part_of_the_tables_was_asked_for(pair: Pair) -> None:
    pair.run(tables=("farms",))
    assert [name for name, *_ in pair.ask(LAST_RUN)] == ["farms_equals_its_source"]


def test_the_differing_table_fails_with_its_keys_when_a_proof_fails(pair: Pair) -> None:
    pair.run()
    pair.at_warehouse(
        "create function core.lose() returns trigger language plpgsql as 'begin return null; end'",
        "create trigger lose before insert on core.farms for each row execute function core.lose()",
    )
    pair.at_source("insert into farms values (7, 'Barwala')", "insert into animals values (2, 'x')")
    with pytest.raises(NotReconciledError):
        pair.run()
    results = {name: rest for name, *rest in pair.ask(LAST_RUN)}
    status, severity, message, samples, *_ = results["farms_equals_its_source"]
    assert (status, severity, samples) == ("failed", "error", [{"id": "7"}])
    assert "2 rows at the source, 1 in core" in message
    status, _, message, *_ = results["animals_equals_its_source"]
    assert status == "skipped"
    assert "core.farms differs" in message
    assert pair.value("select count(*) from core.animals") == 1


@pytest.mark.parametrize(
    ("statement", "severity", "difference", "table_status"),
    [
        ("alter table farms add age integer", "warning", "unknown column", "passed"),
        ("create table tools (id integer primary key)", "warning", "unknown table", "passed"),
        (
            "alter table farms alter name type boolean using true",
            "error",
            "changed type",
            "skipped",
        ),
    ],
    ids=["unknown column", "unknown table", "changed type"],
)
def test_the_drift_fails_with_the_list_when_the_source_has_changed(
    pair: Pair, statement: str, severity: str, difference: str, table_status: str
) -> None:
    pair.run()
    pair.at_source(statement)
    pair.run()
    results = {name: rest for name, *rest in pair.ask(LAST_RUN)}
    status, found_severity, message, samples, *_ = results["source_follows_the_dictionary"]
    assert (status, found_severity) == ("failed", severity)
    assert [each["difference"] for each in samples] == [difference]
    assert difference in message
    assert results["farms_equals_its_source"][0] == table_status


def test_a_result_says_of_which_module_and_kind_it_is(pair: Pair) -> None:
    pair.run()
    assert set(pair.ask("select kind, query is null from quality.results")) == {
        ("reconciliation", True),
        ("drift", True),
    }
