"""What was found out about a rule, however it was asked."""

from typing import NamedTuple


class Finding(NamedTuple):
    """The verdict on a rule with what was counted, or the error that kept us from a verdict.

    `is_untouched`: nothing was asked, because nothing that could break it was touched.
    """

    is_success: bool = False
    rows_checked: int | None = None
    rows_failing: int | None = None
    seconds: float = 0.0
    error: str | None = None
    is_untouched: bool = False


UNTOUCHED = Finding(is_success=True, rows_checked=0, rows_failing=0, is_untouched=True)
