"""Brings `seeds/nec_zones.csv` into the register of zones.

Reviewing a zone means adding it to that file: as a row of its own, which takes over the zone
that waits for a review under that slug or name, or as an alias of a zone that is there, which
then gets its prices. Looking a printed name up is `zone_register`.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import psycopg

from database.identifiers import zone_id_of
from database.settings import PROJECT_ROOT
from ingestion.necc import cells
from ingestion.necc.zone_merge import merge_zone
from ingestion.necc.zone_register import ZoneRegisterError, fold, names_by_zone

ZONES_FILE = PROJECT_ROOT / "seeds" / "nec_zones.csv"

STAGE = """
create temp table if not exists seed_zones (
    id uuid not null, slug text not null, name text not null, zone_type text not null,
    state text not null, section text not null, aliases text[] not null, listed_until date,
    sort_order integer not null
) on commit delete rows;
truncate seed_zones
"""

# A zone that will be merged may carry the very name that its successor is about to get.
PARK = "update market.nec_zones set name = 'merging ' || id, slug = 'merging-' || id where id = %s"

UPSERT = """
merge into market.nec_zones as zone
using seed_zones as seed on zone.id = seed.id
when matched and (
    zone.slug, zone.name, zone.zone_type, zone.state, zone.section, zone.aliases,
    zone.listed_until, zone.sort_order, zone.is_active, zone.needs_review
) is distinct from (
    seed.slug, seed.name, seed.zone_type, seed.state, seed.section, seed.aliases,
    seed.listed_until, seed.sort_order, seed.listed_until is null, false
) then update set
    slug = seed.slug,
    name = seed.name,
    zone_type = seed.zone_type,
    state = seed.state,
    section = seed.section,
    aliases = seed.aliases,
    listed_until = seed.listed_until,
    sort_order = seed.sort_order,
    is_active = seed.listed_until is null,
    needs_review = false,
    updated_at = now()
when not matched then insert (
    id, slug, name, zone_type, state, section, aliases, listed_until, sort_order, is_active
) values (
    seed.id, seed.slug, seed.name, seed.zone_type, seed.state, seed.section, seed.aliases,
    seed.listed_until, seed.sort_order, seed.listed_until is null
)
"""


class SeedZone(NamedTuple):
    """A row of the seed file with its id. Key: slug."""

    id: UUID
    slug: str
    name: str
    zone_type: str
    state: str
    section: str
    aliases: list[str]
    listed_until: date | None
    sort_order: int

    def spellings(self) -> Iterator[tuple[UUID, str]]:
        """Yield every spelling of this zone with its id."""
        for spelling in (self.name, *self.aliases):
            yield self.id, spelling


def read_seed(path: Path = ZONES_FILE) -> list[SeedZone]:
    """Read the seed file.

    Raises:
        ZoneRegisterError: A row cannot be read, or two zones claim the same spelling.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        try:
            zones = [_seed_zone(row) for row in reader]
        except (KeyError, ValueError, AttributeError) as error:
            raise ZoneRegisterError(
                f"Line {reader.line_num} of {path.name} cannot be read",
                expected="slug, name, zone_type, state, section, aliases parted by |, "
                "listed_until as YYYY-MM-DD or empty, sort_order as a number",
                found=str(error),
                remedy="mend that line",
            ) from error
    names_by_zone(spelling for zone in zones for spelling in zone.spellings())
    return zones


def _seed_zone(row: dict[str, str]) -> SeedZone:
    return SeedZone(
        id=zone_id_of(row["slug"]),
        slug=row["slug"],
        name=row["name"],
        zone_type=row["zone_type"],
        state=row["state"],
        section=row["section"],
        aliases=[alias for alias in row["aliases"].split("|") if alias],
        listed_until=date.fromisoformat(row["listed_until"]) if row["listed_until"] else None,
        sort_order=int(row["sort_order"]),
    )


def load_zones(connection: psycopg.Connection, path: Path = ZONES_FILE) -> int:
    """Make the register agree with the seed file, in one transaction. Idempotent.

    A zone that waits for a review and is now spelled by the file becomes that zone, prices
    and all. Zones the file does not speak of stay as they are.

    Returns:
        How many zones were added, changed or merged; 0 when the register agreed already.

    Raises:
        ZoneRegisterError: The file contradicts itself.
    """
    zones = read_seed(path)
    with connection.transaction():
        cells.begin(connection)
        merges = _zones_to_merge(connection, zones)
        for unknown_id, _ in merges:
            connection.execute(PARK, [unknown_id])
        changed = _upsert(connection, zones)
        for unknown_id, zone_id in merges:
            merge_zone(connection, unknown_id, zone_id)
    return changed + len(merges)


def _upsert(connection: psycopg.Connection, zones: list[SeedZone]) -> int:
    connection.execute(STAGE)
    with connection.cursor() as cursor:
        with cursor.copy("copy seed_zones from stdin") as copy:
            for zone in zones:
                copy.write_row(zone)
        cursor.execute(UPSERT)
        return cursor.rowcount


def _zones_to_merge(
    connection: psycopg.Connection, zones: list[SeedZone]
) -> list[tuple[UUID, UUID]]:
    """Return each zone under review whose name the file gives to a zone with another id."""
    names = names_by_zone(spelling for zone in zones for spelling in zone.spellings())
    under_review = connection.execute("select id, name from market.nec_zones where needs_review")
    found = ((unknown_id, names.get(fold(name))) for unknown_id, name in under_review)
    return [(old, new) for old, new in found if new is not None and new != old]
