"""Plays random statements against a database, for property tests of what triggers keep right.

A test says which statements there are and what must hold after each of them.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Step = tuple[str, dict[str, int]]

MARK = "mark"
UNDO = "undo"
ANY_KEY = st.integers(1, 4)


def steps(
    statements: list[str], *, at_least: int = 4, at_most: int = 24
) -> SearchStrategy[list[Step]]:
    """Return lists of statements with numbers for their %(a)s, %(b)s and %(c)s.

    Among them are MARK, which sets a savepoint, and UNDO, which goes back to the last one.
    """
    numbers = st.fixed_dictionaries({"a": ANY_KEY, "b": ANY_KEY, "c": ANY_KEY})
    chosen = st.sampled_from([*statements, MARK, UNDO])
    return st.lists(st.tuples(chosen, numbers), min_size=at_least, max_size=at_most)


def dice(seed: int) -> random.Random:
    """Return random numbers that are the same in every run."""
    return random.Random(seed)  # noqa: S311


@contextmanager
def undone(connection: psycopg.Connection) -> Iterator[None]:
    """Run what is inside in a transaction that leaves no trace."""
    with connection.transaction(force_rollback=True):
        yield


def play(
    connection: psycopg.Connection,
    played: list[Step],
    check: Callable[[Step, psycopg.errors.IntegrityError | None], None],
) -> None:
    """Run the steps; after each, `check` learns which it was and how it was refused, if it was."""
    marks = 0
    for step in played:
        statement, numbers = step
        refusal = None
        if statement == MARK:
            marks += 1
            connection.execute(f"savepoint mark_{marks}".encode())
        elif statement == UNDO:
            if marks == 0:
                continue
            connection.execute(f"rollback to mark_{marks}".encode())
            marks -= 1
        else:
            try:
                with connection.transaction():
                    connection.execute(statement.encode(), numbers)
            except psycopg.errors.IntegrityError as error:
                refusal = error
        check(step, refusal)
