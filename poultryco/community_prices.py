"""The real prices that a synthetic community gets: the archive's figures, by zone and day."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from database.community.generation import PriceFigure


def archive_figures() -> "Iterator[PriceFigure]":
    """Yield every figure of the archive, both kinds of a zone's day together."""
    from database.community.generation import PriceFigure
    from ingestion.necc.archive import read_archive
    from ingestion.necc.sheet import Basis
    from ingestion.necc.zone_register import fold, names_by_zone
    from ingestion.necc.zones import read_seed

    zones = names_by_zone(spelling for zone in read_seed() for spelling in zone.spellings())
    figures: dict[tuple[UUID, date], dict[Basis, int]] = {}
    for price in read_archive():
        key = (zones[fold(price.zone_name)], price.date)
        figures.setdefault(key, {})[price.basis] = price.price
    for (zone_id, day), prices in figures.items():
        yield PriceFigure(zone_id, day, prices.get(Basis.SUGGESTED), prices.get(Basis.PREVAILING))
