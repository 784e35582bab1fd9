"""Reads the price table of a page as rows of text, one a zone and section.

Nothing is guessed here: in a row that is not as long as the header, prices would move to
other days, so whatever does not fit is an error and not a smaller table. What a text means is
`sheet_parser`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from ingestion.necc.page_tree import Page, listed, shortened, text_of
from ingestion.necc.sheet import Basis

SECTIONS = {
    "NECC SUGGESTED EGG PRICES": Basis.SUGGESTED,
    "Prevailing Prices": Basis.PREVAILING,
}
"""Titles of the two sections of every sheet, in the order they stand in."""

_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class TableRow:
    """A zone's row. Key: zone name, basis. `texts` holds one text for each of the columns."""

    zone_name: str
    basis: Basis
    texts: tuple[str, ...]
    average: str


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A price table. `columns` are the header cells between the zone's name and the average.

    All texts have single blanks and none around them; rows are in page order.
    """

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(page: Page) -> SheetTable:
    """Read the price table of a page.

    Raises:
        SheetError: There is none, it is cut off, or it is not laid out as it should be.
    """
    header, *rows = _texts_by_row(page, page.price_table())
    if header[-1] != "Average":
        raise page.error(
            "the header does not end with the average",
            expected="'Average' as the last column",
            found=listed(header[-1:]),
        )
    zone_rows = tuple(_zone_rows(page, rows, width=len(header)))
    _check_unique(page, zone_rows)
    _check_sections(page, zone_rows)
    return SheetTable(tuple(header[1:-1]), zone_rows)


def _texts_by_row(page: Page, table: etree._Element) -> list[list[str]]:
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    in_rows, in_table = sum(map(len, rows)), sum(1 for _ in table.iter("td", "th"))
    if in_rows != in_table:
        raise page.error(
            "the price table has cells outside of its rows",
            expected=f"{in_table} cells in rows",
            found=f"{in_rows} cells in rows",
        )
    spanning = [text_of(cell) for row in rows if len(row) > 1 for cell in row if _spans(cell)]
    if spanning:
        raise page.error(
            "a cell of the price table spans several days or rows",
            expected="one cell a day",
            found=f"{len(spanning)} that span more: {listed(spanning)}",
        )
    return [[text_of(cell) for cell in row] for row in rows if row]


def _spans(cell: etree._Element) -> bool:
    return cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1"


def _zone_rows(page: Page, rows: Iterable[list[str]], width: int) -> Iterator[TableRow]:
    titles = iter(SECTIONS)
    basis: Basis | None = None
    for texts in rows:
        if len(texts) == 1:
            basis = _section(page, texts[0], next(titles, None))
        else:
            yield _zone_row(page, texts, basis, width)


def _section(page: Page, title: str, expected: str | None) -> Basis:
    if title == expected:
        return SECTIONS[title]
    raise page.error(
        "a section of the table is not the one that stands there",
        expected=f"the section {expected!r}" if expected else "no further section",
        found=listed([title]),
    )


def _zone_row(page: Page, texts: list[str], basis: Basis | None, width: int) -> TableRow:
    name, *cells, average = texts
    if len(texts) != width:
        raise page.error(
            f"the row of {shortened(name)!r} is not as long as the header",
            expected=f"{width} cells",
            found=f"{len(texts)} cells",
        )
    if basis is None:
        raise page.error(
            "a zone stands before the first section",
            expected=f"the section {next(iter(SECTIONS))!r} first",
            found=f"the row of {shortened(name)!r}",
        )
    if not _is_name(name):
        raise page.error(
            "a row does not begin with the name of a zone",
            expected=f"a readable name of at most {_LONGEST_NAME} characters",
            found=listed([name]),
        )
    return TableRow(name, basis, tuple(cells), average)


def _is_name(text: str) -> bool:
    readable = text.isprintable() and "\N{REPLACEMENT CHARACTER}" not in text
    return readable and len(text) <= _LONGEST_NAME and any(map(str.isalpha, text))


def _check_unique(page: Page, rows: Iterable[TableRow]) -> None:
    counts = Counter((row.zone_name, row.basis) for row in rows)
    twice = [f"{name} ({basis})" for (name, basis), count in counts.items() if count > 1]
    if twice:
        raise page.error(
            "a zone stands twice in one section",
            expected="one row a zone and section",
            found=listed(twice),
        )


def _check_sections(page: Page, rows: Iterable[TableRow]) -> None:
    filled = {row.basis for row in rows}
    empty = [title for title, basis in SECTIONS.items() if basis not in filled]
    if empty:
        raise page.error(
            "a section is missing or lists no zone",
            expected=f"zones under {listed(SECTIONS)}",
            found=f"none under {listed(empty)}",
        )
