"""Rules about stored counters: each is what a recount of its rows says."""

import re
from collections.abc import Iterator
from dataclasses import replace

from database.catalog import Aggregate, Counter, CounterSource
from expectations.beside import Grouped, Touched, touched_by
from expectations.core_counter_moves import moved_otherwise
from expectations.core_parts import Declared
from expectations.rules import EachRow, Rule

# A table of a clause without its schema. Columns are named by the tables, which keep their names.
BARE_TABLE = re.compile(r"(^|\bfrom\s+|\bjoin\s+)(?!changed\b|select\b)(\w+)")
REPAIR = (
    "Recount at the source: `poultryco db repair-counters`; if it comes back, find the statement"
    " that writes past the triggers."
)


def counter_rules(table: Declared) -> Iterator[Rule]:
    """Yield a rule for each counter of a table that has sources in the schema."""
    recounts = _recounts(table)
    for column, counter in table.table.counters.items():
        if counter.imported is None and table.has([column]):
            yield _rule(table, column, counter, recounts)


def _rule(table: Declared, column: str, counter: Counter, recounts: "_Recounts") -> Rule:
    parts = [recounts.figure(counter, source) for source in counter.sources]
    is_required = table.table.columns[column].is_required
    exact = " + ".join(f"coalesce({figure}, 0)" for figure in parts)
    if not is_required or counter.aggregate is Aggregate.AVERAGE:
        exact = parts[0] if not is_required else f"coalesce({parts[0]}, 0)"
    exact = f"({exact})::{table.table.columns[column].type}"
    test = f"this.{column} is not distinct from {exact}"
    if counter.survives_purge:
        test = f"this.{column} >= {exact}"
    rule = table.rule(
        f"{table.name}_{column}_is_exact",
        "counter",
        EachRow(test, tuple(recounts.join(source) for source in counter.sources)),
        description=f"`{column}` of `{table.name}` is {_in_words(counter)}.",
        origin=f"counter {table.name}.{column}",
        severity="warning",
        remedy=REPAIR,
        shows=(column,),
        computed={"counted": exact},
    )
    return replace(rule, touched=moved_otherwise(table, column, counter))


class _Recounts:
    """The recounts of a table: those of the same rows by the same key are one query.

    `usr_stats` has eleven counters and reads seven tables once each.
    """

    def __init__(self, table: Declared) -> None:
        self._table = table
        self._figures: dict[tuple[str, str], list[str]] = {}

    def figure(self, counter: Counter, source: CounterSource) -> str:
        """Return SQL of what a source counts for `this`, and note that it is to be counted."""
        figures = self._figures.setdefault(_rows(source), [])
        sql = _aggregate(counter, source)
        if sql not in figures:
            figures.append(sql)
        return f"{self._alias(source)}.figure_{figures.index(sql) + 1}"

    def join(self, source: CounterSource) -> Grouped:
        """Return the query that counts, once all of its figures are noted."""
        origin, key = _rows(source)
        figures = self._figures[_rows(source)]
        return Grouped(
            self._alias(source),
            ", ".join(f"{sql} as figure_{place}" for place, sql in enumerate(figures, 1)),
            origin,
            keys=(key,),
            of=(self._table.key[0],),
            where=f"{key} is not null",
            touched=_touched(source),
        )

    def _alias(self, source: CounterSource) -> str:
        return f"recount_{list(self._figures).index(_rows(source)) + 1}"


def _recounts(table: Declared) -> _Recounts:
    """Return the recounts with all figures noted, so that each join is the same in every rule."""
    recounts = _Recounts(table)
    for counter in table.table.counters.values():
        for source in counter.sources:
            recounts.figure(counter, source)
    return recounts


def _rows(source: CounterSource) -> tuple[str, str]:
    """Return what is counted, with schemas, and by which key."""
    extra = source.model_extra or {}
    if "from" in extra:
        return _in_core(str(extra["from"])), source.key
    return f"core.{source.child}", source.key


def _aggregate(counter: Counter, source: CounterSource) -> str:
    only = f" filter (where {source.filter})" if source.filter else ""
    match counter.aggregate:
        case Aggregate.COUNT:
            return f"count(*){only}"
        case Aggregate.SUM:
            return f"sum({source.value}){only}"
        case Aggregate.AVERAGE:
            return f"avg({source.value}){only}"


def _touched(source: CounterSource) -> tuple[Touched, ...]:
    """Return what changes of the counted rows touch, as declared."""
    declared = (source.model_extra or {}).get("touched_by")
    queries = declared or {source.child: f"select {source.key} from changed"}  # noqa: S608
    return tuple(touched_by(child, _in_core(query)) for child, query in queries.items())


def _in_core(clause: str) -> str:
    return BARE_TABLE.sub(r"\1core.\2", clause)


def _in_words(counter: Counter) -> str:
    rows = " and ".join(
        (source.child or str((source.model_extra or {})["from"]).partition(" ")[0])
        + (f" ({source.filter})" if source.filter else "")
        for source in counter.sources
    )
    what = {
        Aggregate.COUNT: "how many rows it has of",
        Aggregate.SUM: f"the sum of {counter.sources[0].value} of its rows of",
        Aggregate.AVERAGE: f"the average {counter.sources[0].value} of its rows of",
    }[counter.aggregate]
    return f"{what} {rows}{', or more where some were purged' if counter.survives_purge else ''}"
