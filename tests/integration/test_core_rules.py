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
from tests.declared_tables import declared_tables
from tests.replication import Pair, pair_on

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

# What no declaration helper makes: constraints, in a table of their own.
WARES = """
create table wares (
    id integer primary key,
    code text,
    shelf text,
    serial integer,
    is_main boolean not null default false,
    grade text,
    stars integer,
    label text,
    note text,
    net integer,
    tax integer,
    gross integer generated always as (net + tax) stored,
    one integer,
    other integer,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint uq_wares_code_shelf unique (code, shelf),
    constraint uq_wares_serial unique (serial),
    constraint ck_wares_grade check (grade in ('a', 'b')),
    constraint ck_wares_stars check (stars between 1 and 5),
    constraint ck_wares_label check (char_length(label) <= 3),
    constraint ck_wares_note check (char_length(note) between 2 and 4),
    constraint ck_wares_net check (net > tax),
    constraint fk_wares_one_other foreign key (one, other) references friendships (one, other)
);
create unique index uq_wares_shelf_main on wares (shelf) where is_main;
create table loose (size integer, constraint ck_loose_size check (size > 0));
create table nothing (id integer primary key, ware_id integer not null references wares);
alter table nothing rename constraint nothing_ware_id_fkey to fk_nothing_ware_id;
"""
ROWS = """
insert into members values (1), (2), (3);
insert into friendships values (1, 2, 'accepted'), (3, 1, 'accepted'), (2, 3, 'open');
insert into posts (id, author_type, author_id) values (1, 'member', 1), (2, 'firm', 9), (3, 'member', 2);
insert into posts (id, author_type, author_id, shared_post_id) values (4, 'member', 3, 1);
insert into outside_shares (post_id) values (1), (3), (null);
insert into likes values (1, 2), (1, 3), (3, 1);
insert into post_views values (1, 1), (1, 1), (3, 5);
delete from post_views where post_id = 3;
insert into products (id) values (1), (2);
insert into reviews values (1, 1, 5, true), (2, 1, 4, true), (3, 1, 1, false), (4, null, 3, true);
insert into documents (id, title, body) values (1, 'one', 'text'), (2, 'two', 'text'), (3, null, '');
update documents set body = 'text 2' where id = 1;
update documents set body = 'text 3' where id = 1;
update documents set body = 'text 4' where id = 1;
update documents set is_deleted = true where id = 2;
insert into people values (1), (2);
insert into firms values (1);
insert into pages values (1, 'person', 1), (2, 'firm', 1);
insert into jobs values (1, 'person', 2), (2, null, null);
insert into wares (id, code, shelf, serial, is_main, grade, stars, label, note, net, tax, one, other) values
    (1, 'x', 's', 1, true, 'a', 1, 'abc', 'ab', 3, 1, 1, 2),
    (2, 'x', 't', 2, true, 'b', 5, '', 'abcd', 9, 2, 3, null),
    (3, 'x', null, null, true, null, null, null, null, null, null, null, null),
    (4, 'x', null, null, false, null, null, null, null, null, 4, null, null),
    (5, 'y', 's', 5, false, null, null, null, null, null, null, null, 7);
insert into loose values (1), (1), (null);
"""
# Replication stops where it has no key to find a row by.
UNREAD = {"core.loose", "core.post_views"}
Broken = dict[str, list[dict[str, Any]]]


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


