"""Renders price sheets the way the real page does, around the saved page's own markup.

Prices in, bytes out. Serving them and breaking them on purpose is `necc_page`.
"""

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from ingestion.necc.calendar import days_in_month
from ingestion.necc.sheet import Basis

SAVED_PAGE = Path(__file__).parent / "data" / "price_sheet_2009_01.html"
SAVED_MONTH = date(2009, 1, 1)

Cells = Mapping[tuple[str, Basis, date], str]
"""Texts of filled cells by zone name (single blanks), section and day."""

MISSING = " - "
_LAST_YEAR_OF_SAVED_PAGE = 2026
_OLD_SECTIONS_UNTIL = date(2020, 9, 1)
_GONE = {
    Basis.SUGGESTED: {"Asansole", "Burdwan (CC)", "Midnapur (KOL)"},
    Basis.PREVAILING: {"Jabalpur"},
}
_TITLES = {Basis.SUGGESTED: "NECC SUGGESTED EGG PRICES", Basis.PREVAILING: "Prevailing Prices"}
_ROW_INDENT = {Basis.SUGGESTED: 28, Basis.PREVAILING: 24}


def folded(zone_name: str) -> str:
    """Return a printed zone name with single blanks."""
    return " ".join(zone_name.split())


def listed_zones(month: date, basis: Basis) -> list[str]:
    """Return the zones the page lists in a section of a month, as printed, in page order."""
    sections = SAVED_PAGE.read_bytes().decode().split(_TITLES[Basis.PREVAILING] + "<")
    section = sections[0] if basis is Basis.SUGGESTED else sections[1]
    names = re.findall(r"<td align='left'>([^<]+)</td>", section)
    if month <= _OLD_SECTIONS_UNTIL:
        return names
    return [name for name in names if name not in _GONE[basis]]


def render_daily(month: date, cells: Cells, *, newest_year: int = 2026) -> bytes:
    """Return the daily sheet of a month; zones the page does not list come last."""
    days = [month + timedelta(days=offset) for offset in range(days_in_month(month))]
    header = "".join(f"<th>{day.day}</th>" for day in days)
    rows = {
        basis: [
            (name, [cells.get((folded(name), basis, day), MISSING) for day in days])
            for name in _zones_of(month, basis, days, cells)
        ]
        for basis in Basis
    }
    table = _table("Name Of Zone / Day", header, {b: _with_averages(r) for b, r in rows.items()})
    return _page(month, table, newest_year)


def render_monthly(year: int, cells: Cells, *, newest_year: int = 2026) -> bytes:
    """Return the monthly sheet of a year. Its layout is only reported by others, not seen."""
    header = "".join(f"<th>{calendar.month_abbr[number]}</th>" for number in range(1, 13))
    rows = {
        basis: [
            (name, [_month_average(name, basis, date(year, n, 1), cells) for n in range(1, 13)])
            for name in listed_zones(date(year, 12, 1), basis)
        ]
        for basis in Basis
    }
    table = _table("Name Of Zone / Month", header, {b: _with_averages(r) for b, r in rows.items()})
    page = _page(date(year, 1, 1), table, newest_year)
    daily, monthly = b'value="DailyReport" checked="checked"', b'value="MonthlyReport" '
    return page.replace(daily, daily.replace(b'checked="checked"', b"")).replace(
        monthly, monthly + b'checked="checked"'
    )


def average(texts: Iterable[str]) -> str:
    """Return the mean of the cells that are numbers as the page prints it."""
    numbers = [Decimal(text) for text in texts if re.fullmatch(r"\d{1,9}(\.\d+)?", text)]
    if not numbers:
        return MISSING
    return str((sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def _zones_of(month: date, basis: Basis, days: Sequence[date], cells: Cells) -> list[str]:
    listed = listed_zones(month, basis)
    known = {folded(name) for name in listed}
    month_days = set(days)
    others = {name for name, b, day in cells if b is basis and day in month_days} - known
    return listed + sorted(others)


def _month_average(name: str, basis: Basis, month: date, cells: Cells) -> str:
    days = (month + timedelta(days=offset) for offset in range(days_in_month(month)))
    return average(cells.get((folded(name), basis, day), MISSING) for day in days)


def _with_averages(rows: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    return [(name, [*texts, average(texts)]) for name, texts in rows]


def _table(first: str, header: str, rows: Mapping[Basis, list[tuple[str, list[str]]]]) -> str:
    lines = [
        f"{' ' * 28}<th>{first}</th>",
        f"{' ' * 28}{header}{' ' * 28}<th>Average</th>",
        f"{' ' * 24}</tr>",
        f"{' ' * 24}<tr>",
        *_section_title(Basis.SUGGESTED),
        " " * 24,
        *_section_rows(Basis.SUGGESTED, rows[Basis.SUGGESTED]),
        f"{' ' * 48}<tr>",
        *_section_title(Basis.PREVAILING),
        *_section_rows(Basis.PREVAILING, rows[Basis.PREVAILING]),
    ]
    return "\r\n".join(lines)


def _section_title(basis: Basis) -> list[str]:
    cell = f'<td align="left" colspan="302 " style="font-weight: bold;  ">{_TITLES[basis]}</td>'
    return [f"{' ' * 28}{cell}", f"{' ' * 24}</tr>"]


def _section_rows(basis: Basis, rows: Iterable[tuple[str, list[str]]]) -> list[str]:
    indent = " " * _ROW_INDENT[basis]
    lines = []
    for name, texts in rows:
        cells = "".join(f"<td>{text}</td>" for text in texts)
        lines.append(f'{" " * 48}<tr align="center">')
        lines.append(f"{indent}<td align='left'>{name}</td>{cells}{' ' * 24}</tr>")
    return lines


def _page(month: date, table: str, newest_year: int) -> bytes:
    saved = SAVED_PAGE.read_bytes().decode()
    start = saved.index(f"{' ' * 28}<th>Name Of Zone / Day</th>")
    end = saved.index(f"\r\n{' ' * 48}</tr>\r\n{' ' * 20}</tbody>")
    form = _select(saved[:start], month, newest_year)
    return (form + table + saved[end:]).encode()


def _select(form: str, month: date, newest_year: int) -> str:
    plain = form.replace('<option selected="selected" value=', "<option   value=")
    first = f"<option   value='{_LAST_YEAR_OF_SAVED_PAGE}'>"
    added = "".join(
        f"<option   value='{year}'>{year}</option>\r\n{' ' * 76}"
        for year in range(newest_year, _LAST_YEAR_OF_SAVED_PAGE, -1)
    )
    plain = plain.replace(first, added + first)
    for chosen in (f'value="{month:%m}">', f"value='{month.year}'>"):
        plain = plain.replace(f"<option   {chosen}", f'<option selected="selected" {chosen}')
    return plain
