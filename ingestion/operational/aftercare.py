"""What follows a published run: indexes, statistics, an end to old change records.

None of it changes what `core` says. Killed here, the next run does the rest.
"""

from collections.abc import Callable
from datetime import timedelta

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from ingestion.operational.publishing import Published
from ingestion.operational.replicas import ANY_IN, CHANGES, CORE, add_indexes, gather_statistics
from ingestion.operational.scene import Scene

CHANGES_KEPT = timedelta(days=35)
OLD_RUNS = "select max(run_id) from quality.replication_runs where started_at < now() - %s"
# Fewer changed rows leave the planner's statistics good enough.
ANALYZED_SHARE = 0.05


def settle(
    warehouse: psycopg.Connection,
    published: list[Published],
    scene: Scene,
    progress: Callable[[str], None],
) -> None:
    """Do what follows a run, over a connection in autocommit."""
    tables = {each.table: scene.dictionary.tables[each.table] for each in published}
    for name in add_indexes(warehouse, tables):
        progress(f"made index {name}")
    for each in published:
        applied = 0 if each.is_moved else sum(each.applied)
        if applied:
            # Whoever asks what came since a run asks for numbers that statistics have not seen. For
            # one row that they expect they read 12 million, 90 s instead of 5.
            gather_statistics(warehouse, Identifier(CHANGES, each.table))
        if applied > ANALYZED_SHARE * max(each.rows, 1):
            gather_statistics(warehouse, Identifier(CORE, each.table))
    _forget_changes(warehouse)


def _forget_changes(warehouse: psycopg.Connection) -> None:
    row = warehouse.execute(OLD_RUNS, [CHANGES_KEPT]).fetchone()
    if row is None or row[0] is None:
        return
    for (name,) in warehouse.execute(ANY_IN.encode(), {"schema": CHANGES}).fetchall():
        statement = SQL("delete from {} where run_id <= {}")
        warehouse.execute(statement.format(SQL(name), Literal(row[0])))
