"""Replication against the plainest way to move the same tables, and against a peer.

The floor is a shell pipe of two `psql`: binary COPY out, binary COPY in, then the same primary
keys, and the same indexes on references. What replication does beyond that: one instant for all
tables, one transaction for all of them, a proof.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from psycopg.sql import SQL, Composed, Identifier, Literal

from benchmarks.figures import Comparison, print_comparisons
from benchmarks.schema_data import count, fill
from benchmarks.servers import scratch_server
from database import server_files
from database.bring_up import WAREHOUSE_MIGRATIONS
from database.community import calendar
from database.connections import connect
from database.migrations import migrate
from database.schema_changes import migrate_schema
from database.seeding import seed
from database.server import SOURCE_DATABASE, WAREHOUSE_DATABASE
from ingestion.operational.hashing import HashForm
from ingestion.operational.plan import TablePlan
from ingestion.operational.run import plan_replication
from ingestion.operational.sides import Sides

STREAMS = 4
PEER_TABLE = "soc_post_likes"
PEER = Path(__file__).with_name("peers") / "dlt_load.py"
PEER_NEEDS = ("dlt[postgres]==1.31.0", "sqlalchemy<2.1", "pyarrow", "psycopg2-binary")
INDEXES = """
select tablename, replace(indexdef, ' core.', ' floor.')
from pg_indexes
where schemaname = 'core' and indexname not in (
    select conname from pg_constraint where connamespace = 'core'::regnamespace
)
"""
CHANGEABLE = """
select
    relname,
    exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'updated_at'),
    array(
        select attname::text
        from pg_attribute
        where
            attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
            and attname not in ('id', 'created_at')
        order by attnum
    )
from pg_class
where
    relnamespace = 'public'::regnamespace and relkind = 'r' and not relispartition
    and relname !~ '^(sys|ref|nec)_' and reltuples > 1000
    and 2 = (
        select count(*)
        from pg_attribute
        where
            attrelid = pg_class.oid and attname in ('id', 'created_at')
            and atttypid in ('uuid'::regtype, 'timestamptz'::regtype)
    )
order by relname
"""
# One row in a hundred, spread over everything.
CHOSEN = SQL("mod(uuid_hash_extended(id, {}), 100) = 0")
UPDATE = SQL("update {} set updated_at = clock_timestamp() where {}")
REPLACE = SQL("""
with gone as (delete from {0} where {1} returning {2})