def ids(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": number} for number in numbers]


DAMAGE: dict[str, tuple[str, Broken]] = {
    "child_without_parent": (
        "insert into nothing values (1, 4), (2, 99)",
        {"fk_nothing_ware_id": ids(2)},
    ),
    "pair_without_its_pair": (
        "update wares set one = 2, other = 1 where id in (1, 2)",
        {"fk_wares_one_other": ids(1, 2)},
    ),
    "half_a_pair_refers_to_nothing": ("update wares set one = 99 where id = 2", {}),
    "child_of_a_table_without_key": (
        "insert into post_views values (77, 1)",
        {"post_views_post_id_fkey": [{}]},
    ),
    "dangling": (
        "update pages set owner_id = 9 where id = 1; update jobs set employer_id = 3 where id = 1",
        {
            "jobs_employer_id_points_at_a_row": ids(1),
            "page_totals_pages_is_exact": [{"owner_id": 1}],
            "pages_owner_id_points_at_a_row": ids(1),
        },
    ),
    "mistyped": (
        "update jobs set employer_type = 'firm'",
        {"jobs_employer_id_points_at_a_row": ids(1)},
    ),
    "of_a_type_that_does_not_exist": (
        "update posts set author_type = 'ghost' where id = 2",
        {"posts_author_id_points_at_a_row": ids(2)},
    ),
    "of_no_type": (
        "update posts set author_type = null where id = 2",
        {
            "posts_author_id_points_at_a_row": ids(2),
            "posts_required_columns_are_filled": ids(2),
        },
    ),
    "without_companion": (
        "delete from member_stats where member_id = 3",
        {"members_have_member_stats": ids(3)},
    ),
    "counter": (
        "update posts set likes = likes + 1, score = score + 1 where id = 4",
        {
            "member_stats_received_is_exact": [{"member_id": 3}],
            "posts_likes_is_exact": ids(4),
        },
    ),
    "counter_that_is_empty": (
        "update products set reviews = null where id = 2",
        {
            "products_required_columns_are_filled": ids(2),
            "products_reviews_is_exact": ids(2),
        },
    ),
    "counter_of_two_sources": (
        "delete from outside_shares where post_id = 1;"
        "update friendships set status = 'open' where one = 3",
        {
            "member_stats_friends_is_exact": [{"member_id": 1}, {"member_id": 3}],
            "posts_shares_is_exact": ids(1),
        },
    ),
    "counter_through_a_join": (
        "insert into orders values (1, 'new'), (2, 'cancelled');"
        "insert into order_items values (1, 2), (2, 1)",
        {"products_orders_is_exact": ids(2)},
    ),
    "average": (
        "update reviews set rating = 3 where id = 3",
        {"products_mean_rating_is_exact": ids(1)},
    ),
    "average_of_nothing": (
        "update products set mean_rating = 0, rating = 1 where id = 2",
        {"products_mean_rating_is_exact": ids(2), "products_rating_is_exact": ids(2)},
    ),
    "purged_rows_stay_counted": ("insert into post_views values (1, 1)", {}),
    "counter_below_what_was_not_purged": (
        "insert into post_views values (1, 1), (1, 1), (1, 50)",
        {"posts_views_is_exact": ids(1)},
    ),
    "same_key": (
        "update wares set serial = 1 where id = 2; update wares set shelf = 't' where id = 3",
        {
            "uq_wares_code_shelf": ids(2, 3),
            "uq_wares_serial": ids(1, 2),
            "uq_wares_shelf_main": ids(2, 3),
        },
    ),
    "half_a_key_is_no_key": (
        "update wares set code = null, shelf = 's' where id in (3, 5)",
        {"uq_wares_shelf_main": ids(1, 3)},
    ),
    "outside_of_a_partial_key": (
        "insert into wares (id, shelf, is_main, created_at, updated_at)"
        " select 6, shelf, false, created_at, updated_at from wares where id = 1",
        {},
    ),
    "empty": (
        "update wares set is_main = null, created_at = null where id = 5",
        {"wares_required_columns_are_filled": ids(5)},
    ),
    "not_allowed": ("update wares set grade = 'c' where id = 1", {"ck_wares_grade": ids(1)}),
    "out_of_range": (
        "update wares set stars = id * 6 - 6 where id < 3",
        {"ck_wares_stars": ids(1, 2)},
    ),
    "too_long_too_short": (
        "update wares set label = 'abcd', note = 'a' where id = 1;"
        "update wares set note = 'abcde' where id = 2",
        {"ck_wares_label": ids(1), "ck_wares_note": ids(1, 2)},
    ),
    "check": ("update wares set tax = 3, gross = 6 where id = 1", {"ck_wares_net": ids(1)}),
    "check_of_a_table_without_key": (
        "insert into loose values (-1), (1), (-1), (null)",
        {"ck_loose_size": [{}, {}]},
    ),
    "generated": (
        "update wares set gross = 5 where id in (1, 4)",
        {"wares_gross_is_as_generated": ids(1, 4)},
    ),
    "trash_without_a_time": (
        "update documents set deleted_at = null where id = 2",
        {"ck_documents_trash": ids(2), "documents_trash_agrees": ids(2)},
    ),
    "trash_that_is_none": (
        "update documents set deletion_reason = 'why not' where id = 1",
        {"ck_documents_trash": ids(1), "documents_trash_agrees": ids(1)},
    ),
    "trash_kept_too_long": (
        "update documents set purge_at = purge_at + interval '1 day' where id = 2",
        {"documents_trash_agrees": ids(2)},
    ),
    "trash_past_its_time": (
        "update documents set deleted_at = deleted_at - interval '10 days',"
        " purge_at = purge_at - interval '10 days' where id = 2",
        {"documents_trash_is_emptied": ids(2)},
    ),
    "gap_in_a_history": (
        "delete from document_versions where document_id = 1 and version = 3",
        {"documents_history_is_complete": ids(1)},
    ),
    "no_history": (
        "delete from document_versions where document_id = 3",
        {"documents_history_is_complete": ids(3)},
    ),
    "history_without_its_newest": (
        "delete from document_versions where document_id = 1 and version = 4",
        {"documents_history_is_complete": ids(1)},
    ),
    "history_without_its_document": (
        "delete from documents where id = 3",
        {"document_versions_document_id_fkey": [{"document_id": 3, "version": 1}]},
    ),
    "another_text_than_its_version": (
        "update documents set title = null where id in (1, 3)",
        {"documents_newest_version_is_current": ids(1)},
    ),
    "moments": (
        "update wares set created_at = created_at + interval '1 day' where id = 1;"
        "update wares set created_at = updated_at + interval '1 second' where id = 2",
        {
            "wares_moments_are_past": ids(1),
            "wares_updates_follow_creation": ids(1, 2),
        },
    ),
}

TOGETHER = (
    "pair_without_its_pair",
    "counter",
    "same_key",
    "empty",
    "not_allowed",
    "out_of_range",
    "too_long_too_short",
    "trash_without_a_time",
    "gap_in_a_history",
)


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
