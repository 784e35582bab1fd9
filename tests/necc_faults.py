"""The ways the stand-in page can fail, and the bodies of those that answer with a wrong page.

How a connection fails is the server's business: `necc_page`.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from ingestion.necc.calendar import previous_month, today_ist
from tests.necc_sheet_html import render_daily


class Fault(StrEnum):
    """A way the page can fail. The first group never ends in a whole body, the second does."""

    SERVER_ERROR = "status 500"
    TOO_MANY_REQUESTS = "status 429"
    FORBIDDEN = "status 403"
    MOVED_AWAY = "redirect to http://example.invalid/home/eggprice"
    MOVED_WITHIN = "redirect to /prices"
    SLOW_ANSWER = "nothing arrives for a while"
    SLOW_DRIP = "the body arrives a few bytes at a time"
    DROPPED_CONNECTION = "the connection closes in the middle of the body"
    HUGE_BODY = "a body of 64 MiB"

    ALL_DASHES = "the right month without a single price"
    WRONG_MONTH = "the sheet of the month before"
    CHANGED_LAYOUT = "a new first column in every row of the price table"
    CUT_BODY = "the first half of the page"
    LOGIN_PAGE = "a form that asks for a password"
    BINARY_JUNK = "bytes of no meaning"


def spoiled_body(fault: Fault, sheet: Callable[[date], bytes], month: date) -> bytes:
    """Return what the page sends instead of the sheet of a month; `sheet` makes good ones."""
    match fault:
        case Fault.ALL_DASHES:
            return render_daily(month, {}, newest_year=max(today_ist().year, month.year))
        case Fault.WRONG_MONTH:
            return sheet(previous_month(month))
        case Fault.CHANGED_LAYOUT:
            return sheet(month).replace(b"<td align='left'>", b"<td>1</td><td align='left'>")
        case Fault.CUT_BODY:
            return sheet(month)[: len(sheet(month)) // 2]
        case Fault.LOGIN_PAGE:
            return b"<html><body><form>Password: <input type='password'></form></body></html>"
        case Fault.BINARY_JUNK:
            return bytes(range(256)) * 100
        case _:
            message = f"{fault} is no wrong page"
            raise ValueError(message)
