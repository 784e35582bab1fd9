"""What the market must hold after a history of sheets and imports, in a few lines of Python.

The loader is tested against it; it is slow, simple and knows no database.
"""

from dataclasses import dataclass, field
from datetime import datetime

from ingestion.necc.sheet import Basis
from tests.necc_sheets import Cells, Revision, Stored

Key = tuple[str, str, int]
RANKS = ("imported", "scraped", "manual")


@dataclass
class Model:
    """Prices by zone, basis and day; revisions in order; open junk by cell."""

    prices: dict[Key, Stored] = field(default_factory=dict)
    revisions: set[Revision] = field(default_factory=set)
    open_junk: set[tuple[Key, str]] = field(default_factory=set)
    changed_at: dict[tuple[str, int], datetime] = field(default_factory=dict)

    def load(self, cells: Cells, seen_at: datetime) -> bool:
        """Take a sheet in; False where it must be refused, as it lost all its prices."""
        shown = {_key(cell): value for cell, value in cells.items() if value is not None}
        good = {key: value for key, value in shown.items() if isinstance(value, int)}
        good = {key: price for key, price in good.items() if 100 <= price <= 1000}
        junk = {key: str(value) for key, value in shown.items() if key not in good}
        if not good and any(not stored.is_vanished for stored in self.prices.values()):
            return False
        for key, price in good.items():
            self._put(key, price, "scraped", seen_at)
        for key, stored in list(self.prices.items()):
            if key not in shown and stored.source == "scraped" and not stored.is_vanished:
                self._change(key, Stored(stored.price, "scraped", True), seen_at)
        self.open_junk = {each for each in self.open_junk if each[0] in junk} | set(junk.items())
        return True

    def put(self, cells: Cells, source: str, seen_at: datetime) -> None:
        """Take in prices that were imported or set by hand."""
        for cell, price in cells.items():
            if isinstance(price, int):
                self._put(_key(cell), price, source, seen_at)

    def _put(self, key: Key, price: int, source: str, seen_at: datetime) -> None:
        old = self.prices.get(key)
        if old is None or RANKS.index(source) >= RANKS.index(old.source):
            self._change(key, Stored(price, source, False), seen_at)

    def _change(self, key: Key, new: Stored, seen_at: datetime) -> None:
        old = self.prices.get(key)
        if old == new:
            return
        self.prices[key] = new
        self.changed_at[key[0], key[2]] = seen_at
        before, after = _visible(old), _visible(new)
        if old is not None and before != after:
            self.revisions.add(Revision(*key, before, after, seen_at))


def _key(cell: tuple[str, Basis, int]) -> Key:
    return cell[0], cell[1].value, cell[2]


def _visible(stored: Stored | None) -> int | None:
    return None if stored is None or stored.is_vanished else stored.price
