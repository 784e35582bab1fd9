"""The suite `market`: every rule that egg prices must keep, in `market` and in `ana`.

This is the way in: `rules()` for whoever needs to know the checks, `runner.run_suite` to run
them. The rules stand in the modules named `market_...`, by what they speak about. Great
Expectations is not imported here.
"""

from collections.abc import Collection, Iterable
from typing import Literal

from database.errors import PlatformError
from expectations.market_ana_days import DAY_RULES
from expectations.market_ana_months import MONTH_RULES
from expectations.market_recency import RECENCY_RULES
from expectations.market_relations import RELATION_RULES
from expectations.market_tables import TABLE_RULES
from expectations.rules import Rule

SUITE = "market"
RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*TABLE_RULES, *RECENCY_RULES, *RELATION_RULES, *DAY_RULES, *MONTH_RULES),
        key=lambda rule: (rule.schema != "market", rule.table),
    )
)
"""Those on what was collected first, then by table."""

Schema = Literal["market", "ana"]


class UnknownCheckError(PlatformError):
    """A check, or a checked table, was asked for that the suite does not have."""


def rules(
    schema: Schema | None = None, *, names: Collection[str] | None = None
) -> tuple[Rule, ...]:
    """Return the rules of a schema, or of both, in the order they are shown.

    Args:
        schema: Only rules about tables of this schema.
        names: Only these rules.

    Raises:
        UnknownCheckError: A name is not in the suite, or not in that schema.
    """
    of_schema = tuple(rule for rule in RULES if schema in (None, rule.schema))
    if names is None:
        return of_schema
    unknown = sorted(set(names) - {rule.name for rule in of_schema})
    if unknown:
        raise UnknownCheckError(
            f"The suite {SUITE} has no such check{f' on {schema}' if schema else ''}",
            expected="names that `poultryco check --list` shows",
            found=", ".join(unknown),
            remedy="correct the name",
        )
    return tuple(rule for rule in of_schema if rule.name in names)


def rules_of_table(candidates: Iterable[Rule], table: str) -> tuple[Rule, ...]:
    """Return those of the rules that speak about a table, given with or without its schema.

    Raises:
        UnknownCheckError: None of them does.
    """
    candidates = tuple(candidates)
    found = tuple(rule for rule in candidates if table in (rule.table, rule.table_name))
    if not found:
        raise UnknownCheckError(
            "No check speaks about that table",
            expected=", ".join(sorted({rule.table for rule in candidates})),
            found=table,
            remedy="name one of those tables",
        )
    return found
