"""Violations planted in a community: each is where the list says, and nothing else is wrong."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from database.community.fault_kinds import FaultKind, read_fault_kinds
from database.community.faults import Fault, plant_faults, write_faults
from database.community.generation import CommunityError
from database.community.verification import verify
from database.connections import connect
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import checksums, community_template, seeded_template

KINDS = read_fault_kinds()
EACH_KIND = pytest.mark.parametrize(
    "kind", KINDS, ids=[f"{each.table}: {each.what}".replace(" ", "_") for each in KINDS]
)


class Damaged(NamedTuple):
    """A community before and after violations were planted, and the list of them."""

    sound: str
    damaged: str
    faults: list[Fault]

    def fault(self, kind: FaultKind) -> Fault:
        """Return where the violation was planted."""
        (found,) = [
            each for each in self.faults if (each.table, each.what) == (kind.table, kind.what)
        ]
        return found


@pytest.fixture(scope="module")
def community(server: EmbeddedServer) -> Iterator[Damaged]:
    template = community_template(server)
    with copy_of(server, template) as sound, copy_of(server, template) as damaged:
        yield Damaged(sound, damaged, plant_faults(damaged))


def seen(url: str, kind: FaultKind) -> list[tuple[object, ...]]:
    with connect(url, read_only=True) as connection:
        return [tuple(row) for row in connection.execute(kind.seen_by.encode()).fetchall()]


@EACH_KIND
def test_a_query_sees_the_violation_where_the_list_says(
    community: Damaged, kind: FaultKind
) -> None:
    planted = community.fault(kind)
    assert seen(community.damaged, kind) == [tuple(planted.key[name] for name in kind.key)]


@EACH_KIND
def test_an_undamaged_community_does_not_have_it(community: Damaged, kind: FaultKind) -> None:
    assert seen(community.sound, kind) == []


def test_the_rules_report_what_they_know_and_nothing_else(community: Damaged) -> None:
    reported: Counter[str] = Counter()
    for violation in verify(community.damaged).violations:
        reported[violation.rule.kind] += violation.rows
    assert reported == Counter(each.rule for each in KINDS if each.rule is not None)


def test_the_list_can_be_read_by_others(community: Damaged, tmp_path: Path) -> None:
    file = tmp_path / "faults.json"
    write_faults(community.faults, file)
    listed = json.loads(file.read_text(encoding="utf-8"))
    assert [entry["what"] for entry in listed] == [fault.what for fault in community.faults]
    assert all(
        entry.keys() == {"kind", "table", "key", "what", "checks", "rows"} for entry in listed
    )


def test_the_same_rows_are_damaged_again(server: EmbeddedServer, community: Damaged) -> None:
    with copy_of(server, community_template(server)) as url:
        assert plant_faults(url) == community.faults


def test_nothing_is_changed_when_there_is_nobody_to_damage(
    server: EmbeddedServer, copy_database: Callable[[str], str]
) -> None:
    url = copy_database(seeded_template(server))
    before = checksums(url)
    with pytest.raises(CommunityError, match="can be planted in") as refusal:
        plant_faults(url)
    assert refusal.value.found == "0 rows"
    assert checksums(url) == before


def test_a_statement_that_fails_changes_nothing(community: Damaged) -> None:
    before = checksums(community.sound)
    broken = KINDS[1].model_copy(update={"set": "no_column = 1"})
    with pytest.raises(psycopg.errors.UndefinedColumn):
        plant_faults(community.sound, [KINDS[0], broken])
    assert checksums(community.sound) == before
