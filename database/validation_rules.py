"""What a rule of the schema is, and the register that each rule enters itself into.

The rules are in `validation_names`, `validation_structure` and `validation_privacy`; `validation`
asks them.
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
