"""The register of zones: which printed name means which place.

Names match whole, blanks folded and case ignored, never by containment. Bringing the seed
file into the register is `zones`.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Self
from uuid import UUID

import psycopg

from database.identifiers import zone_id_of
from ingestion.necc.errors import NeccError
from ingestion.necc.sheet import Basis

READ_NAMES = "select id, unnest(array[name] || aliases) from market.nec_zones order by sort_order"
ADD_UNKNOWN = """
insert into market.nec_zones (id, name, slug, section, sort_order, is_active, needs_review)
select %(id)s, %(name)s, %(slug)s, %(section)s, coalesce(max(sort_order), 0) + 1, false, true
from market.nec_zones
"""


class ZoneRegisterError(NeccError):
    """The register, or the seed file it comes from, contradicts itself."""


def fold(name: str) -> str:
    """Return what two spellings of one name share: blanks folded, case ignored."""
    return " ".join(name.split()).casefold()


def slug_of(name: str) -> str:
    """Return the slug of a printed name; `zone` where it has no Latin letter or digit."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-") or "zone"


def names_by_zone(spellings: Iterable[tuple[UUID, str]]) -> dict[str, UUID]:
    """Return the zone of each folded spelling.

    Raises:
        ZoneRegisterError: Two zones claim the same spelling.
    """
    names: dict[str, UUID] = {}
    for zone_id, spelling in spellings:
        if names.setdefault(fold(spelling), zone_id) != zone_id:
            raise ZoneRegisterError(
                f"Two zones claim the name {spelling!r}",
                expected="every name and alias to belong to one zone",
                found=f"zones {names[fold(spelling)]} and {zone_id}",
                remedy="take it out of the aliases of one of them in seeds/nec_zones.csv",
            )
    return names


class ZoneRegister:
    """The zones of one database by every spelling it knows of them."""

    def __init__(self, names: Mapping[str, UUID]) -> None:
        self._names = dict(names)

    @classmethod
    def from_database(cls, connection: psycopg.Connection) -> Self:
        """Read the register, zones that wait for a review included."""
        return cls(names_by_zone(connection.execute(READ_NAMES)))

    def resolve(self, name: str) -> UUID | None:
        """Return the zone that is printed as `name`, or nothing where nobody knows it."""
        return self._names.get(fold(name))

    def zone_id(self, name: str) -> UUID:
        """Return the zone that is printed as `name`, which the register must know."""
        return self._names[fold(name)]

    def resolve_or_add(
        self, connection: psycopg.Connection, printed: Mapping[str, Basis]
    ) -> list[str]:
        """Add each name the register does not know, inactive and waiting for a review.

        Args:
            connection: The warehouse, in a transaction that has the lock of `cells.begin`.
            printed: The section that each name was met in first.

        Returns:
            The names that were added, blanks folded.
        """
        added = []
        for name, section in printed.items():
            if self.resolve(name) is None:
                self._names[fold(name)] = register_unknown(connection, name, section)
                added.append(" ".join(name.split()))
        return added


def register_unknown(connection: psycopg.Connection, name: str, section: Basis) -> UUID:
    """Add one zone that nobody has reviewed, and return its id.

    Its slug is that of the name, so that a later seed row with this slug takes it over with
    its prices. Where another zone has that slug, a piece of the name's hash keeps them apart.
    """
    folded = " ".join(name.split())
    slug = slug_of(folded)
    taken = connection.execute("select from market.nec_zones where slug = %s", [slug]).fetchone()
    if taken is not None:
        slug = f"{slug}-{hashlib.sha256(fold(name).encode()).hexdigest()[:8]}"
    zone_id = zone_id_of(slug)
    row = {"id": zone_id, "name": folded, "slug": slug, "section": section.value}
    connection.execute(ADD_UNKNOWN, row)
    return zone_id
