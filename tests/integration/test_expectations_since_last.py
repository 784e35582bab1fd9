"""Looking only at what was touched finds whatever a look at everything finds.

A small community whose source has neither constraints nor triggers lives through random days of
faults and their mending; after each, its changes are replicated and only what they touched is
checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from database.community.functions import Plan
from database.connections import connect
from database.server import EmbeddedServer
from database.upkeep import purge
from expectations.circumstances import look_around
from expectations.rules import Rule
from expectations.runner import run_checks
from expectations.suites import rules
from tests.random_faults import Act, acts, do, mend, unguard
from tests.replication import Pair, community_on

pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

MEMBERS = 60
CORE = rules("core")
MODULES = sorted({rule.module for rule in CORE})


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
    acts=st.lists(acts(), min_size=4, max_size=25),
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


def live(pair: Pair, day: Day, faulty: set[str]) -> None:
    mended = {name for place, name in enumerate(sorted(faulty)) if place % 3 < day.mended}
    mend(pair.source, mended)
    faulty -= mended
    faulty |= do(pair.source, day.acts)
    pair.run(tables=tuple(f"{module}_*" for module in day.replicated))
    if day.is_forgotten:
        pair.at_warehouse(
            "update quality.verifications set code = 'another' where md5(check_name) < '2'"
        )


def check(pair: Pair, modules: tuple[str, ...]) -> int:
    """Check what was touched and compare it with a sweep; return how many rules are broken."""
    asked = tuple(rule for rule in CORE if not modules or rule.module in modules)
    results = run_checks(pair.warehouse, asked, since_last=True)
    found = {each.check_name: each.rows_failing for each in results}
    assert found == verdicts_of_a_sweep(pair, asked)
    assert all((each.status == "failed") == bool(each.rows_failing) for each in results)
    return sum(map(bool, found.values()))


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
    mend(pair.source, faulty)
    pair.run()
    assert check(pair, ()) == 0
