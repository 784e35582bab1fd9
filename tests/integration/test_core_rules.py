"""What the schema declares becomes a rule without a line of Python: each kind, on small tables.

The tables are made by SQL and the declaration helpers, replicated, and damaged in `core`, where
nothing refuses anything. Damage is undone; what a rule says is asked as its table's scan asks it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from database.catalog_reading import read_catalog
from database.check_results import CheckResult
from database.connections import connect
from database.server import EmbeddedServer
from expectations.core import core_rules, rules_of
from expectations.rules import OneOf, Rule
from expectations.runner import run_checks
from expectations.scans import tally_sql
from ingestion.operational.scene import Wishes
from tests.damaged_tables import DAMAGE, ROWS, TOGETHER, WARES, Broken
from tests.declared_tables import declared_tables
from tests.replication import Pair, pair_on

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

# Replication stops where it has no key to find a row by.
UNREAD = {"core.loose", "core.post_views"}


Spoil = Callable[..., "Small"]


class Small(NamedTuple):
    """The small tables, replicated, and the rules that they declare, by name."""

    pair: Pair
    rules: dict[str, Rule]

    def broken(self, connection: psycopg.Connection) -> Broken:
        """Return the keys of the rows that break each rule, as its table's scan counts them."""
        counts = {}
        for _, each in groupby(self.rules.values(), key=lambda rule: rule.table):
            of_table = list(each)
            row = connection.execute(tally_sql(of_table).encode()).fetchall()[0]
            counts |= dict(zip([rule.name for rule in of_table], row[1:], strict=True))
        failing = {name: self._rows(connection, name) for name in counts}
        assert {name: len(rows) for name, rows in failing.items()} == counts
        return {name: rows for name, rows in failing.items() if rows}

    def _rows(self, connection: psycopg.Connection, name: str) -> list[dict[str, Any]]:
        rule = self.rules[name]
        with connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
            rows = cursor.execute(rule.failing_rows_sql.encode()).fetchall()
        return [{column: row[column] for column in rule.key} for row in rows]


@pytest.fixture(scope="module")
def small(server: EmbeddedServer) -> Iterator[Small]:
    with declared_tables(server) as source, pair_on(server) as bare:
        with connect(source) as connection:
            connection.execute(WARES.encode())
            connection.execute(ROWS.encode())
        with connect(source) as connection:
            catalog = read_catalog(connection)
        tables = {name: t for name, t in catalog.tables.items() if not name.startswith("sys_")}
        catalog = catalog.model_copy(update={"tables": tables})
        pair = Pair(source, bare.warehouse, catalog, Wishes(workers=2))
        pair.run()
        yield Small(pair, {rule.name: rule for rule in rules_of(catalog)})


@pytest.fixture
def connection(small: Small) -> Iterator[psycopg.Connection]:
    """What is done over it is undone."""
    with connect(small.pair.warehouse) as connection:
        connection.execute("set search_path = core")
        yield connection
        connection.rollback()


@pytest.fixture
def spoil(small: Small, copy_database: Callable[[str], str]) -> Spoil:
    """Function from statements to a copy of the warehouse in which they were run."""

    def spoiled(*statements: str) -> Small:
        name = str(conninfo_to_dict(small.pair.warehouse)["dbname"])
        pair = replace(small.pair, warehouse=copy_database(name))
        pair.at_warehouse("set search_path = core", *statements)
        return small._replace(pair=pair)

    return spoiled


def ask(small: Small, *names: str) -> dict[str, CheckResult]:
    """Return what the checks say and record, by name of the rule."""
    wanted = [rule for name, rule in small.rules.items() if not names or name in names]
    return {result.check_name: result for result in run_checks(small.pair.warehouse, wanted)}


def reads(rule: Rule, tables: set[str]) -> bool:
    return not rule.tables_read.isdisjoint(tables)


def statuses(
    small: Small, results: Mapping[str, CheckResult], without: Collection[str]
) -> set[str]:
    """Return what became of the rules that are not named, and whose tables have been replicated."""
    return {
        each.status
        for name, each in results.items()
        if name not in without and not reads(small.rules[name], UNREAD)
    }


def test_sound_rows_keep_every_rule(small: Small, connection: psycopg.Connection) -> None:
    assert small.broken(connection) == {}


