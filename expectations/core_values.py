"""Rules about values: required ones, allowed ones, checks, unique keys, generated columns.

The source's own constraints keep all of this; core has none of them, so that a fault that got
past them arrives and is found.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from expectations.core_parts import Declared
from expectations.rules import Between, EachRow, Filled, LengthBetween, OneOf, RowTest, Rule, Unique

LISTED = re.compile(r"^\((\w+) = ANY \(ARRAY\[")
WITHIN = re.compile(r"^\(\((\w+) >= (\d+)\) AND \(\1 <= (\d+)\)\)$")
LENGTH = re.compile(r"^\(char_length\((?P<column>\w+)\) <= (?P<most>\d+)\)$")
LENGTH_WITHIN = re.compile(
    r"^\(\(char_length\((?P<column>\w+)\) >= (?P<least>\d+)\)"
    r" AND \(char_length\((?P=column)\) <= (?P<most>\d+)\)\)$"
)
WORD = re.compile(r"\b[a-z_]\w*\b")
TYPE_MARK = re.compile(r"::[a-z ]+(\[\])?")
# Text search is built by the configuration of the source, and nothing here reads it.
SEARCH = "tsvector"
CONSTRAINT = "Mend the rows at the source, and look why its constraint let them in"
"""What is to be done about rows that a constraint of the source should have refused."""


def value_rules(table: Declared) -> Iterator[Rule]:
    """Yield the rules about values that a table's constraints declare."""
    yield from _required(table)
    yield from _checks(table)
    yield from _unique(table)
    yield from _generated(table)


def _required(table: Declared) -> Iterator[Rule]:
    columns = tuple(
        name
        for name, column in table.table.columns.items()
        if column.is_required and table.has([name])
    )
    if not columns:
        return
    empty = ", ".join(f"case when this.{name} is null then '{name}' end" for name in columns)
    yield table.rule(
        f"{table.name}_required_columns_are_filled",
        "required column",
        Filled(columns),
        description=f"No required column of `{table.name}` is empty: {', '.join(columns)}.",
        origin=f"not null on {len(columns)} columns",
        remedy=f"{CONSTRAINT}.",
        computed={"empty_columns": f"concat_ws(', ', {empty})"},
    )


def _checks(table: Declared) -> Iterator[Rule]:
    for name, expression in table.table.checks.items():
        columns = [word for word in WORD.findall(expression) if word in table.table.columns]
        if table.has(columns):
            test = _check_test(table, expression)
            yield table.rule(
                name,
                test.kind,
                test.test,
                description=test.description,
                origin=f"check {name}: {_readable(expression)}",
                remedy=f"{CONSTRAINT} `{name}`.",
                shows=dict.fromkeys(columns),
            )


class _Check(NamedTuple):
    kind: str
    test: RowTest
    description: str


def _check_test(table: Declared, expression: str) -> _Check:
    """Return the test that says most plainly what a check says."""
    if found := LISTED.match(expression):
        column = found[1]
        allowed = table.table.columns[column].allowed
        if allowed:
            listed = f"`{column}` of `{table.name}` is one of {', '.join(allowed)}."
            return _Check("allowed value", OneOf(column, allowed), listed)
    if found := WITHIN.match(expression):
        column, low, high = found.groups()
        text = f"`{column}` of `{table.name}` is between {low} and {high}."
        return _Check("range", Between(column, int(low), int(high)), text)
    if found := LENGTH.match(expression) or LENGTH_WITHIN.match(expression):
        bounds = {"least": "0"} | found.groupdict()
        column, least, most = bounds["column"], bounds["least"], bounds["most"]
        text = f"`{column}` of `{table.name}` has {least} to {most} characters."
        return _Check("length", LengthBetween(column, int(least), int(most)), text)
    # A check holds where it is not false: of what is empty it says nothing.
    text = f"Rows of `{table.name}` keep {_readable(expression)}."
    return _Check("check", EachRow(f"({expression}) is not false"), text)


def _unique(table: Declared) -> Iterator[Rule]:
    keys = {name: (columns, "true") for name, columns in table.table.uniques.items()} | {
        name: (index.columns, index.predicate or "true")
        for name, index in table.table.indexes.items()
        if index.is_unique
    }
    for name, (columns, where) in keys.items():
        if table.has(columns):
            only = "" if where == "true" else f" where {where}"
            yield table.rule(
                name,
                "unique key",
                Unique(columns, where, _of_this(table, where)),
                description=f"No two rows of `{table.name}`{only} share {', '.join(columns)}.",
                origin=f"unique key {name}",
                remedy=f"{CONSTRAINT} `{name}`.",
                shows=columns,
            )


def _of_this(table: Declared, where: str) -> str:
    """Return a condition with its columns named as those of the checked row."""
    named = table.table.columns
    return WORD.sub(lambda word: f"this.{word[0]}" if word[0] in named else word[0], where)


def _generated(table: Declared) -> Iterator[Rule]:
    for name, column in table.table.columns.items():
        if column.generated is None or column.type == SEARCH or not table.has([name]):
            continue
        sources = [word for word in WORD.findall(column.generated) if word in table.table.columns]
        if table.has(sources):
            yield table.rule(
                f"{table.name}_{name}_is_as_generated",
                "generated column",
                EachRow(f"{name} is not distinct from ({column.generated})"),
                description=f"`{name}` of `{table.name}` is {_readable(column.generated)}.",
                origin=f"generated column {table.name}.{name}",
                severity="warning",
                shows=(name, *dict.fromkeys(sources)),
            )


def _readable(expression: str) -> str:
    """Return an expression on one line, without casts of its constants."""
    return " ".join(TYPE_MARK.sub("", expression).split())
