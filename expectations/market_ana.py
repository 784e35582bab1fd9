"""Rules on the tables of `ana`: that they tell what `market` holds, no more and no less."""

from expectations.rules import Rule

ANA_RULES: tuple[Rule, ...] = ()
