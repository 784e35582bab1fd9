"""Which stored counters may have become wrong: those that moved otherwise than their rows.

A counter that was exact stays exact as long as it moves by what came and went of its rows. Change
records tell both, as weights: where a hundred thousand members gave and got likes, no like need
be counted again but those of members whose total did not follow. What the rules themselves say
is `core_counters`.
"""

import re
from collections.abc import Collection

from database.catalog import Aggregate, Counter, CounterSource, Table
from database.change_records import OWN, is_kept
from expectations.beside import Touched
from expectations.core_parts import Declared

# A row that came since was never known to be exact, and an empty counter adds nothing to a sum.
MOVED = """
select {key}
from ({moves}) as moves
where {key} is not null
group by {key}
having sum(stored) {differs} sum(counted) or sum(came) > 0 or bool_or(is_empty)
"""
STORED = (
    "select {key}, weight * {column} as stored, 0 as counted, weight as came,"
    " {column} is null as is_empty from changes.{table} where run_id > {{since}}"
)
COUNTED = (
    "select {key}, 0, weight * {value}, 0, false from changes.{child}"
    " where run_id > {{since}} and ({filter})"
)
WORD = re.compile(r"[a-z_][a-z_0-9]*")


def moved_otherwise(table: Declared, column: str, counter: Counter) -> tuple[Touched, ...] | None:
    """Return the rows whose counter moved otherwise than what it counts, in one query.

    None where change records do not tell: of averages, of counters that may be empty, of rows
    that count by what stands beside them, of columns that records do not keep.
    """
    of_sources = [_counted(table, source) for source in counter.sources]
    is_sum = counter.aggregate in {Aggregate.COUNT, Aggregate.SUM}
    is_told = _is_told(table.table, [column]) and len(table.key) == 1
    if not (is_sum and is_told and table.table.columns[column].is_required and all(of_sources)):
        return None
    (key,) = table.key
    stored = STORED.format(key=key, column=column, table=table.name)
    moved = MOVED.format(
        key=key,
        moves=" union all ".join([stored, *filter(None, of_sources)]),
        # Purged rows stay counted: it may fall behind what it should be, not be ahead.
        differs="<" if counter.survives_purge else "<>",
    )
    return (Touched(moved, f"select {key} from changed"),)  # noqa: S608 (of the catalog)


def _counted(table: Declared, source: CounterSource) -> str | None:
    """Return a query for what came and went of the counted rows; none where records do not say."""
    if source.child is None:
        return None
    expressions = [source.key, source.filter or "true", source.value or "1"]
    child = table.other(source.child).table
    named = {word for each in expressions for word in WORD.findall(each)} & child.columns.keys()
    if not _is_told(child, named):
        return None
    return COUNTED.format(
        key=source.key,
        value=f"coalesce({source.value}, 0)" if source.value else "1",
        child=source.child,
        filter=source.filter or "true",
    )


def _is_told(table: Table, columns: Collection[str]) -> bool:
    """Return whether change records keep all of the columns, under their own names."""
    keys = table.primary_key.columns if table.primary_key else ()
    return not OWN & set(columns) and all(
        name in keys or is_kept(table.columns[name], table.columns[name].type.partition("(")[0])
        for name in columns
    )
