"""What is deleted is told from sums of hashes: whatever is found adds up, and few are found."""

from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from ingestion.operational.deletions import MOST_MISSING, buckets_for, missing_keys

HASHES = st.integers(-(2**63), 2**63 - 1)


@given(st.sets(HASHES, min_size=1, max_size=24), st.data())
def test_the_deleted_keys_are_found_when_a_bucket_lost_a_few(
    hashes: set[int], data: st.DataObject
) -> None:
    most = min(MOST_MISSING, len(hashes))
    gone = data.draw(st.sets(st.sampled_from(sorted(hashes)), min_size=1, max_size=most))
    found = missing_keys(hashes, len(gone), sum(gone))
    # Small numbers have several such sums: 1 + 4 and 2 + 3.
    assert found is not None
    assert (len(set(found)), sum(found)) == (len(gone), sum(gone))
    assert set(found) <= hashes


def test_exactly_the_deleted_keys_are_found_when_hashes_are_like_those_of_keys() -> None:
    hashes = [
        int.from_bytes(blake2b(bytes([each]), digest_size=8).digest(), signed=True)
        for each in range(20)
    ]
    for missing in range(1, 6):
        gone = hashes[:missing]
        assert set(missing_keys(hashes, missing, sum(gone)) or ()) == set(gone)


def test_nothing_is_found_when_no_choice_adds_up() -> None:
    assert missing_keys([1, 2, 4, 8], 2, 1000) is None
    assert missing_keys([2, 7], 2, 4) is None  # Two times two is one key twice.
    assert missing_keys([], 1, 0) is None


def test_nothing_is_tried_when_it_would_take_long() -> None:
    assert missing_keys(range(10_000), 5, 10) is None


@given(st.integers(0, 10**8), st.integers(-100, 10**8))
def test_the_number_of_buckets_is_a_power_of_two_when_asked_for(rows: int, missing: int) -> None:
    buckets = buckets_for(rows, missing)
    assert buckets & (buckets - 1) == 0
    assert buckets >= 1
