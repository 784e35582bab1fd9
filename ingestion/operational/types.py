"""How types of the source and of the warehouse relate: same, narrower, wider, or another.

Lengths and precisions are left out: `varchar(50)` that becomes `varchar(80)` is no change here.
"""

import re
from enum import Enum, auto

PRECISION = re.compile(r"\s*\(\d+(?:,\s*-?\d+)?\)")

# Type -> types that hold every value of it, unchanged. No float stands beside numeric: it rounds.
WIDER = {
    "smallint": ("integer", "bigint", "numeric"),
    "integer": ("bigint", "numeric"),
    "bigint": ("numeric",),
    "real": ("double precision",),
    "character varying": ("text",),
    "bpchar": ("text",),
}


class Relation(Enum):
    """What the type of a source's column is to the type that the warehouse has."""

    SAME = auto()
    NARROWER = auto()
    WIDER = auto()
    OTHER = auto()


def without_precision(sql_type: str) -> str:
    """Return a type without length or precision: `numeric(10,2)` becomes `numeric`."""
    bare = PRECISION.sub("", sql_type)
    return re.sub(r"^character\b(?! varying)", "bpchar", bare)


def relation(source: str, warehouse: str) -> Relation:
    """Say what a source's type is to the warehouse's."""
    if source == warehouse:
        return Relation.SAME
    if warehouse in WIDER.get(source, ()):
        return Relation.NARROWER
    if source in WIDER.get(warehouse, ()):
        return Relation.WIDER
    return Relation.OTHER
