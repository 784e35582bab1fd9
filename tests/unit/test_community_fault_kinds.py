"""The file of violations that can be planted: what it must hold, and how a mistake is refused."""

from pathlib import Path

import pytest

from database.community.fault_kinds import FAULTS, FaultFileError, read_fault_kinds

ENTRY = """
[[fault]]
kind = "orphan"
table = "soc_post_likes"
what = "post_id names no post"
checks = ["fk_soc_post_likes_post_id"]
seen_by = "select id from soc_post_likes"
"""
# The invariants that the checks of the platform know: each has a violation that can be planted.
INVARIANTS = {
    "answered before asked",
    "attempts exceed limit",
    "dangling reference",
    "disallowed value",
    "duplicate pair",
    "duplicate value",
    "ends before start",
    "malformed value",
    "missing companion",
    "mistyped reference",
    "newest version missing",
    "orphan",
    "past its purge time",
    "reference across parents",
    "required value missing",
    "self reference",
    "state contradicts times",
    "text too long",
    "time in the future",
    "updated in the future",
    "too many versions",
    "total mismatch",
    "trash state",
    "two primary rows",
    "updated before created",
    "value out of range",
    "version differs",
    "version gap",
    "wrong average",
    "wrong counter",
    "wrong figure",
    "wrong generated value",
}


def test_every_invariant_has_a_violation() -> None:
    assert {each.kind for each in read_fault_kinds()} == INVARIANTS


def test_no_two_violations_are_the_same() -> None:
    kinds = [(each.table, each.what) for each in read_fault_kinds()]
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("[[fault]", "line 1", id="no_toml"),
        pytest.param("", "fault: Field required", id="empty"),
        pytest.param(ENTRY, "either `set` or `statement`", id="nothing_damaged"),
        pytest.param(
            f'{ENTRY}set = "id = null"\nstatement = "delete from soc_posts"',
            "either `set` or `statement`",
            id="damaged_in_two_ways",
        ),
        pytest.param(
            f'{ENTRY}statement = "delete from soc_posts"\nskip = 2',
            "belong to `set`",
            id="skip_of_a_statement",
        ),
        pytest.param(f'{ENTRY}set = "a = 1"\ncolour = "red"', "fault.0.colour", id="unknown_field"),
        pytest.param(f'{ENTRY}set = "a = 1"\nskip = "two"', "fault.0.skip", id="wrong_type"),
        pytest.param(
            ENTRY.replace("soc_post_likes", "x; drop table y", 1) + 'set = "a = 1"',
            "fault.0.table",
            id="table_is_no_name",
        ),
    ],
)
def test_a_file_is_refused_when_malformed(tmp_path: Path, text: str, found: str) -> None:
    file = tmp_path / "faults.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FaultFileError) as refusal:
        read_fault_kinds(file)
    assert found in refusal.value.found
    assert str(file) in refusal.value.what


def test_the_file_of_the_package_is_read_by_default() -> None:
    assert read_fault_kinds() == read_fault_kinds(FAULTS)
