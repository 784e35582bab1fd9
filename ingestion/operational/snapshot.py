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


def prepare_session(connection: psycopg.Connection) -> None:
    """Have values written as text alike whatever the server's configuration."""
    connection.execute(SESSION)


def _open(url: str) -> psycopg.Connection:
    # Transactions are begun by hand: these connections take no part in psycopg's.
    connection = connect(url, read_only=True, autocommit=True)
    connection.execute(SESSION + PATIENCE)
    return connection
