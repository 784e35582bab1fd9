"""One query for all rules about the rows of a table, and the queries of rules that bring their own.

A table is read once, whatever is asked of its rows: conditions are columns beside it, what it
refers to and what is counted of it is joined, one row to a row.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import count

from expectations.rules import Query, Rule

# No parallel workers: on tables without statistics they have kept a query busy for minutes.
SETTINGS: Mapping[str, str] = {
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "work_mem": "128MB",
    "statement_timeout": "600s",
}
"""Of a session that reads whole tables for the rules, whoever opens it."""
SET_UP = "; ".join(f"set {name} = '{value}'" for name, value in SETTINGS.items())


def tally_sql(rules: Sequence[Rule], among: str | None = None, figures: Iterable[str] = ()) -> str:
    """Return SQL for how many rows a table has, and how many break each rule, in their order.

    Args:
        rules: Rules about the rows of one table, no queries.
        among: SQL for the rows that are looked at; all without it.
        figures: Further aggregates over the rows; they come last.
    """
    plain = [rule for rule in rules if not rule.joins]
    numbers = {rule.name: f"plain.ok_{place}" for place, rule in zip(count(1), plain)}
    broken = [
        f"count(*) filter (where not {numbers[rule.name]})"
        if rule.name in numbers
        else f"count(*) filter (where ({_condition(rule)}) is not true)"
        for rule in rules
    ]
    return "\n".join(
        [
            *_few(rules[0].table, among),
            f"select {', '.join(['count(*)', *broken, *figures])}",
            "from this" if among else f"from {rules[0].table} as this",
            *_conditions(plain),
            *_joins(rules, for_few=bool(among)),
        ]
    )


def query_tally_sql(rule: Rule) -> str:
    """Return SQL for how many rows a rule's query has, and how many of them are not good."""
    return (
        "select count(*), count(*) filter (where is_good is not true)"  # noqa: S608
        f" from ({rule.checked_rows_sql}) as checked"
    )


def _few(table: str, among: str | None) -> list[str]:
    """Return the rows that are looked at as `this`: found once, however often they are named."""
    return [f"with this as materialized (select * from {table} where {among})"] if among else []  # noqa: S608


def _conditions(plain: Sequence[Rule]) -> list[str]:
    """Return a lateral row of verdicts: there a column's bare name is that of the table."""
    if not plain:
        return []
    verdicts = ", ".join(
        f"({_condition(rule)}) is true as ok_{place}" for place, rule in zip(count(1), plain)
    )
    return [f"cross join lateral (select {verdicts}) as plain"]


def _condition(rule: Rule) -> str:
    assert not isinstance(rule.expect, Query)  # noqa: S101 (callers pass rules about rows)
    return rule.expect.condition()


def _joins(rules: Sequence[Rule], *, for_few: bool) -> list[str]:
    """Return what the rules need beside the row; what several need is joined once."""
    joins = dict.fromkeys(join for rule in rules for join in rule.joins)
    return [join.sql(for_few=for_few) for join in joins]
