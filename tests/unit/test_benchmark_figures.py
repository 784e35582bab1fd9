"""What the tables of a benchmark say of its figures."""

import pytest

from benchmarks.figures import Comparison, Latency, percentile


@pytest.mark.parametrize(
    ("count", "expected"), [(1, 1), (2, 2), (19, 19), (20, 19), (21, 20), (100, 95)]
)
def test_one_call_in_twenty_may_exceed_the_95th_percentile(count: int, expected: int) -> None:
    assert percentile(range(count, 0, -1), 95) == expected


@pytest.mark.parametrize(
    ("milliseconds", "goal", "verdict"),
    [
        ([1.0] * 95 + [80.0] * 5, 50.0, "| 50 | met |"),
        ([1.0] * 94 + [80.0] * 6, 50.0, "| 50 | MISSED |"),
        ([50.0], 50.0, "| 50 | MISSED |"),
        ([1.0], None, "|  |  |"),
    ],
    ids=["met", "missed", "at_the_goal", "nothing_promised"],
)
def test_the_verdict_is_by_the_95th_percentile(
    milliseconds: list[float], goal: float | None, verdict: str
) -> None:
    assert verdict in Latency("a call", milliseconds, goal).row()


def test_the_indexes_stand_at_the_end_of_a_row() -> None:
    row = Latency("a call", [1.0], reads_by=("pk_a", "SEQ SCAN of b")).row()
    assert row.endswith("| pk_a, SEQ SCAN of b |")


def test_a_ratio_is_that_of_the_medians_and_the_spread_is_shown() -> None:
    each = Comparison("ours", "theirs", [9.0, 3.0, 2.0], [1.0, 2.0, 90.0])
    assert each.row() == (
        "| ours | 3.000 (2.000 to 9.000) | theirs | 2.000 (1.000 to 90.000) | 1.50 |"
    )
