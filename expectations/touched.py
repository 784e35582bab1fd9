"""Which rows a rule has to be asked about again, by the change records of replication.

A rule that held of all rows can only be broken by rows that were touched since, by rows beside
them that were, or by time. One that did not hold, is new, or reads what no change record tells
of, is asked about all rows. What was verified up to where is kept in `quality.verifications`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256

import psycopg
from psycopg import errors
from psycopg.types.json import Jsonb

from expectations.beside import Grouped, Touched, touched_by
from expectations.rules import Rule

# Change records are kept for 35 days.
VERIFIED = """
select check_name, verifications.run_id
from quality.verifications
inner join quality.replication_runs as runs using (run_id)
where
    code = (%(codes)s::jsonb ->> check_name)
    and runs.started_at > now() - interval '30 days'
    and not exists (
        select from quality.replica_state where baseline_run_id > verifications.run_id
    )
"""
FORGET = "delete from quality.verifications where check_name = any(%s)"
KEEP = """
insert into quality.verifications (check_name, run_id, code)
select check_name, run_id, code from unnest(%s::text[], %s::bigint[], %s::text[])
    as verified (check_name, run_id, code)
on conflict (check_name) do update
set run_id = excluded.run_id, code = excluded.code, verified_at = excluded.verified_at
"""
# Of some 300 small questions most look for a key: not worth reading a table for.
BY_KEYS = "set random_page_cost = 1.1"
# A record lacks a column, an amount is too large, there are too many of them.
UNANSWERED = (psycopg.ProgrammingError, psycopg.DataError, errors.QueryCanceled)
NOTHING = ""
"""The scope of a rule that no change since it held, and no time, can have broken."""


def read_scopes(connection: psycopg.Connection, rules: Sequence[Rule]) -> dict[str, str]:
    """Return SQL for the rows that must be looked at, by rule; none for all rows.

    Rules that need the same beside their rows share their scope, so that one scan answers them.

    Args:
        connection: To the warehouse, while no replication publishes.
        rules: Rules that can be asked; one whose SQL is another now is asked about all rows.
    """
    since = _read_verified(connection, rules)
    known = [rule for rule in rules if rule.name in since and rule.key and not rule.tolerance]
    sources = {rule.name: list(_sources(rule, since[rule.name])) for rule in known}
    there = _existing(connection, {each.records for found in sources.values() for each in found})
    # Records that cannot be asked tell of nothing: whatever reads them is asked about all rows.
    known = [r for r in known if all(each.records in there for each in sources[r.name])]
    scopes: dict[str, str] = {}
    alike: dict[object, list[Rule]] = defaultdict(list)
    for rule in known:
        if rule.ages or any(there[each.records] for each in sources[rule.name]):
            alike[rule.table, _counted(rule)].append(rule)
        else:
            scopes[rule.name] = NOTHING
    for together in alike.values():
        live = [each for rule in together for each in sources[rule.name] if there[each.records]]
        scopes |= dict.fromkeys((rule.name for rule in together), _scope(together, live))
    return scopes


def keep_verified(
    connection: psycopg.Connection,
    held: Iterable[tuple[Rule, int]],
    broken: Iterable[Rule],
) -> None:
    """Write down which rules held, up to which replication, and forget those that did not."""
    rows = [(rule.name, run_id, code_of(rule)) for rule, run_id in held]
    connection.execute(FORGET, [[rule.name for rule in broken]])
    if rows:
        connection.execute(KEEP, [list(column) for column in zip(*rows, strict=True)])


def code_of(rule: Rule) -> str:
    """Return what is another when the rule asks something else, or is broken by other changes."""
    breaks = [rule.key, rule.ages, rule.touched, [join.touched for join in rule.joins]]
    return sha256(f"{rule.failing_rows_sql}{breaks}".encode()).hexdigest()[:16]


def _read_verified(connection: psycopg.Connection, rules: Iterable[Rule]) -> Mapping[str, int]:
    """Return up to which replication each rule was last known to hold of every row."""
    codes = Jsonb({rule.name: code_of(rule) for rule in rules})
    return dict(connection.execute(VERIFIED.encode(), {"codes": codes}).fetchall())


def _sources(rule: Rule, since: int) -> Iterable[Touched]:
    """Yield what may have broken the rule since that replication."""
    touched = rule.touched
    if touched is None:
        own = touched_by(rule.table_name, f"select {', '.join(rule.key)} from changed")  # noqa: S608
        touched = (own, *(each for join in rule.joins for each in join.touched))
    for each in touched:
        yield Touched(each.records.replace("{since}", str(since)), each.keys)


def _existing(connection: psycopg.Connection, records: Iterable[str]) -> dict[str, bool]:
    """Return whether each query has rows; none for one that cannot be asked."""
    queries = sorted(records)
    connection.execute(BY_KEYS)
    try:
        return _ask(connection, queries)
    except UNANSWERED:
        found: dict[str, bool] = {}
        for query in queries:
            with suppress(*UNANSWERED):
                found |= _ask(connection, [query])
        return found


def _ask(connection: psycopg.Connection, queries: Sequence[str]) -> dict[str, bool]:
    """Ask all at once whether they have rows."""
    if not queries:
        return {}
    asked = ", ".join(f"exists({query})" for query in queries)
    [(answers,)] = connection.execute(f"select array[{asked}]".encode()).fetchall()
    return dict(zip(queries, answers, strict=True))


def _counted(rule: Rule) -> tuple[Grouped, ...]:
    """Return what is counted for a rule, row by row: only rows it was touched for need that."""
    return tuple(each for each in rule.joins if isinstance(each, Grouped) and each.touched)


def _scope(rules: Sequence[Rule], live: Iterable[Touched]) -> str:
    key = ", ".join(rules[0].key)
    queries = [f"with changed as ({each.records}) {each.keys}" for each in live]
    queries += [f"select {key} from {rules[0].table} where {r.ages}" for r in rules if r.ages]  # noqa: S608
    return f"({key}) in ({' union all '.join(f'({each})' for each in dict.fromkeys(queries))})"
