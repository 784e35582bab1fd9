"""The suite `market`: every rule that egg prices must keep, in `market` and in `ana`.

The rules stand in the modules named `market_...`, by what they speak about.
"""

from expectations.market_ana_days import DAY_RULES
from expectations.market_ana_months import MONTH_RULES
from expectations.market_recency import RECENCY_RULES
from expectations.market_relations import RELATION_RULES
from expectations.market_tables import TABLE_RULES
from expectations.rules import Rule

MARKET_RULES: tuple[Rule, ...] = (
    *TABLE_RULES,
    *RECENCY_RULES,
    *RELATION_RULES,
    *DAY_RULES,
    *MONTH_RULES,
)
