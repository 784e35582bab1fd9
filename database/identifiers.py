"""Ids that are made from names, so that one thing has one id in every database.

Whatever is born in a database gets a random id from it; only reference data is named here.
"""

from collections.abc import Iterable
from uuid import NAMESPACE_DNS, UUID, uuid5

# Never change these: every id of reference data, in every database, was made from them.
PROJECT_NAMESPACE = uuid5(NAMESPACE_DNS, "poultryco.net")
ZONE_NAMESPACE = UUID("03906840-b027-5f4f-bd54-7dccb6fa36cb")

# A character no cell contains, so that ("a", "bc") and ("ab", "c") are told apart.
PART_SEPARATOR = "\x1f"


def zone_id_of(slug: str) -> UUID:
    """Return the id of the NECC zone with that slug, the same in every database."""
    return uuid5(ZONE_NAMESPACE, slug)


def seed_id(table: str, key: Iterable[str]) -> UUID:
    """Return the id of the row of reference data that `key` names in `table`.

    Args:
        table: Name of the table without its schema.
        key: The row's natural key as the seed file writes it.
    """
    namespace = ZONE_NAMESPACE if table == "nec_zones" else uuid5(PROJECT_NAMESPACE, table)
    return uuid5(namespace, PART_SEPARATOR.join(key))
