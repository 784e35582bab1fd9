"""Every kind of violation, planted at the source and replicated, is found; nothing else is.

On a community without them every rule about the replicas holds. One scan of a table says of each
rule what the rule alone says, whatever else it is asked.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from database.check_results import CheckResult
from database.community.fault_kinds import FaultKind, read_fault_kinds
from database.community.faults import Fault, write_faults
from database.connections import connect
from database.server import EmbeddedServer
from expectations.core import core_rules
from expectations.planted import Planted, PlantedFileError, differences, read_planted
from expectations.rules import Rule
from expectations.runner import run_checks
from expectations.scans import tally_sql
from expectations.suites import rules
from tests.replication import Pair, faulty_community, replicated_community

pytestmark = [pytest.mark.timeout(600), pytest.mark.filterwarnings("ignore::DeprecationWarning")]

KINDS = read_fault_kinds()
ALL_RULES = {rule.name: rule for rule in rules("core")}


BY_TABLE = {
    table: list(of_table) for table, of_table in groupby(core_rules(), key=lambda rule: rule.table)
}
# Those with faults, and one with eleven recounts.
TABLES = ("core.soc_posts", "core.soc_post_comments", "core.profiles", "core.evt_registrations")
TABLES += ("core.usr_stats", "core.soc_connections", "core.prd_orders", "core.msg_participants")
PARTS = (None, 0, 1, 40)


class Checked(NamedTuple):
    """A warehouse with a damaged community, what was planted, and what the checks said."""

    pair: Pair
    faults: list[Fault]
    results: dict[str, CheckResult]


class Alone:
    """What each rule says alone: the rows of its table, and those that break it, by place."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self._known: dict[tuple[str, str | None], tuple[int, int]] = {}

    def count(self, rule: Rule, among: str | None) -> tuple[int, int]:
        """Return how many rows are looked at, and how many of them break the rule."""
        if (rule.name, among) not in self._known:
            only = f"where {among}" if among else ""
            keys = f"select {', '.join(rule.key)} from ({rule.failing_rows_sql}) as failing {only}"
            rows = f"select from {rule.table} {only}"
            self._known[rule.name, among] = (
                self.connection.execute(rows.encode()).rowcount,
                self.connection.execute(keys.encode()).rowcount,
            )
        return self._known[rule.name, among]


@pytest.fixture(scope="module")
def checked(server: EmbeddedServer) -> Iterator[Checked]:
    with faulty_community(server) as (pair, faults):
        pair.run()
        results = run_checks(pair.warehouse, rules("core"))
        yield Checked(pair, faults, {result.check_name: result for result in results})


@pytest.fixture(scope="module")
def planted(checked: Checked, tmp_path_factory: pytest.TempPathFactory) -> list[Planted]:
    """What was planted, as others read it."""
    file = tmp_path_factory.mktemp("planted") / "faults.json"
    write_faults(checked.faults, file)
    return read_planted(file)


def test_every_rule_holds_when_nothing_was_planted(server: EmbeddedServer) -> None:
    with replicated_community(server) as pair:
        results = run_checks(pair.warehouse, rules("core"))
    assert [each for each in results if each.status != "passed"] == []
    assert len(results) == len(ALL_RULES)


def test_exactly_the_planted_rows_are_found_when_all_faults_are_there(
    checked: Checked, planted: list[Planted]
) -> None:
    assert differences(planted, checked.results.values()) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.table}_{kind.what}")
def test_the_row_of_a_fault_is_shown_by_the_check_that_finds_it(
    checked: Checked, planted: list[Planted], kind: FaultKind
) -> None:
    [fault] = [each for each in planted if (each.table, each.what) == (kind.table, kind.what)]
    for name in fault.checks:
        shown = [{k: str(v) for k, v in row.items()} for row in checked.results[name].samples]
        for row in fault.rows:
            assert any(row.items() <= sample.items() for sample in shown), (name, shown)


def test_every_kind_of_rule_finds_a_fault() -> None:
    found = {ALL_RULES[name].kind for kind in KINDS for name in kind.checks}
    assert found == {rule.kind for rule in ALL_RULES.values()}


def test_every_rule_written_by_hand_finds_a_fault() -> None:
    by_hand = {name for name, rule in ALL_RULES.items() if rule.origin == "written by hand"}
    assert by_hand <= {name for kind in KINDS for name in kind.checks}


def test_a_difference_is_told_when_something_else_is_found(
    checked: Checked, planted: list[Planted]
) -> None:
    [orphan, *others] = planted
    unexpected = differences(others, checked.results.values())
    assert [line.partition(":")[0] for line in unexpected] == list(orphan.checks)
    rows = [{"id": "00000000-0000-0000-0000-000000000000"}]
    elsewhere = orphan.model_copy(update={"rows": rows})
    [line] = differences([elsewhere, *others], checked.results.values())
    assert rows[0]["id"] in line
    none = [each for name, each in checked.results.items() if name not in orphan.checks]
    assert differences(planted, none) == [f"{name} was not asked" for name in orphan.checks]


def test_another_file_is_refused_as_a_list_of_faults(tmp_path: Path) -> None:
    with pytest.raises(PlantedFileError, match="community generate --faults"):
        read_planted(tmp_path / "none.json")


@pytest.fixture(scope="module")
def alone(checked: Checked) -> Iterator[Alone]:
    with connect(checked.pair.warehouse, read_only=True) as connection:
        yield Alone(connection)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_a_scan_counts_what_each_rule_counts_alone(alone: Alone, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    asked = data.draw(st.lists(st.sampled_from(BY_TABLE[table]), min_size=1, unique=True))
    among = _part(table, data.draw(st.sampled_from(PARTS)))
    checked, *broken = alone.connection.execute(tally_sql(asked, among).encode()).fetchall()[0]
    told = [(checked, failing) for failing in broken]
    assert told == [alone.count(rule, among) for rule in asked]


def _part(table: str, share: int | None) -> str | None:
    """Return SQL for the rows of a table that are looked at: all, none, or part of them."""
    if share is None:
        return None
    key = BY_TABLE[table][0].key[0]
    return f"abs(hashtext({key}::text)) % 100 < {share}"


def test_faults_are_among_what_is_counted(alone: Alone) -> None:
    failing = [rule for table in TABLES for rule in BY_TABLE[table] if alone.count(rule, None)[1]]
    assert {rule.table for rule in failing} == set(TABLES)
