"""Holds a schema to its rules: `validate` returns what a catalog breaks.

What a rule is stands in `validation_rules`; each module of rules enters its own into the
register when it is imported.
"""

from database import (  # noqa: F401  # Importing them registers their rules.
    validation_names,
    validation_privacy,
    validation_structure,
)
from database.catalog import Catalog
from database.validation_rules import RULES, Finding, Rule, Severity


def validate(catalog: Catalog, *, with_advice: bool = False) -> list[Finding]:
    """Return what the catalog breaks, by rule and table.

    Args:
        catalog: The schema.
        with_advice: Also what new tables should do better than those that have to keep the
            names of the running application.
    """
    return [
        Finding(each, table, detail)
        for code in sorted(RULES)
        for each, check in [RULES[code]]
        if with_advice or each.severity is not Severity.ADVICE
        for table, detail in check(catalog)
    ]


def all_rules() -> list[Rule]:
    """Return every rule by its code."""
    return [RULES[code][0] for code in sorted(RULES)]
