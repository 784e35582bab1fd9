"""One instant of the source, seen by several connections that only read.

The connection that exported the snapshot keeps it for the others as long as its transaction
lasts, so it lasts no longer than the run needs. Nothing is written at the source, not even a
temporary table: it may be a standby.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg.sql import SQL, Literal

from database.connections import connect

# Text of values, and with it hashes of text, must not depend on how a server is set up. What a
# killed run had begun ends within seconds.
SESSION = """
set DateStyle = 'ISO, YMD';
set IntervalStyle = 'postgres';
set extra_float_digits = 1;
set bytea_output = 'hex';
set jit = off;
set client_connection_check_interval = '5s';
"""
PATIENCE = """
set statement_timeout = '30min';
set lock_timeout = '5s';
set idle_in_transaction_session_timeout = '2h';
"""
BEGIN = "begin isolation level repeatable read, read only"
# A row that is written now may be committed after the snapshot and then carries a time before
# it. How long transactions have run is only known of those that this user may see, hence the
# ten minutes.
EXPORT = """
select
    pg_export_snapshot(),
    statement_timestamp(),
    least(
        statement_timestamp() - interval '10 minutes',
        (select min(xact_start) from pg_stat_activity where datname = current_database())
    ),
    current_setting('server_version_num')::integer
"""

# What a snapshot says of a table's file, beside what is so now. A table that was truncated or
# rewritten since looks empty to the snapshot, although it was not.
REWRITTEN = """
select relname::text
from pg_class
where
    relkind = 'r'
    and pg_relation_filenode(oid) is distinct from relfilenode
    and coalesce(pg_partition_root(oid)::oid, oid) in (
        select oid from pg_class where relnamespace = 'public'::regnamespace and relname = any(%s)
    )
order by relname
"""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An instant of the source.

    Attributes:
        url: The source.
        name: The exported snapshot, for as long as its holder lives.
        instant: When it was taken, by the source's clock.
        read_from: Rows committed later may carry times from here on.
        version: The source's `server_version_num`.
    """

    url: str
    name: str
    instant: datetime
    read_from: datetime
    version: int

    @contextmanager
    def reader(self) -> Iterator[psycopg.Connection]:
        """Open a connection that sees the source as of the instant."""
        with closing(_open(self.url)) as connection:
            connection.execute(BEGIN)
            connection.execute(SQL("set transaction snapshot {}").format(Literal(self.name)))
            yield connection


@contextmanager
def taken_of(url: str) -> Iterator[tuple[Snapshot, psycopg.Connection]]:
    """Take a snapshot of the source; yield it and the connection that holds it.

    Raises:
        DatabaseUnreachableError: The source does not answer.
    """
    with closing(_open(url)) as holder:
        holder.execute(BEGIN)
        row = holder.execute(EXPORT).fetchone() or ()
        yield Snapshot(url, *row), holder


def rewritten_since(holder: psycopg.Connection, tables: list[str]) -> list[str]:
    """Return which of some tables, or of their partitions, the snapshot no longer shows rightly."""
    return [str(row[0]) for row in holder.execute(REWRITTEN.encode(), [tables])]


def prepare_session(connection: psycopg.Connection) -> None:
    """Have values written as text alike whatever the server's configuration."""
    connection.execute(SESSION)


def _open(url: str) -> psycopg.Connection:
    # Transactions are begun by hand: these connections take no part in psycopg's.
    connection = connect(url, read_only=True, autocommit=True)
    connection.execute(SESSION + PATIENCE)
    return connection
