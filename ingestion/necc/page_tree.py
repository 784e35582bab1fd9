"""A page of the NECC as a tree of elements: bytes in, the price table and the drop-downs out.

Here is what holds for the page as a whole. Rows and sections are `sheet_table`; what a cell
means is `sheet_parser`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from ingestion.necc.errors import SheetError

FIRST_HEADER = "Name Of Zone"
"""What the first header cell of the price table begins with; three tables stand on the page."""

LOOK = (
    "open the stored page (raw.necc_sheets); if the publisher changed it, teach "
    "ingestion/necc/sheet_table.py the new layout and load the stored page again"
)
ASK_AGAIN = "ask for the month again; if it stays so, open the page in a browser"
_SHOWN_CHARACTERS = 120
_SHOWN_ITEMS = 5


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was read as HTML. `name` is what errors call it: "Daily sheet of 2020-03"."""

    name: str
    body: bytes
    root: etree._Element

    def error(self, what: str, *, expected: str, found: str, remedy: str = LOOK) -> SheetError:
        """Return the error that this page is not the sheet it should be."""
        return SheetError(f"{self.name}: {what}", expected=expected, found=found, remedy=remedy)

    def price_table(self) -> etree._Element:
        """Return the price table of a page that arrived whole.

        Raises:
            SheetError: There is none, there are several, or the page ends early.
        """
        tables = [(table, _first_cell(table)) for table in self.root.iter("table")]
        prefix = FIRST_HEADER.casefold()
        fitting = [table for table, first in tables if first.casefold().startswith(prefix)]
        if len(fitting) != 1:
            raise self.error(
                "several price tables" if fitting else "the page holds no price table",
                expected=f"one table whose first cell begins {FIRST_HEADER!r}",
                found=_tables_found([first for _, first in tables], self.body),
            )
        self._check_whole()
        return fitting[0]

    def selected_number(self, drop_down: str) -> int:
        """Return the number that is selected in a drop-down of the form.

        Raises:
            SheetError: There is no such drop-down, or not exactly one number selected.
        """
        chosen = [
            option.get("value", "")
            for select in self.root.iter("select")
            if select.get("name") == drop_down
            for option in select.iter("option")
            if "selected" in option.attrib
        ]
        if len(chosen) == 1 and re.fullmatch(r"[0-9]{1,4}", chosen[0]):
            return int(chosen[0])
        raise self.error(
            "the page does not say which month it shows",
            expected=f"one number selected in the drop-down {drop_down}",
            found=listed(chosen) or "none",
        )

    def _check_whole(self) -> None:
        lower = self.body.lower()
        tail = lower[max(lower.rfind(b"<td"), 0) :]
        if b"</table" not in tail or b"</body" not in tail:
            raise self.error(
                "the page is cut off",
                expected="</table> and </body> after the last cell",
                found=f"{len(self.body)} bytes that end with {_ending(self.body)!r}",
                remedy=ASK_AGAIN,
            )


def read_page(body: bytes, name: str) -> Page:
    """Read any bytes as HTML, as forgiving as a browser; what is no UTF-8 is replaced.

    Raises:
        SheetError: Nothing of it can be read as HTML.
    """
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    text = body.decode("utf-8", "replace")
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.LxmlError:
        root = None
    if root is None:
        raise SheetError(
            f"{name}: the answer is no page",
            expected="HTML with a price table",
            found=f"{len(body)} bytes that begin with {shortened(text)!r}",
            remedy=ASK_AGAIN,
        )
    return Page(name, body, root)


def text_of(element: etree._Element) -> str:
    """Return the text in an element with single blanks; a no-break space is a blank too."""
    text = "".join(map(str, element.itertext())) if len(element) else element.text
    return " ".join(text.split()) if text else ""


def shortened(text: str) -> str:
    """Return text from a page fit to be printed and stored: bounded, nothing unprintable."""
    kept = text[:_SHOWN_CHARACTERS]
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in kept)


def listed(texts: Iterable[str]) -> str:
    """Return the first few texts as a list for an error, with how many more there are."""
    quoted = [repr(shortened(text)) for text in texts]
    more = len(quoted) - _SHOWN_ITEMS
    return ", ".join(quoted[:_SHOWN_ITEMS]) + (f" and {more} more" if more > 0 else "")


def _first_cell(table: etree._Element) -> str:
    cell = next(table.iter("th", "td"), None)
    return "" if cell is None else text_of(cell)


def _tables_found(firsts: list[str], body: bytes) -> str:
    if firsts:
        return f"{len(firsts)} tables that begin {listed(firsts)}"
    text = body[:10_000].decode("utf-8", "replace")
    return f"no table; the page reads {shortened(' '.join(re.sub('<[^>]*>', ' ', text).split()))!r}"


def _ending(body: bytes) -> str:
    return shortened(" ".join(body[-_SHOWN_CHARACTERS:].decode("utf-8", "replace").split()))
