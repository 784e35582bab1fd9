"""Loads reference data from seed files into the operational database.

A file is the truth about the rows it names and the columns it has; other rows and columns stay
as they are, and nothing is ever deleted. What a file means is decided by `seed_plans`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from database.connections import connect
from database.seed_files import SeedError, read_seed_files
from database.seed_plans import ID, SeedPlan, in_order, plan
from database.seed_shapes import read_shapes
from database.seed_staging import LINE, STAGE, listed, stage, unstage
from database.settings import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "seeds"
LOCK = "select pg_advisory_xact_lock(hashtextextended('poultryco seeds', 0))"

COUNT = SQL("""
select count(*) filter (where not exists (select from {table} as known where {same_key}))
from {stage} as seed
""")

# A line narrows it to one row; without one it is for all.
MERGE = SQL("""
merge into {table} as known
using (
    select * from {stage} where coalesce(%(line)s::integer, {line}) = {line}
) as seed on {same_key}
{when_matched}
when not matched then insert ({columns}) values ({values})
""")
WHEN_MATCHED = SQL(
    "when matched and ({known}) is distinct from ({seed}) then update set {assignments}"
)

# What a table says to a row it does not take: its constraints, types and triggers.
REFUSALS = (psycopg.IntegrityError, psycopg.DataError, psycopg.errors.RaiseException)


@dataclass(frozen=True, slots=True)
class SeedReport:
    """What loading one file did. Key: table.

    Attributes:
        table: The table.
        rows: Rows of the file.
        inserted: Rows the table did not have.
        updated: Rows that differed.
        unchanged: Rows that agreed already.
    """

    table: str
    rows: int
    inserted: int
    updated: int
    unchanged: int


def seed(
    url: str,
    *,
    folder: Path = SEEDS,
    progress: Callable[[SeedReport], None] | None = None,
) -> list[SeedReport]:
    """Make the database agree with every seed file, in one transaction. Idempotent.

    Args:
        url: The operational database, with its tables.
        folder: Where the files are.
        progress: Called after each table. What it was told of is undone if a later file fails.

    Returns:
        A report a file, in the order they were loaded.

    Raises:
        SeedError: A file contradicts itself, its table, or what the database holds. Nothing
            was changed.
        DatabaseUnreachableError: The database does not answer.
    """
    files = read_seed_files(folder)
    reports = []
    with connect(url) as connection:
        connection.execute(LOCK)
        shapes = read_shapes(connection, [file.table for file in files])
        for each in in_order([plan(file, shapes.get(file.table)) for file in files]):
            report = _load(connection, each)
            reports.append(report)
            if progress is not None:
                progress(report)
    return reports


def _load(connection: psycopg.Connection, each: SeedPlan) -> SeedReport:
    stage(connection, each)
    query = COUNT.format(**_names(each))
    inserted = sum(row[0] for row in connection.execute(query))
    try:
        with connection.transaction():
            written = connection.execute(_merge(each), {"line": None}).rowcount
    except REFUSALS as error:
        raise _refused(connection, each, error) from error
    unstage(connection)
    rows = len(each.file.rows)
    return SeedReport(each.file.table, rows, inserted, written - inserted, rows - written)


def _merge(each: SeedPlan) -> Composed:
    columns = ((ID,) if each.makes_ids else ()) + each.assigned
    others = [name for name in each.assigned if name not in each.key]
    when_matched = WHEN_MATCHED.format(
        known=listed(Identifier("known", name) for name in others),
        seed=listed(Identifier("seed", name) for name in others),
        assignments=listed(
            SQL("{} = {}").format(Identifier(name), Identifier("seed", name)) for name in others
        ),
    )
    return MERGE.format(
        **_names(each),
        line=Identifier(LINE),
        when_matched=when_matched if others else SQL(""),
        columns=listed(map(Identifier, columns)),
        values=listed(Identifier("seed", name) for name in columns),
    )


def _names(each: SeedPlan) -> dict[str, Identifier | Composed]:
    same_key = SQL(" and ").join(
        SQL("{} = {}").format(Identifier("known", name), Identifier("seed", name))
        for name in each.key
    )
    return {
        "table": Identifier("public", each.file.table),
        "stage": STAGE,
        "same_key": same_key,
    }


def _refused(connection: psycopg.Connection, each: SeedPlan, error: psycopg.Error) -> SeedError:
    """Find the line that the table refuses by giving it the rows one after the other."""
    merge = _merge(each)
    for line in each.file.lines:
        try:
            with connection.transaction():
                connection.execute(merge, {"line": line})
        except REFUSALS as refusal:
            if refusal.sqlstate == error.sqlstate:
                return _refusal_of(each, line, refusal)
    return _refusal_of(each, each.file.lines[0], error)


def _refusal_of(each: SeedPlan, line: int, error: psycopg.Error) -> SeedError:
    details = (error.diag.message_primary, error.diag.message_detail)
    return SeedError.at(
        each.file.path,
        line,
        f"{each.file.table} does not take the row",
        expected="what the table's constraints allow beside the rows it has",
        found="; ".join(detail for detail in details if detail),
    )
