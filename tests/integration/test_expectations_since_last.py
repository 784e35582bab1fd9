"""Looking only at what was touched finds whatever a look at everything finds.

A small community whose source has neither constraints nor triggers lives through random days of
faults and their mending; after each, its changes are replicated and only what they touched is
checked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from database.community.functions import Plan
from database.connections import connect
from database.locks import REPLICATION, exclusive, shared
from database.server import EmbeddedServer
from database.upkeep import purge
from expectations.circumstances import look_around
from expectations.rules import EachRow, Rule
from expectations.runner import run_checks
from expectations.suites import rules
from tests.random_faults import Act, acts, do, mend, unguard
from tests.replication import Pair, community_on, until

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

MEMBERS = 60
CORE = rules("core")
MODULES = sorted({rule.module for rule in CORE})
FAULTY = ("profiles", "soc_posts", "soc_post_likes", "ana_profile_views")
"""Tables that single cases change."""


@dataclass(frozen=True)
class Day:
    """What happens at the source, and what of it is noticed.

    Attributes:
        acts: What is done to the tables of the source.
        mended: Of three faulty tables, how many are given back what they had.
        replicated: Modules that are replicated; all when empty.
        checked: Modules that are checked; all when empty, none when None.
        is_forgotten: Some rules ask something else than the day before.
    """

    acts: list[Act] = field(default_factory=list)
    mended: int = 0
    replicated: tuple[str, ...] = ()
    checked: tuple[str, ...] | None = ()
    is_forgotten: bool = False


some_modules = st.lists(st.sampled_from(MODULES), min_size=1, max_size=4, unique=True).map(tuple)
days = st.builds(
    Day,
    acts=st.lists(acts(), min_size=15, max_size=40),
    mended=st.integers(0, 3),
    replicated=st.one_of(st.just(()), st.just(()), some_modules),
    checked=st.one_of(st.just(()), st.just(()), some_modules, st.none()),
    is_forgotten=st.booleans(),
)


@pytest.fixture(scope="module")
def pair(server: EmbeddedServer) -> Iterator[Pair]:
    """A small community whose source keeps no fault out, replicated and checked."""
    with community_on(server, Plan(MEMBERS, seed=1)) as pair:
        purge(pair.source)
        unguard(pair.source)
        pair.run()
        assert [each for each in run_checks(pair.warehouse, CORE) if each.is_bad] == []
        yield pair


def verdicts_of_a_sweep(pair: Pair, asked: tuple[Rule, ...]) -> dict[str, int | None]:
    """Return how many rows break each rule, none where it cannot be asked; record nothing."""
    from expectations.bridge import evaluate

    with connect(pair.warehouse) as connection:
        circumstances = look_around(connection, asked)
    runnable = [rule for rule in asked if circumstances.why_not(rule) is None]
    findings = evaluate(pair.warehouse, runnable)
    assert {name: each.error for name, each in findings.items() if each.error} == {}
    found = {name: each.rows_failing for name, each in findings.items()}
    return {rule.name: found.get(rule.name) for rule in asked}


def restore(pair: Pair, tables: Iterable[str]) -> None:
    """Give tables of the source back the rows of the beginning, and core with them."""
    mend(pair.source, tables)
    # Rows come back as old as they were. A table that outgrew what is read whole on the way is
    # read by its newest, and would keep the fault.
    pair.run(is_verifying=True)


def live(pair: Pair, day: Day, faulty: set[str]) -> None:
    mended = {name for place, name in enumerate(sorted(faulty)) if place % 3 < day.mended}
    mend(pair.source, mended)
    faulty -= mended
    faulty |= do(pair.source, day.acts)
    pair.run(tables=tuple(f"{module}*" for module in day.replicated))
    if day.is_forgotten:
        pair.at_warehouse(
            "update quality.verifications set code = 'another' where md5(check_name) < '2'"
        )


def check(pair: Pair, modules: tuple[str, ...]) -> list[str]:
    """Check what was touched and compare it with a sweep; return the rules that are broken."""
    asked = tuple(rule for rule in CORE if not modules or rule.module in modules)
    results = run_checks(pair.warehouse, asked, since_last=True)
    found = {each.check_name: each.rows_failing for each in results}
    assert found == verdicts_of_a_sweep(pair, asked)
    assert all((each.status == "failed") == bool(each.rows_failing) for each in results)
    return [name for name, rows in found.items() if rows]


@settings(
    max_examples=3,
    deadline=None,
    # A day takes seconds: to shrink a failure would take minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(history=st.lists(days, min_size=3, max_size=4))
def test_what_was_touched_has_every_fault_of_a_sweep_when_histories_are_random(
    pair: Pair, history: list[Day]
) -> None:
    faulty: set[str] = set()
    for day in history:
        live(pair, day, faulty)
        if day.checked is not None:
            check(pair, day.checked)
    pair.run()
    check(pair, ())
    restore(pair, faulty)
    assert check(pair, ()) == []


def found_since_last(pair: Pair, name: str) -> tuple[str, int | None, int | None]:
    [result] = run_checks(pair.warehouse, rules("core", names=[name]), since_last=True)
    return result.status, result.rows_checked, result.rows_failing


@pytest.fixture
def clean(pair: Pair) -> Iterator[Pair]:
    """The community without faults, all of it verified; given back as it was."""
    run_checks(pair.warehouse, CORE, since_last=True)
    yield pair
    restore(pair, FAULTY)


def lies_unguarded(pair: Pair, *statements: str) -> None:
    pair.at_source(*(f"set session_replication_role = replica; {each}" for each in statements))
    pair.run()


def test_nothing_is_asked_when_nothing_was_touched(clean: Pair) -> None:
    clean.run()
    results = run_checks(clean.warehouse, CORE, since_last=True)
    asked = {each.check_name for each in results if "no row looked at" not in each.message}
    assert asked == {rule.name for rule in CORE if rule.ages}
    assert {each.status for each in results} == {"passed"}


def test_only_rows_that_were_touched_are_looked_at_when_few_were(clean: Pair) -> None:
    lies_unguarded(
        clean,
        "update soc_posts set updated_at = now()"
        " where id = (select id from soc_posts order by id limit 1)",
    )
    assert found_since_last(clean, "ck_soc_posts_post_type") == ("passed", 1, 0)
    assert found_since_last(clean, "fk_soc_post_likes_post_id") == ("passed", 0, 0)


POST = "(select id from soc_posts where likes_count > 1 order by id limit 1)"
UNLIKED = (
    "delete from soc_post_likes"
    f" where id = (select id from soc_post_likes where post_id = {POST} order by id limit 1)"
)
COUNTED_DOWN = f"update soc_posts set likes_count = likes_count - 1 where id = {POST}"
NEW_POST = (
    "insert into soc_posts (author_type, author_id, content, likes_count)"
    " select author_type, author_id, content, 1 from soc_posts limit 1"
)


@pytest.mark.parametrize(
    ("statements", "wrong"),
    [
        pytest.param([UNLIKED, COUNTED_DOWN], 0, id="both moved"),
        pytest.param([UNLIKED], 1, id="the rows moved"),
        pytest.param([COUNTED_DOWN], 1, id="the counter moved"),
        pytest.param([COUNTED_DOWN.replace("likes_count - 1", "null")], 1, id="the counter went"),
        pytest.param([NEW_POST], 1, id="a new row never was exact"),
        pytest.param([NEW_POST.replace(", 1 from", ", 0 from")], 0, id="a new row is exact"),
    ],
)
def test_counters_are_recounted_where_they_moved_otherwise_than_their_rows(
    clean: Pair, statements: list[str], wrong: int
) -> None:
    lies_unguarded(clean, *statements)
    status, looked_at, failing = found_since_last(clean, "soc_posts_likes_count_is_exact")
    assert (status, failing) == ("failed" if wrong else "passed", wrong)
    assert bool(looked_at) is (statements != [UNLIKED, COUNTED_DOWN])


def test_a_counter_that_survives_a_purge_may_only_fall_behind(clean: Pair) -> None:
    rule = "usr_stats_profile_views_count_is_exact"
    lies_unguarded(clean, "delete from ana_profile_views")
    assert found_since_last(clean, rule) == ("passed", 0, 0)
    lies_unguarded(
        clean,
        "insert into ana_profile_views (viewed_type, viewed_id)"
        " select 'individual', profile_id from (select * from usr_stats limit 1) as one"
        " cross join generate_series(0, profile_views_count)",
    )
    assert found_since_last(clean, rule)[0] == "failed"


def test_all_that_break_a_rule_are_told_when_only_one_of_them_was_touched(clean: Pair) -> None:
    lies_unguarded(
        clean,
        "update profiles set profile_slug = (select profile_slug from profiles order by id limit 1)"
        " where id = (select id from profiles order by id offset 1 limit 1)",
    )
    rows = clean.value("select count(*) from core.profiles")
    assert found_since_last(clean, "uq_profiles_profile_slug") == ("failed", rows, 2)


def test_orphans_are_found_when_their_parents_came_and_went_between_looks(clean: Pair) -> None:
    rule, gone = "fk_soc_post_likes_post_id", "delete from soc_posts"
    lies_unguarded(clean, gone)
    assert found_since_last(clean, rule)[0] == "failed"
    mend(clean.source, ["soc_posts"])
    clean.run()
    assert found_since_last(clean, rule)[0] == "passed"
    lies_unguarded(clean, gone)
    assert found_since_last(clean, rule)[0] == "failed"


def test_all_rows_are_asked_about_when_a_rule_asks_something_else(clean: Pair) -> None:
    [rule] = rules("core", names=["ck_soc_posts_post_type"])
    run_checks(clean.warehouse, [replace(rule, expect=EachRow("true"))])
    rows = clean.value("select count(*) from core.soc_posts")
    assert found_since_last(clean, rule.name) == ("passed", rows, 0)


def test_all_rows_are_asked_about_when_change_records_were_forgotten(clean: Pair) -> None:
    clean.at_warehouse(
        "update quality.replication_runs set started_at = started_at - interval '31 days'"
    )
    lies_unguarded(clean, "update soc_posts set post_type = 'nonsense'")
    clean.at_warehouse("delete from changes.soc_posts")
    assert found_since_last(clean, "ck_soc_posts_post_type")[0] == "failed"


def test_all_rows_are_asked_about_when_a_table_was_read_anew(clean: Pair) -> None:
    clean.at_warehouse(
        "drop table core.soc_post_likes",
        "delete from quality.replica_state where table_name = 'soc_post_likes'",
    )
    lies_unguarded(clean, "update soc_post_likes set post_id = gen_random_uuid()")
    assert found_since_last(clean, "fk_soc_post_likes_post_id")[0] == "failed"


def test_all_rows_are_asked_about_when_records_cannot_be_asked(clean: Pair) -> None:
    lies_unguarded(clean, UNLIKED)
    clean.at_warehouse("alter table changes.soc_posts drop column likes_count cascade")
    rows = clean.value("select count(*) from core.soc_posts")
    results = {each.check_name: each for each in run_checks(clean.warehouse, CORE, since_last=True)}
    broken = results["soc_posts_likes_count_is_exact"]
    assert (broken.status, broken.rows_checked, broken.rows_failing) == ("failed", rows, 1)
    assert results["ck_soc_posts_post_type"].rows_checked == 0
    assert {each.status for each in results.values()} == {"passed", "failed"}
    # What the next replication writes beside older records does not tell what was lost.
    clean.run()
    run_checks(clean.warehouse, CORE)


def test_change_records_keep_the_columns_that_tell_what_was_touched(clean: Pair) -> None:
    """Otherwise the query breaks, and all rows are looked at without a word."""
    queries = {
        f"with changed as ({touched.records.format(since=0)}) {touched.keys}"
        for rule in CORE
        for touched in (rule.touched or [each for join in rule.joins for each in join.touched])
    }
    with connect(clean.warehouse) as connection:
        for query in queries:
            connection.execute(f"explain {query}".encode())


def test_replication_waits_when_checks_look_at_its_replicas(clean: Pair) -> None:
    said: list[str] = []
    with shared(clean.warehouse, REPLICATION):
        replication = Thread(target=clean.run, args=(said.append,))
        replication.start()
        until(lambda: any("waiting" in line for line in said))
        runs = "select count(*) from quality.replication_runs where status = 'running'"
        assert clean.value(runs) == 0
    replication.join()
    assert "publishing" in said


def test_checks_wait_when_a_replication_is_at_work(clean: Pair) -> None:
    waits, results = Event(), []
    asked = rules("core", names=["ck_soc_posts_post_type"])
    with exclusive(clean.warehouse, REPLICATION):
        checks = Thread(
            target=lambda: results.extend(run_checks(clean.warehouse, asked, on_wait=waits.set))
        )
        checks.start()
        assert waits.wait(60)
        assert results == []
    checks.join()
    assert [each.status for each in results] == ["passed"]
