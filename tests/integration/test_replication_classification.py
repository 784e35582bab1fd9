"""Classifying what a source has beyond our schema: nothing arrives before, all of it after."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from database.catalog import Catalog
from database.server import EmbeddedServer
from ingestion.operational.classification import (
    CLASSIFIED,
    Classification,
    Subject,
    classify,
    known_catalog,
    merged,
    read_classified,
    tables_of,
)
from ingestion.operational.errors import ReplicationError
from ingestion.operational.source import SourceColumn, SourceTable
from tests.replication import Pair, pair_on

KNOWN = "create table farms (id integer primary key, name text)"
FOREIGN = (
    "create type colour as enum ('brown', 'white')",
    "create table eggs (id bigint primary key, colour colour, buyer text, token text)",
    "insert into eggs values (1, 'brown', 'Asha', 'abc')",
    "alter table farms add age integer",
    "insert into farms values (1, 'Namakkal', 7)",
)
PLAIN, PII, SECRET = Classification.PLAIN, Classification.PII, Classification.SECRET


@pytest.fixture
def pair(server: EmbeddedServer) -> Iterator[Pair]:
    with pair_on(server, KNOWN) as pair:
        pair.at_source(*FOREIGN)
        yield pair


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "classified.yml"


def with_classified(pair: Pair, file: Path) -> Pair:
    assert pair.dictionary is not None
    return replace(pair, dictionary=merged(pair.dictionary, read_classified(file)))


def say(pair: Pair, file: Path, subject: str, classification: Classification) -> list[str]:
    return classify(Subject.parse(subject), classification, tables_of(pair.source), file)


def test_a_table_arrives_with_the_next_run_when_it_was_classified(pair: Pair, file: Path) -> None:
    pair.run()
    assert list(pair.shapes()) == ["farms"]
    assert say(pair, file, "eggs", PLAIN) == ["id", "colour", "buyer", "token"]
    say(pair, file, "eggs.buyer", PII)
    say(pair, file, "eggs.token", SECRET)
    report = with_classified(pair, file).run()
    assert pair.shapes()["eggs"] == (("id",), ["id", "colour", "buyer"])
    assert pair.ask("select * from core.eggs") == [(1, "brown", "Asha")]
    assert "@pii" in pair.value("select col_description('core.eggs'::regclass, 3)")
    assert [each.table for each in report.drift] == ["farms"]
    assert not pair.ask(
        "select from information_schema.columns where table_schema = 'changes'"
        " and column_name in ('buyer', 'token')"
    )


def test_a_column_arrives_with_the_next_run_when_it_was_classified(pair: Pair, file: Path) -> None:
    pair.run()
    assert say(pair, file, "farms.age", PLAIN) == ["age"]
    with_classified(pair, file).run()
    assert pair.ask("select id, age from core.farms") == [(1, 7)]


def test_a_table_stays_away_without_a_warning_when_all_of_it_is_secret(
    pair: Pair, file: Path
) -> None:
    say(pair, file, "eggs", SECRET)
    say(pair, file, "farms.age", PLAIN)
    report = with_classified(pair, file).run()
    assert report.drift == []
    assert list(pair.shapes()) == ["farms"]


def test_a_column_leaves_core_and_its_changes_when_it_becomes_a_secret(
    pair: Pair, file: Path
) -> None:
    say(pair, file, "eggs", PLAIN)
    with_classified(pair, file).run()
    say(pair, file, "eggs.id", PLAIN)
    say(pair, file, "eggs.buyer", SECRET)
    pair.at_source("insert into eggs values (2, 'white', 'Ravi', 'def')")
    with_classified(pair, file).run()
    assert pair.shapes()["eggs"] == (("id",), ["id", "colour", "token"])
    assert pair.ask("select id, token from core.eggs order by id") == [(1, "abc"), (2, "def")]


def test_the_file_says_the_same_when_it_is_read_back(pair: Pair, file: Path) -> None:
    say(pair, file, "eggs", PLAIN)
    say(pair, file, "eggs.buyer", PII)
    [table] = read_classified(file).values()
    assert table.primary_key is not None
    assert table.primary_key.columns == ("id",)
    assert table.personal_columns == ["buyer"]
    text = file.read_text(encoding="utf-8")
    say(pair, file, "eggs.buyer", PII)
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("subject", ["geese", "eggs.size"], ids=["table", "column"])
def test_classifying_is_refused_with_what_there_is_when_the_source_lacks_it(
    pair: Pair, file: Path, subject: str
) -> None:
    with pytest.raises(ReplicationError, match=r"expected: .*eggs") as caught:
        say(pair, file, subject, PLAIN)
    assert caught.value.found == subject
    assert not file.exists()


@pytest.mark.parametrize("subject", ["profiles", "profiles.full_name"], ids=["table", "column"])
def test_classifying_is_refused_when_our_own_schema_says_it(file: Path, subject: str) -> None:
    table = Subject.parse(subject).table
    columns = known_catalog().tables[table].columns
    text = SourceColumn("text", is_cast=False, is_required=False)
    found = SourceTable(0, ("id",), dict.fromkeys(columns, text))
    with pytest.raises(ReplicationError, match="classified by our own schema"):
        classify(Subject.parse(subject), PLAIN, {table: found}, file)


def test_a_file_that_was_spoilt_is_named_when_it_is_read(file: Path) -> None:
    file.write_text("tables: {eggs: {columns: {id: {type: bigint, as: open}}}}")
    with pytest.raises(ReplicationError, match=r"classified\.yml cannot be understood"):
        read_classified(file)


def test_what_is_committed_can_be_laid_over_the_dictionary() -> None:
    assert isinstance(known_catalog(), Catalog)
    assert CLASSIFIED.parent.name == "operational"
