"""How pages write numbers, prices, days and moments. Pure; no markup, and no word about meaning."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

IST = ZoneInfo("Asia/Kolkata")
# Not strftime: a page must not change its language with the locale of the machine.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOTHING = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"

Number = int | float | Decimal


def day(value: date | None) -> str:
    """Write a day like 7 Apr 2026."""
    return NOTHING if value is None else f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date | None) -> str:
    """Write the month of a day like Apr 2026."""
    return NOTHING if value is None else f"{MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime | None) -> str:
    """Write an instant as India reads it, like 7 Apr 2026, 16:30 IST."""
    if value is None:
        return NOTHING
    local = value.astimezone(IST)
    return f"{day(local.date())}, {local:%H:%M} IST"


def ist_day(value: datetime) -> str:
    """Write the day of an instant in India like 2026-04-07, for programs."""
    return value.astimezone(IST).date().isoformat()


def file_name(text: str) -> str:
    """Return a name as one that files can have everywhere: small letters, digits, - and _."""
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()) or "-"


def number(value: Number | None, places: int = 0) -> str:
    """Write a number with Indian grouping, like 1,21,761, rounded half away from zero."""
    if value is None:
        return NOTHING
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    text = _grouped(whole) + (f".{fraction}" if fraction else "")
    return f"{MINUS}{text}" if rounded < 0 else text


def _grouped(digits: str) -> str:
    """Group digits the Indian way: the last three, then pairs."""
    head, tail = digits[:-3], digits[-3:]
    pairs: list[str] = []
    while head:
        head, pair = head[:-2], head[-2:]
        pairs.insert(0, pair)
    return ",".join([*pairs, tail])


def signed(value: Number | None, places: int = 0) -> str:
    """Write a change with its sign, like +5; what rounds to nothing has no sign."""
    text = number(value, places)
    is_gain = value is not None and value > 0 and any(digit in "123456789" for digit in text)
    if is_gain:
        return f"+{text}"
    is_zero = not any(digit in "123456789" for digit in text)
    return text.removeprefix(MINUS) if is_zero else text


def rupees(value: Number | None, places: int = 0) -> str:
    """Write a price like ₹512; the page says that it is per 100 eggs."""
    return NOTHING if value is None else f"₹{number(value, places)}"


def percent(value: Number | None, places: int = 1) -> str:
    """Write a change in percent with its sign, like +1.2 %."""
    return NOTHING if value is None else f"{signed(value, places)}\N{NO-BREAK SPACE}%"


def direction(value: Number | None) -> str:
    """Return up, down, same or none: what a change is shown as."""
    if value is None:
        return "none"
    return "up" if value > 0 else "down" if value < 0 else "same"
