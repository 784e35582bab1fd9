"""Locks between processes, kept by the database: they end with their holder, killed or not."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from database.connections import connect

TRY = "select pg_try_advisory_lock(hashtextextended(%s, 0))"
POLL_SECONDS = 0.5


@contextmanager
def exclusive(url: str, name: str, *, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock `name` of that database, waiting as long as another process holds it.

    Args:
        url: The database the lock is in.
        name: The lock; the same everywhere for the same thing.
        on_wait: Called once when somebody else holds it.
    """
    with closing(connect(url, autocommit=True)) as connection:
        while connection.execute(TRY, [name]).fetchone() != (True,):
            if on_wait is not None:
                on_wait()
                on_wait = None
            time.sleep(POLL_SECONDS)
        yield
