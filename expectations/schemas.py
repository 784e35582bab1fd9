"""The schemas that have checks: by themselves, for the command line asks before it reads more."""

from enum import StrEnum


class CheckedSchema(StrEnum):
    """A schema that has checks, in the order data flows."""

    MARKET = "market"
    CORE = "core"
    ANA = "ana"