insert into {0} (id, created_at, {2})
select gen_random_uuid(), clock_timestamp(), {2} from gone where random() < 0.5
""")


class Run(NamedTuple):
    """What one call of `poultryco` took."""

    seconds: float
    megabytes: float


def run(members: int, url: str | None = None, *, has_peer: bool = False) -> None:
    """Print what replicating a community of this size takes.

    Args:
        members: How many people it has; each brings ten posts and a hundred likes.
        url: A source that is filled already, and will be changed.
        has_peer: Also load one table with dlt, which is downloaded.
    """
    with databases(members, url) as (source, warehouse):
        size = count(source)
        print(f"\nReplication: {size.members:,} members, {size.likes:,} likes", flush=True)
        full = replicate(source, warehouse)
        print(f"The process took {full.megabytes:.0f} MB at most")
        print_comparisons([*_floors(source, warehouse, full), *_later(source, warehouse, full)])
        if has_peer:
            print_comparisons([_peer(source, warehouse)])


def _floors(source: str, warehouse: str, full: Run) -> Iterator[Comparison]:
    plans = [plan for plan in plan_replication(source, warehouse).tables if plan.is_readable]
    name = f"full load of {len(plans)} tables"
    for streams in (1, STREAMS):
        keys, indexes = _floor(source, warehouse, plans, streams)
        pipe = f"psql to psql, {streams} at a time"
        yield Comparison(name, f"{pipe}, keys", [full.seconds], [keys])
        yield Comparison(name, f"{pipe}, keys and indexes", [full.seconds], [keys + indexes])


def _later(source: str, warehouse: str, full: Run) -> Iterator[Comparison]:
    unchanged = replicate(source, warehouse)
    yield Comparison("a run after no change", "full load", [unchanged.seconds], [full.seconds])
    changed = _change(source)
    after = replicate(source, warehouse)
    name = f"a run after {changed:,} changes"
    yield Comparison(name, "full load", [after.seconds], [full.seconds])
    verified = replicate(source, warehouse, "--verify")
    yield Comparison("every row verified", "full load", [verified.seconds], [full.seconds])


def replicate(source: str, warehouse: str, *options: str) -> Run:
    """Call `poultryco replicate` with these options."""
    return call(source, warehouse, "replicate", *options)


def call(source: str, warehouse: str, *arguments: str) -> Run:
    """Call `poultryco` on these databases, in a process of its own."""
    began = time.monotonic()
    command = [str(Path(sys.executable).with_name("poultryco")), *arguments]
    addresses = {"POULTRYCO_SOURCE_URL": source, "POULTRYCO_WAREHOUSE_URL": warehouse}
    with subprocess.Popen(
        command, env=os.environ | addresses, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Run(time.monotonic() - began, usage.ru_maxrss / 1024)


def _floor(
    source: str, warehouse: str, plans: list[TablePlan], streams: int
) -> tuple[float, float]:
    """Return the seconds of copying all tables with their keys, and of the indexes after that."""
    with connect(warehouse, autocommit=True) as connection:
        connection.execute("drop schema if exists floor cascade")
        connection.execute("create schema floor")
        for plan in plans:
            statement = SQL("create table floor.{0} (like core.{0})")
            connection.execute(statement.format(Identifier(plan.table)))
        began = time.monotonic()
        with ThreadPoolExecutor(streams) as pool:
            list(pool.map(lambda plan: _pipe(source, warehouse, plan), plans))
        copied = time.monotonic()
        indexes = [str(row[1]) for row in connection.execute(INDEXES)]
        with ThreadPoolExecutor(streams) as pool:
            list(pool.map(lambda index: _execute(warehouse, index), indexes))
        return copied - began, time.monotonic() - copied


def _pipe(source: str, warehouse: str, plan: TablePlan) -> None:
    sides = Sides(plan, HashForm.RECORD)
    out = SQL("copy (select {} from {}) to stdout (format binary)")
    names = SQL(", ").join(map(Identifier, plan.match.travelling))
    back = SQL("copy floor.{} ({}) from stdin (format binary)")
    table = Identifier(plan.table)
    first = _psql(source, out.format(sides.values(), sides.source))
    second = _psql(warehouse, back.format(table, names))
    with (
        subprocess.Popen(first, stdout=subprocess.PIPE) as reading,
        subprocess.Popen(second, stdin=reading.stdout, stdout=subprocess.DEVNULL),
    ):
        pass
    key = SQL(", ").join(map(Identifier, plan.match.shape.key))
    add_key = SQL("alter table floor.{} add primary key ({})").format(table, key)
    _execute(warehouse, add_key.as_string())


def _psql(url: str, statement: Composed) -> list[str]:
    psql = str(server_files.find_binaries() / "psql")
    return [psql, "--no-psqlrc", "--quiet", "--dbname", url, "--command", statement.as_string()]


def _execute(url: str, statement: str) -> None:
    with connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def _change(source: str) -> int:
    """Change one row in a hundred, spread over updates, deletions and insertions."""
    changed = 0
    with connect(source) as connection:
        connection.execute("set local session_replication_role = replica")
        for table, has_updates, names in connection.execute(CHANGEABLE.encode()).fetchall():
            chosen = CHOSEN.format(Literal(changed))
            columns = SQL(", ").join(map(Identifier, names))
            how = UPDATE.format(Identifier(table), chosen)
            if not has_updates:
                how = REPLACE.format(Identifier(table), chosen, columns)
            changed += connection.execute(how).rowcount
    _execute(source, "vacuum analyze")
    return changed


def _peer(source: str, warehouse: str) -> Comparison:
    ours = _replicate_alone(source, warehouse)
    command = [str(Path(sys.executable).with_name("uv")), "run", "--isolated", "--no-project"]
    for need in PEER_NEEDS:
        command += ["--with", need]
    done = subprocess.run(
        [*command, "python", str(PEER), source, warehouse, PEER_TABLE],
        check=True,
        capture_output=True,
        text=True,
    )
    theirs = float(done.stdout.splitlines()[-1])
    return Comparison(f"full load of {PEER_TABLE}", "dlt, pyarrow", [ours], [theirs])


def _replicate_alone(source: str, warehouse: str) -> float:
    _execute(warehouse, f"drop table core.{PEER_TABLE}")
    return replicate(source, warehouse, "--tables", PEER_TABLE).seconds


@contextmanager
def databases(
    members: int, url: str | None, until: date = calendar.LAST_DAY
) -> Iterator[tuple[str, str]]:
    """Yield URLs of a filled source and of an empty warehouse; what was made here is removed.

    Args:
        members: How many people the source is to have.
        url: A source that is filled already.
        until: The last day of the history of one that is not.
    """
    with scratch_server() as server:
        warehouse = server.url(WAREHOUSE_DATABASE)
        migrate(warehouse, WAREHOUSE_MIGRATIONS)
        if url is None:
            url = server.url(SOURCE_DATABASE)
            migrate_schema(url)
            seed(url)
            fill(url, members, until)
        yield url, warehouse
