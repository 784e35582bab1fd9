"""The suite `market`: every rule that egg prices must keep, in `market` and in `ana`.

This is the way in: `rules()` for whoever needs to know the checks, `runner.run_suite` to run
them. The rules stand in the modules named `market_...`, by what they speak about. Great
Expectations is not imported here.
"""

from collections.abc import Collection
from typing import Literal

from database.errors import PlatformError
from expectations.market_ana_days import DAY_RULES
from expectations.market_ana_months import MONTH_RULES
from expectations.market_recency import RECENCY_RULES
from expectations.market_relations import RELATION_RULES
from expectations.market_tables import TABLE_RULES
from expectations.rules import Rule

SUITE = "market"
RULES: tuple[Rule, ...] = (*TABLE_RULES, *RECENCY_RULES, *RELATION_RULES, *DAY_RULES, *MONTH_RULES)

Schema = Literal["market", "ana"]


class UnknownCheckError(PlatformError):
    """A check was asked for that the suite does not have."""


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
