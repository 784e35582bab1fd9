"""The first load: the operational schema arrives row for row, with its keys and what it means."""

from collections.abc import Iterator

import pytest

from database.community.functions import Plan
from database.dictionary import read_dictionary
from database.server import EmbeddedServer
from ingestion.operational.run import RunReport
from tests.replication import Pair, community_on

MEMBERS = 60


@pytest.fixture(scope="module")
def community(server: EmbeddedServer) -> Iterator[Pair]:
    """A small community and a warehouse; tests of this module only read them."""
    with community_on(server, Plan(MEMBERS, seed=1)) as pair:
        yield pair


@pytest.fixture(scope="module")
def first_run(community: Pair) -> RunReport:
    """The community's first replication."""
    return community.run()


def test_core_equals_the_source_row_for_row_when_a_community_was_replicated(
    community: Pair, first_run: RunReport
) -> None:
    assert community.differences() == []
    assert sum(each.rows for each in first_run.tables) > 1000
    assert all(each.is_reconciled for each in first_run.tables)
    assert first_run.drift == []


def test_core_has_no_constraint_but_its_keys_when_replicated(
    community: Pair, first_run: RunReport
) -> None:
    kinds = community.ask(
        "select contype::text, count(*) from pg_constraint"
        " where connamespace = 'core'::regnamespace and contype <> 'n' group by 1"
    )
    assert kinds == [("p", len(first_run.tables))]


def test_references_are_indexed_and_only_once_when_replicated(
    community: Pair, first_run: RunReport
) -> None:
    def firsts() -> list[tuple[object, ...]]:
        return community.ask(
            "select relname::text, attname::text from pg_index"
            " inner join pg_class on pg_class.oid = indrelid"
            " inner join pg_attribute on attrelid = indrelid and attnum = indkey[0]"
            " where relnamespace = 'core'::regnamespace and not indisprimary order by 1, 2"
        )

    wanted, leading = set(), set()
    for name, table in read_dictionary().tables.items():
        wanted |= {(name, key.columns[0]) for key in table.foreign_keys.values()}
        wanted |= {(name, column) for column in table.references}
        leading |= {(name, table.primary_key.columns[0])} if table.primary_key else set()
    made = firsts()
    assert first_run.tables
    assert sorted((wanted ^ set(made)) - leading) == []
    assert len(made) == len(set(made))
    community.run()
    assert firsts() == made


def test_meaning_and_tags_are_in_core_and_secrets_are_not_when_replicated(
    community: Pair, first_run: RunReport
) -> None:
    described: dict[tuple[object, ...], object] = {
        (table, column): text
        for table, column, text in community.ask(
            "select relname::text, attname::text, col_description(attrelid, attnum)"
            " from pg_attribute inner join pg_class on pg_class.oid = attrelid"
            " where relnamespace = 'core'::regnamespace and relkind = 'r' and attnum > 0"
        )
    }
    known = read_dictionary().tables
    for each in first_run.tables:
        for name, column in known[each.table].columns.items():
            assert ((each.table, name) in described) is not column.is_secret
            if column.is_pii and not column.is_secret:
                assert "@pii" in str(described[each.table, name])
    assert "Grain: " in str(community.value("select obj_description('core.soc_posts'::regclass)"))


def test_nothing_is_read_again_and_no_change_is_recorded_when_nothing_changed(
    community: Pair, first_run: RunReport
) -> None:
    assert first_run.tables
    again = community.run()
    assert {each.copied_rows for each in again.tables} == {0}
    assert {each.applied for each in again.tables} == {(0, 0, 0)}
    assert community.value("select count(*) from changes.soc_posts") == 0


def test_everything_is_compared_or_read_when_a_run_is_to_verify_or_to_be_full(
    community: Pair, first_run: RunReport
) -> None:
    assert first_run.tables
    verified = community.run(is_verifying=True)
    assert {each.plan.strategy for each in verified.tables} == {"buckets"}
    assert {each.copied_rows for each in verified.tables} == {0}
    full = community.run(is_full=True)
    assert {each.plan.strategy for each in full.tables} == {"full"}
    assert sum(each.copied_rows for each in full.tables) == sum(each.rows for each in full.tables)
    assert {each.applied for each in full.tables} == {(0, 0, 0)}
