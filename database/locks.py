"""Locks between processes, kept by the database: they end with their holder, killed or not."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import LiteralString

from database.connections import connect

TRY = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
TRY_SHARED = "select pg_try_advisory_lock_shared(hashtextextended(%s, 0))"
POLL_SECONDS = 0.5
REPLICATION = "poultryco replication"
"""Whoever holds it alone may change core; whoever shares it sees core stand still."""


@contextmanager
def exclusive(url: str, name: str, *, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock `name` of that database, waiting as long as another process holds it.

    Args:
        url: The database the lock is in.
        name: The lock; the same everywhere for the same thing.
        on_wait: Called once when somebody else holds it.
    """
    with _held(url, name, TRY, on_wait):
        yield


@contextmanager
def shared(url: str, name: str, *, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock `name` beside others that share it, waiting for whoever holds it alone.

    Args:
        url: The database the lock is in.
        name: The lock; the same everywhere for the same thing.
        on_wait: Called once when somebody else holds it alone.
    """
    with _held(url, name, TRY_SHARED, on_wait):
        yield


@contextmanager
def _held(
    url: str, name: str, attempt: LiteralString, on_wait: Callable[[], None] | None
) -> Iterator[None]:
    with closing(connect(url, autocommit=True)) as connection:
        while connection.execute(attempt, [name]).fetchone() != (True,):
            if on_wait is not None:
                on_wait()
                on_wait = None
            time.sleep(POLL_SECONDS)
        yield
