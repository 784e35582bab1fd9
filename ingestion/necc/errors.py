"""What can go wrong between the NECC page and a typed sheet.

Only the kinds of errors live here, because callers treat them differently: one that may pass
by itself is asked again, a page that answers something else is stored and looked at by a
person. Cells that are no prices are data, not errors: see `sheet.RejectedCell`.
"""

from typing import ClassVar

from database.errors import PlatformError


class NeccError(PlatformError):
    """NECC prices cannot be read or loaded, and trying again will not change that."""


class PageUnavailableError(NeccError):
    """The page did not answer, or answered that it cannot now. It may tomorrow."""

    is_transient: ClassVar[bool] = True


class PageRefusedError(NeccError):
    """The page answered with something no retry changes: refused, moved, or far too large."""


class SheetError(NeccError):
    """The page answered, but what it sent is not the sheet that was asked for."""


class SheetEmptiedError(SheetError):
    """A month that had prices before came back without any."""
