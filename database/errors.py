"""The one shape of every error the platform raises on purpose.

Subclasses live beside the code that raises them and add no fields: what a person needs to
act is always the same four things.
"""

from typing import ClassVar


class PlatformError(Exception):
    """Something is not as it must be. Says what, what was expected, what was found, what to do.

    `is_transient` is true for errors that may pass by themselves and are worth a retry.
    """

    is_transient: ClassVar[bool] = False

    def __init__(self, what: str, *, expected: str, found: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.expected = expected
        self.found = found
        self.remedy = remedy

    def __str__(self) -> str:
        return (
            f"{self.what}\n  expected: {self.expected}\n  found:    {self.found}\n"
            f"  to do:    {self.remedy}"
        )
