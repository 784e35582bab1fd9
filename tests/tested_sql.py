"""The SQL that dbt runs for a unit test, taken apart: rows made up, the model, what must come out.

Templates are resolved in it, so loops and macros of the model stand there as what they become.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlglot import exp, parse_one

from tests.mutants import Change, changes_of

DIALECT = "postgres"
ACTUAL, EXPECTED = "dbt_internal_unit_test_actual", "dbt_internal_unit_test_expected"
MADE_UP = "__dbt__cte__"
LONGEST_LINE = 110
CLAUSES = (exp.Query, exp.Join, exp.With, exp.Where, exp.Having, exp.Order)
# Each unit test has its own, and the rule around them is one.
INSTANTS = re.compile(r"cast\('2\d{3}-[^']*' as (date|timestamp|timestamptz)\)")


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """A sign of a model, the same one in each of its unit tests.

    Attributes:
        step: The `with` query it stands in; empty for the last one.
        line: The expression around it, without the instants that a test makes up.
        sign: How it is written.
        number: Which of those that are alike, from 1.
    """

    step: str
    line: str
    sign: str
    number: int


class TestedSql:
    """A unit test that can be asked with any sign of its model replaced.

    Args:
        statement: What dbt runs for it.
    """

    __test__ = False

    def __init__(self, statement: str) -> None:
        steps = {step.alias: step.this for step in parse_one(statement, dialect=DIALECT).ctes}
        actual = steps[ACTUAL]
        # The last column tells the two apart.
        self._columns = ", ".join(each.sql(DIALECT) for each in actual.expressions[:-1])
        self.model = _queried(actual)
        made_up = [each for each in self.model.this.ctes if each.alias.startswith(MADE_UP)]
        self._made_up = "".join(f"{each.sql(DIALECT)}, " for each in made_up)
        for each in made_up:
            each.pop()
        if not self.model.this.ctes:
            self.model.this.set("with_", None)
        self._expected = _queried(steps[EXPECTED]).sql(DIALECT)

    def __str__(self) -> str:
        """Return a query for whether what comes out differs from what must, as dbt compares."""
        return (
            f"WITH {self._made_up}"
            f"{ACTUAL} AS MATERIALIZED (SELECT {self._columns} FROM {self.model.sql(DIALECT)}),"
            f" {EXPECTED} AS MATERIALIZED (SELECT {self._columns} FROM {self._expected})"
            f" SELECT EXISTS ((TABLE {ACTUAL} EXCEPT ALL TABLE {EXPECTED})"
            f" UNION ALL (TABLE {EXPECTED} EXCEPT ALL TABLE {ACTUAL}))"
        )

    def with_change(self, change: Change) -> str:
        """Return the query with one sign replaced."""
        change.node.replace(change.other)
        try:
            return str(self)
        finally:
            change.other.replace(change.node)

    def changes(self) -> Iterator[tuple[Site, Change]]:
        """Yield what each sign of the model can be replaced by."""
        alike: Counter[tuple[str, str, str]] = Counter()
        for node in list(self.model.this.walk()):
            changes = list(changes_of(node))
            if changes:
                place = (_step(node), _line(node), changes[0].sign)
                alike[place] += 1
                for change in changes:
                    yield Site(*place, alike[place]), change


def _queried(step: exp.Expr) -> exp.Expr:
    subquery = step.find(exp.Subquery)
    assert subquery is not None, f"no query in {step.sql(DIALECT)}"
    return subquery


def _step(node: exp.Expr) -> str:
    step = node.find_ancestor(exp.CTE)
    return step.alias if step and step.alias != ACTUAL else ""


def _line(node: exp.Expr) -> str:
    """The largest part of one clause around the node that is still read at a glance."""
    line = _text(node)
    while (parent := node.parent) and not isinstance(parent, CLAUSES):
        node = parent
        text = _text(node)
        if len(text) > LONGEST_LINE:
            break
        line = text
    return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}..."


def _text(node: exp.Expr) -> str:
    """SQL in one line, lower case but for texts, so that it looks like the models."""
    parts = node.sql(DIALECT, comments=False).split("'")
    lowered = "'".join(part if number % 2 else part.lower() for number, part in enumerate(parts))
    return INSTANTS.sub("$instant", lowered).replace(MADE_UP, "")
