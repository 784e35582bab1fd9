"""What is known of each replica between runs, and the record of the runs themselves."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from decimal import Decimal

import psycopg
from psycopg.rows import class_row
from psycopg.sql import SQL, Identifier, Placeholder

STATES = "select {} from quality.replica_state"
WRITE_STATE = """
insert into quality.replica_state ({columns}) values ({values})
on conflict (table_name) do update set {assignments}
"""
START = """
with killed as (
    update quality.replication_runs
    set status = 'interrupted', finished_at = now() where status = 'running'
)

insert into quality.replication_runs (source) values (%s) returning run_id
"""
FINISH = """
update quality.replication_runs set
    status = %(status)s, message = %(message)s, finished_at = clock_timestamp(),
    instant = %(instant)s, tables_count = %(tables)s, rows_copied = %(rows)s,
    bytes_copied = %(bytes)s
where run_id = %(run_id)s and status = 'running'
"""
STATUS = "select status from quality.replication_runs where run_id = %s"
# A later run that found it running has marked it, whatever became of the lock.
CLAIM = """
select from quality.replication_runs where run_id = %s and status = 'running' for update
"""


@dataclass(frozen=True, slots=True)
class ReplicaState:
    """A row of `quality.replica_state`. Key: table_name.

    Attributes:
        table_name: The table of core.
        source_name: The table it is read from.
        source_columns: Columns that arrived with the last run.
        run_id: The run that brought it to its instant.
        baseline_run_id: The run that read it for the first time.
        instant: The instant of the source it is at; none before it was read.
        read_from: Where the next incremental read begins; before the instant, for late commits.
        strategy: How it was read.
        row_count: Its rows.
        key_digest: Sum of the hashes of its keys.
        digest: Sum of the hashes of its rows, where the last run hashed all of them.
        hash_form: How they were hashed.
        verified_at: Instant at which every row was last compared.
        problem: Why it stopped following its source.
    """

    table_name: str
    source_name: str | None = None
    source_columns: list[str] = field(default_factory=list)
    run_id: int | None = None
    baseline_run_id: int | None = None
    instant: datetime | None = None
    read_from: datetime | None = None
    strategy: str | None = None
    row_count: int = 0
    key_digest: Decimal = Decimal(0)
    digest: Decimal | None = None
    hash_form: str | None = None
    verified_at: datetime | None = None
    problem: str | None = None


COLUMNS = [each.name for each in fields(ReplicaState)]


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How a run ended."""

    status: str
    instant: datetime | None = None
    message: str | None = None
    tables: int = 0
    rows: int = 0
    bytes: int = 0


def read_states(connection: psycopg.Connection) -> dict[str, ReplicaState]:
    """Return what is known of each table of core."""
    query = SQL(STATES).format(SQL(", ").join(map(Identifier, COLUMNS)))
    with connection.cursor(row_factory=class_row(ReplicaState)) as cursor:
        return {state.table_name: state for state in cursor.execute(query)}


def write_states(connection: psycopg.Connection, states: Iterable[ReplicaState]) -> None:
    """Write what is known now."""
    statement = SQL(WRITE_STATE).format(
        columns=SQL(", ").join(map(Identifier, COLUMNS)),
        values=SQL(", ").join(map(Placeholder, COLUMNS)),
        assignments=SQL(", ").join(
            SQL("{0} = excluded.{0}").format(Identifier(name)) for name in COLUMNS[1:]
        ),
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [asdict(state) for state in states])


def start_run(connection: psycopg.Connection, source: str) -> int:
    """Write that a run begins, and that any still called running was killed; return its number."""
    row = connection.execute(START.encode(), [source]).fetchone()
    return int(row[0]) if row else 0


def claim_run(connection: psycopg.Connection, run_id: int) -> bool:
    """Say whether a run is still the one at work; if so, no other begins before we commit."""
    return connection.execute(CLAIM.encode(), [run_id]).rowcount == 1


def finish_run(connection: psycopg.Connection, run_id: int, outcome: RunOutcome) -> None:
    """Write how a run ended, if that is not written yet."""
    connection.execute(FINISH.encode(), asdict(outcome) | {"run_id": run_id})


def was_taken_over(connection: psycopg.Connection, run_id: int) -> bool:
    """Say whether a later run took this one for killed."""
    row = connection.execute(STATUS.encode(), [run_id]).fetchone()
    return row == ("interrupted",)