def test_every_kind_of_rule_is_declared_and_damaged_here(small: Small) -> None:
    damaged = {name for _, broken in DAMAGE.values() for name in broken}
    kinds = {small.rules[name].kind for name in damaged}
    declared = {rule.kind for rule in core_rules() if rule.origin != "written by hand"}
    assert kinds == {rule.kind for rule in small.rules.values()} == declared


@pytest.mark.parametrize("damage", DAMAGE)
def test_exactly_the_damaged_rows_break_exactly_their_rules(
    small: Small, connection: psycopg.Connection, damage: str
) -> None:
    statement, broken = DAMAGE[damage]
    connection.execute(statement.encode())
    assert small.broken(connection) == broken


def test_great_expectations_says_the_same_of_all_rules_and_of_those_that_fail_alone(
    spoil: Spoil,
) -> None:
    spoiled = spoil(*(DAMAGE[each][0] for each in TOGETHER))
    with connect(spoiled.pair.warehouse) as connection:
        broken = spoiled.broken(connection)
    results = ask(spoiled)
    assert {name for name, each in results.items() if each.status == "failed"} == set(broken)
    assert {name: results[name].rows_failing for name in broken} == {
        name: len(rows) for name, rows in broken.items()
    }
    assert statuses(spoiled, results, without=broken) == {"passed"}


def test_only_the_rules_that_need_a_column_are_errored_when_it_is_gone(spoil: Spoil) -> None:
    spoiled = spoil("alter table wares drop column tax")
    results = ask(spoiled)
    errored = {name for name, each in results.items() if each.status == "errored"}
    assert errored == {"ck_wares_net", "wares_gross_is_as_generated"}
    assert statuses(spoiled, results, without=errored) == {"passed"}


def test_a_rule_is_skipped_when_a_replica_it_reads_is_not_there(spoil: Spoil) -> None:
    spoiled = spoil("drop table friendships")
    results = ask(spoiled)
    skipped = [name for name, rule in spoiled.rules.items() if reads(rule, {"core.friendships"})]
    assert "fk_wares_one_other" in skipped
    assert {(results[name].status, results[name].message) for name in skipped} == {
        (
            "skipped",
            "skipped: core.friendships is not replicated yet; run `poultryco replicate`",
        )
    }
    assert statuses(spoiled, results, without=skipped) == {"passed"}


def test_a_rule_is_skipped_when_its_replica_was_never_filled(small: Small) -> None:
    results = ask(small)
    unread = [results[name] for name, rule in small.rules.items() if reads(rule, UNREAD)]
    assert {each.status for each in unread} == {"skipped"}
    assert results["ck_loose_size"].message == (
        "skipped: core.loose was never filled; `poultryco replicate` says why"
    )


def test_a_rule_is_skipped_when_its_tables_are_at_different_instants(spoil: Spoil) -> None:
    # One that would fail, if it were asked: the other table is a day further.
    spoiled = spoil(
        "update quality.replica_state set instant = instant - interval '1 day'"
        " where table_name = 'nothing'",
        "insert into nothing values (1, 99)",
    )
    results = ask(spoiled)
    assert statuses(spoiled, results, without={"fk_nothing_ware_id"}) == {"passed"}
    assert results["fk_nothing_ware_id"].status == "skipped"
    message = results["fk_nothing_ware_id"].message
    assert message.startswith("skipped: different instants: core.nothing at ")
    assert message.endswith("; run `poultryco replicate`")


def test_no_row_is_no_failure_when_a_table_is_empty(small: Small) -> None:
    result = ask(small)["fk_nothing_ware_id"]
    assert (result.status, result.rows_checked, result.rows_failing) == ("passed", 0, 0)
    assert result.message == "no rows to check"


def test_a_rule_is_errored_when_its_own_expectation_counts_otherwise(
    small: Small, spoil: Spoil, monkeypatch: pytest.MonkeyPatch
) -> None:
    from expectations import bridge

    grade = small.rules["ck_wares_grade"]
    other = bridge.expectations_of(replace(grade, expect=OneOf("grade", ("a", "b", "c"))))
    monkeypatch.setattr(bridge, "expectations_of", lambda _: other)
    result = ask(spoil("update wares set grade = 'c'"), "ck_wares_grade")["ck_wares_grade"]
    assert result.status == "errored"
    assert "5 rows break it by the scan of its table, 0 by its own expectations" in result.message
