"""Holds a schema to its rules: `validate` returns what a catalog breaks.

A rule is a function from a catalog to what it finds, registered by `rule` with a code that
never changes meaning. The rules are in `validation_names`, `validation_structure` and
`validation_privacy`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from database.catalog import Catalog


class Severity(StrEnum):
    """How bad it is. Errors and warnings are to be mended; advice holds for what is new."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold. Key: code.

    Attributes:
        code: A letter for the subject (N names, S structure, D documentation, P privacy) and
            two digits.
        title: What must hold, as a sentence.
        severity: How bad it is where it does not.
        remedy: What to do then.
    """

    code: str
    title: str
    severity: Severity
    remedy: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a rule does not hold. Key: rule, table, detail."""

    rule: Rule
    table: str
    detail: str


Found = Iterator[tuple[str, str]]
"""Table, and what about it."""

Check = Callable[[Catalog], Found]

RULES: dict[str, tuple[Rule, Check]] = {}


def rule(
    code: str, title: str, *, remedy: str, severity: Severity = Severity.ERROR
) -> Callable[[Check], Check]:
    """Register a check under its code."""

    def register(check: Check) -> Check:
        RULES[code] = (Rule(code, title, severity, remedy), check)
        return check

    return register


def validate(catalog: Catalog, *, with_advice: bool = False) -> list[Finding]:
    """Return what the catalog breaks, by rule and table.

    Args:
        catalog: The schema.
        with_advice: Also what new tables should do better than those that have to keep the
            names of the running application.
    """
    _load_rules()
    return [
        Finding(each, table, detail)
        for code in sorted(RULES)
        for each, check in [RULES[code]]
        if with_advice or each.severity is not Severity.ADVICE
        for table, detail in check(catalog)
    ]


def all_rules() -> list[Rule]:
    """Return every rule by its code."""
    _load_rules()
    return [RULES[code][0] for code in sorted(RULES)]


def _load_rules() -> None:
    """Import the modules that register rules."""
    from database import (  # noqa: F401
        validation_names,
        validation_privacy,
        validation_structure,
    )
