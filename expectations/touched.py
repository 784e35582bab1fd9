"""Which rows a rule has to be asked about again, by the change records of replication.

A rule that held of all rows can only be broken by rows that were touched since, by rows beside
them that were, or by time. One that did not hold, is new, or reads what no change record tells
of, is asked about all rows. What was verified up to where is kept in `quality.verifications`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import psycopg
from psycopg.types.json import Jsonb

from expectations.rules import Rule

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


@dataclass(frozen=True, slots=True)
class Verified:
    """Up to which replication each rule was last known to hold of every row, by its name."""

    since: Mapping[str, int]

    def scopes(self, rules: Iterable[Rule]) -> dict[str, str]:
        """Return SQL for the rows that must be looked at, by rule; none for all rows.

        Rules of one table share their scope, so that one scan answers them.
        """
        by_table: dict[str, list[Rule]] = {}
        for rule in rules:
            if rule.name in self.since and rule.key:
                by_table.setdefault(rule.table, []).append(rule)
        return {
            rule.name: scope
            for table, of_table in by_table.items()
            for scope in [_scope(table, of_table, min(self.since[each.name] for each in of_table))]
            for rule in of_table
        }


def read_verified(connection: psycopg.Connection, rules: Iterable[Rule]) -> Verified:
    """Return what is known of the rules; one whose SQL is another now is not known."""
    codes = Jsonb({rule.name: code_of(rule) for rule in rules})
    return Verified(dict(connection.execute(VERIFIED.encode(), {"codes": codes}).fetchall()))


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
    """Return what is another when the rule asks something else."""
    return sha256(rule.failing_rows_sql.encode()).hexdigest()[:16]


def _scope(table: str, rules: Sequence[Rule], since: int) -> str:
    name = table.partition(".")[2]
    key = ", ".join(rules[0].key)
    own = f"select {key} from changes.{name} where run_id > {{since}}"  # noqa: S608
    beside = [query for rule in rules for join in rule.joins for query in join.touched]
    queries = [f"({query})" for query in dict.fromkeys([own, *beside])]
    touched = " union all ".join(queries).replace("{since}", str(since))
    conditions = [f"({key}) in ({touched})", *dict.fromkeys(r.ages for r in rules if r.ages)]
    return " or ".join(conditions)
