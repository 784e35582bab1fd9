"""Finds rows that a CHECK constraint accepts and rows that only it refuses.

Values to try are read from the constraint's own expression: what it lists, the numbers it
compares with and their neighbours, texts as long as it allows and one longer; beside them
some samples of each type. PostgreSQL says what the constraints of a table think of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

Values = dict[str, str | None]

MOST_TRIED = 3000
SAMPLES = {
    "text": (
        *("", "!", " ", "x", "a", "b", "AB", "ABC", "12", "123", "#0A1B2C", "##### #####", "+91"),
        *("+910000000000", "a@example.org", "a@example.net", "https://example.org", "/path"),
        *("account_x", "A Post", "<p>", "2024-01", "Asia/Kolkata", "example.org", "A-1", "abc_"),
    ),
    "uuid": tuple(f"00000000-0000-4000-8000-00000000000{n}" for n in range(1, 4)),
    "boolean": ("true", "false"),
    "jsonb": (
        "{}",
        "[]",
        '"a"',
        "1",
        '["a"]',
        '["a", "b"]',
        '{"a": 1}',
        "null",
        '[{"text": "a"}, {"text": "b"}]',
    ),
    "date": ("2024-01-01", "2024-01-02", "2024-02-15", "2031-03-03", "1990-05-05"),
    "time without time zone": ("08:00", "09:00", "21:00"),
    "inet": ("192.0.2.1",),
    "point": ("(0,0)",),
    "tsvector": ("a",),
}
SAMPLES["timestamp with time zone"] = tuple(f"{each} 12:00+00" for each in SAMPLES["date"])
NUMBERS = ("-1", "0", "1", "2", "0.5", "50", "101", "3000", "100000")


@dataclass(frozen=True)
class Column:
    """A column that can be written; `start` is its default, or a value where none may be empty."""

    name: str
    type: str
    is_required: bool
    start: str | None


@dataclass(frozen=True)
class Check:
    """A constraint: its name, its SQL, the columns it speaks of."""

    name: str
    expression: str
    columns: tuple[str, ...]


class Probe:
    """A table with the columns and checks of another one, and nothing else of it."""

    def __init__(self, connection: psycopg.Connection, table: str) -> None:
        self.connection = connection
        connection.execute(
            SQL(
                "drop table if exists probe; create temp table probe"
                " (like {} including constraints including defaults including generated)"
            ).format(Identifier(table))
        )
        self.columns = {column.name: column for column in self._read_columns()}
        self.checks = {
            name: Check(name, expression, tuple(columns))
            for name, expression, columns in connection.execute(
                "select conname, pg_get_expr(conbin, conrelid), array(select attname::text from"
                " pg_attribute where attrelid = conrelid and attnum = any (conkey))"
                " from pg_constraint where conrelid = 'pg_temp.probe'::regclass and contype = 'c'"
            )
        }

    def insert(self, values: Values) -> None:
        """Write a row; columns left out get their defaults."""
        self.connection.execute(
            SQL("insert into probe ({}) values ({})").format(
                SQL(", ").join(map(Identifier, values)),
                SQL(", ").join(self._cast(name, Literal(values[name])) for name in values),
            )
        )

    def accepted_row(self) -> Values:
        """Return a row that no check refuses, or the nearest to it that was found."""
        row = {column.name: column.start for column in self.columns.values()}
        for _ in range(3):
            for check in self.checks.values():
                if self._verdicts(row, [row])[0][check.name] is False:
                    tried = self._tried(row, check.columns)
                    verdicts = self._verdicts(row, tried)
                    row = max(
                        zip(tried, verdicts, strict=True),
                        key=lambda each: (each[1][check.name] is not False, _accepting(each[1])),
                    )[0]
        return row

    def examples(self, row: Values, check: Check) -> tuple[Values | None, Values | None]:
        """Return a row that the check accepts and one that only it refuses, if there are any."""
        accepted: Values | None = None
        refused: Values | None = None
        for columns in (check.columns, self._related_columns(check)):
            tried = self._tried(row, columns)
            for values, verdict in zip(tried, self._verdicts(row, tried), strict=True):
                if all(verdict[name] is not False for name in verdict if name != check.name):
                    if verdict[check.name] is True:
                        accepted = accepted or values
                    elif verdict[check.name] is False:
                        refused = refused or values
            if accepted and refused:
                break
        return accepted, refused

    def _related_columns(self, check: Check) -> tuple[str, ...]:
        """Return the columns of a check and of all that share one with it."""
        related = [other for other in self.checks.values() if {*other.columns} & {*check.columns}]
        return tuple(dict.fromkeys(name for other in related for name in other.columns))

    def _tried(self, row: Values, columns: tuple[str, ...]) -> list[Values]:
        """Return the row with other values in some columns: in all of them at once, or in few."""
        values = {name: list(self._values(self.columns[name])) for name in columns}
        for most in range(len(columns), 0, -1):
            chosen = list(combinations(columns, most))
            size = sum(prod(len(values[name]) for name in names) for names in chosen)
            if most == 1 or size <= MOST_TRIED:
                changes = [
                    dict(zip(names, each, strict=True))
                    for names in chosen
                    for each in product(*(values[name] for name in names))
                ]
                return [row, *({**row, **change} for change in changes)]
        return [row]

    def _values(self, column: Column) -> Iterator[str | None]:
        if not column.is_required:
            yield None
        about = " ".join(
            check.expression for check in self.checks.values() if column.name in check.columns
        )
        tried = dict.fromkeys(_candidates(column.type, about))
        valid = self.connection.execute(
            "select each from unnest(%s::text[]) with ordinality as tried (each, place)"
            " where pg_input_is_valid(each, %s) order by place",
            [list(tried), column.type],
        )
        yield from (value for (value,) in valid)

    def _verdicts(self, row: Values, tried: list[Values]) -> list[dict[str, bool | None]]:
        """Return what each check says of each row; a check that fails with an error refuses."""
        changed = [name for name in row if any(each[name] != row[name] for each in tried)]
        rows = SQL("select {} from unnest({}) as tried ({})").format(
            SQL(", ").join(
                SQL("{} as {}").format(
                    self._cast(name, Identifier(name) if name in changed else Literal(row[name])),
                    Identifier(name),
                )
                for name in row
            ),
            SQL(", ").join(
                SQL("{}::text[]").format(Literal([each[name] for each in tried]))
                for name in changed
            )
            if changed
            else SQL("array[1]"),
            SQL(", ").join(map(Identifier, changed)) if changed else SQL("one"),
        )
        said = SQL("select {} from ({}) as probe").format(
            SQL(", ").join(SQL(check.expression) for check in self.checks.values()),
            rows,
        )
        try:
            with self.connection.transaction():
                found = self.connection.execute(said).fetchall()
        except psycopg.DataError:
            if len(tried) == 1:
                return [dict.fromkeys(self.checks, False)]
            return [verdict for each in tried for verdict in self._verdicts(each, [each])]
        return [dict(zip(self.checks, verdict, strict=True)) for verdict in found]

    def _cast(self, name: str, value: Composable) -> Composed:
        return SQL("cast({} as {})").format(value, SQL(self.columns[name].type))

    def _read_columns(self) -> Iterator[Column]:
        rows = self.connection.execute(
            "select attname, format_type(atttypid, atttypmod), attnotnull,"
            " pg_get_expr(adbin, adrelid) from pg_attribute"
            " left join pg_attrdef on adrelid = attrelid and adnum = attnum"
            " where attrelid = 'pg_temp.probe'::regclass and attnum > 0 and attgenerated = ''"
        ).fetchall()
        for name, type_name, is_required, default in rows:
            start = next(_candidates(type_name, "")) if is_required else None
            if default is not None:
                query = f"select ({default})::text"
                start = str(self.connection.execute(query.encode()).fetchall()[0][0])
            yield Column(name, type_name, is_required, start)


def _accepting(verdict: dict[str, bool | None]) -> int:
    return sum(said is not False for said in verdict.values())


def _candidates(type_name: str, about: str) -> Iterator[str]:
    """Yield texts that may be values of a type, those that SQL about it mentions first."""
    listed = [each.replace("''", "'") for each in re.findall(r"'((?:[^']|'')*)'", about)]
    numbers = [int(each) for each in re.findall(r"\d+", about) if int(each) < 10**6]
    near = [str(number + step) for number in numbers for step in (0, -1, 1)]
    if type_name.endswith("[]"):
        element = next(iter(SAMPLES[type_name.removesuffix("[]")]))
        yield from ("{}", f'{{"{element}"}}', "{NULL}", *(f"{{{each}}}" for each in listed))
        yield from ("{" + ",".join(f'"{n}"' for n in range(int(each) + 1)) + "}" for each in near)
        yield '{"a","a"}'
    elif type_name == "text":
        yield from listed
        yield from SAMPLES["text"]
        yield from ("x" * int(each) for each in near if 0 < int(each) <= 20_000)
    elif type_name in SAMPLES:
        yield from SAMPLES[type_name]
    else:
        yield from near
        yield from NUMBERS
