"""Makes the schema `community`: the constants and lists of words that the SQL of this package uses.

The schema is scaffolding. It is made at the beginning of a transaction and gone at its end.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Literal

from database.community import calendar

HERE = Path(__file__).resolve().parent
WORDS = HERE / "words"
TOWNS = WORDS / "towns.csv"

CONSTANT = SQL(
    "create function community.{name}() returns {type} language sql immutable parallel safe"
    " return {value}"
)
WORD = SQL(
    "create function community.{name}(chance float8) returns text language sql immutable"
    " parallel safe return ({words}::text[])[1 + floor(chance * {count})::integer]"
)
HOURS = SQL(
    "create function community.hours(share float8) returns float8 language sql immutable"
    " parallel safe return case {steps} end"
)
TOWN_TABLE = """
create table community.towns (
    country text, state text, district text, town text,
    latitude numeric, longitude numeric, weight integer
)
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides a community, to the last row. Same plan, same community.

    Attributes:
        members: How many people.
        seed: Which of all communities of that size.
        until: The last day of its history, a day in India.
    """

    members: int
    seed: int = 1
    until: date = calendar.LAST_DAY

    @property
    def first_day(self) -> date:
        """The day of the first member."""
        return calendar.first_day(self.until)


@contextmanager
def scaffolding(connection: psycopg.Connection, plan: Plan) -> Iterator[None]:
    """Have the schema `community` for the statements within."""
    connection.execute("drop schema if exists community cascade")
    connection.execute("create schema community")
    _make_constants(connection, plan)
    _make_words(connection)
    run_file(connection, HERE / "sql" / "010_functions.sql")
    yield
    connection.execute("set local client_min_messages = warning")
    connection.execute("drop schema community cascade")


def run_file(connection: psycopg.Connection, file: Path) -> None:
    """Run the statements of a file of this package."""
    connection.execute(file.read_bytes())


def _make_constants(connection: psycopg.Connection, plan: Plan) -> None:
    end = calendar.instant(plan.until + timedelta(days=1))
    shares = calendar.thresholds(plan.first_day, plan.until)
    _constant(connection, "seed", "bigint", Literal(plan.seed))
    _constant(connection, "members", "integer", Literal(plan.members))
    _constant(connection, "first_day", "date", Literal(plan.first_day))
    _constant(connection, "until_at", "timestamptz", Literal(end))
    _constant(connection, "days", "integer", Literal(len(shares) - 1))
    _constant(connection, "thresholds", "float8[]", Literal(shares))
    steps = [
        SQL("when share < {} then {} + (share - {}) * {}").format(
            Literal(before + within), Literal(hour), Literal(before), Literal(hours / within)
        )
        for before, within, hour, hours in calendar.rhythm_steps()
    ]
    connection.execute(HOURS.format(steps=SQL(" ").join([*steps, SQL("else 23.99")])))


def _constant(
    connection: psycopg.Connection, name: str, type_: LiteralString, value: Composable
) -> None:
    connection.execute(CONSTANT.format(name=Identifier(name), type=SQL(type_), value=value))


def _make_words(connection: psycopg.Connection) -> None:
    for file in sorted(WORDS.glob("*.txt")):
        words: Sequence[str] = file.read_text(encoding="utf-8").splitlines()
        connection.execute(
            WORD.format(
                name=Identifier(file.stem), words=Literal(list(words)), count=Literal(len(words))
            )
        )
    connection.execute(TOWN_TABLE)
    with connection.cursor().copy("copy community.towns from stdin (format csv, header)") as copy:
        copy.write(TOWNS.read_bytes())
