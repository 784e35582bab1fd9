"""What a rule is made of: data about a table and SQL, and nothing that needs Great Expectations.

Rules stand in `market` and `market_ana`; `bridge` turns them into expectations.
"""

import re
from dataclasses import dataclass
from textwrap import dedent

from database.check_results import Severity
from expectations.beside import Grouped, Join, Touched

OWNER = "market-data"
TOOL = "great_expectations"
"""What results call the tool that rules are asked by."""
Beside = Join | Grouped
WAREHOUSE_TABLE = re.compile(r"\b(?:raw|market|core|ana)\.[a-z_]+\b")


class _OfTheRow:
    """A test that needs nothing beside the row."""

    __slots__ = ()

    def joins(self, table: str) -> tuple[Beside, ...]:  # noqa: ARG002
        """Return nothing: the row says it all."""
        return ()


@dataclass(frozen=True, slots=True)
class EachRow:
    """The SQL is true for every row. All of a table's conditions are answered by one scan."""

    sql: str
    beside: tuple[Beside, ...] = ()

    def condition(self) -> str:
        """Return SQL that is true for a good row."""
        return self.sql

    def joins(self, table: str) -> tuple[Beside, ...]:  # noqa: ARG002
        """Return what the condition needs beside the row."""
        return self.beside


@dataclass(frozen=True, slots=True)
class Between(_OfTheRow):
    """The column is empty or within the bounds, both included."""

    column: str
    low: int
    high: int

    def condition(self) -> str:
        """Return SQL that is true for a good row."""
        return f"{self.column} is null or {self.column} between {self.low} and {self.high}"


@dataclass(frozen=True, slots=True)
class OneOf(_OfTheRow):
    """The column is empty or one of the values."""

    column: str
    values: tuple[str, ...]

    def condition(self) -> str:
        """Return SQL that is true for a good row."""
        listed = ", ".join(f"'{value}'" for value in self.values)
        return f"{self.column} is null or {self.column} in ({listed})"


@dataclass(frozen=True, slots=True)
class LengthBetween(_OfTheRow):
    """The text is empty or its characters are as many as the bounds say, both included."""

    column: str
    low: int
    high: int

    def condition(self) -> str:
        """Return SQL that is true for a good row."""
        length = f"char_length({self.column})"
        return f"{self.column} is null or {length} between {self.low} and {self.high}"


@dataclass(frozen=True, slots=True)
class Filled(_OfTheRow):
    """No column is empty."""

    columns: tuple[str, ...]

    def condition(self) -> str:
        """Return SQL that is true for a good row."""
        return f"num_nulls({', '.join(self.columns)}) = 0"


@dataclass(frozen=True, slots=True)
class Unique:
    """No values of the columns stand in two rows of those that `where` speaks of.

    Rows in which one of them is empty do not count, as in a unique key. `where_this` says of the
    checked row what `where` says of any.
    """

    columns: tuple[str, ...]
    where: str = "true"
    where_this: str = "true"

    def condition(self) -> str:
        """Return SQL that is true for a good row."""
        # A partial key speaks of some rows only; of the others it is true.
        return f"{self._alias}.copies is null or ({self.where_this}) is not true"

    def joins(self, table: str) -> tuple[Beside, ...]:
        """Return the values that stand in several rows."""
        is_full = f"num_nulls({', '.join(self.columns)}) = 0"
        return (
            Grouped(
                self._alias,
                "count(*) as copies",
                table,
                keys=self.columns,
                of=self.columns,
                where=is_full if self.where == "true" else f"({self.where}) and {is_full}",
                having="count(*) > 1",
            ),
        )

    @property
    def _alias(self) -> str:
        return f"same_{'_'.join(self.columns)}"[:63]


@dataclass(frozen=True, slots=True)
class Query:
    """The SQL returns every row it looks at, key first, good and bad told apart by `is_good`."""

    sql: str


RowTest = Between | EachRow | Filled | LengthBetween | OneOf | Unique
"""Tests of the rows of a table; a `Query` looks at rows of its own making."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that must hold. Key: name, which never changes once results are recorded.

    Attributes:
        name: Also the name of the asset check in Dagster.
        table: The table the rule speaks about, with its schema.
        severity: error stops what is downstream, warning tells.
        description: What is asserted, in a sentence.
        remedy: What a person does when it fails.
        expect: The test.
        shows: Columns of the table that a failing row is shown with, its key first; a `Query`
            shows what it selects.
        tolerance: Share of the rows that may break the rule before it counts as failed.
        depends_on_recency: True where the verdict depends on how recent the data is: such a
            rule only warns as long as the live page has never been read.
        owner: Who is asked when it fails.
        kind: What sort of rule it is, such as "foreign key"; reports are grouped by it.
        origin: Where the rule comes from.
        module: Prefix of the module whose tables it is about.
        key: Columns of the table's key, where change records tell which rows were touched.
        ages: SQL for rows that time alone may break; empty where it cannot.
        touched: Rows that changes since it held may have broken; without it these are all that
            changed themselves, or beside which rows of a join did.
    """

    name: str
    table: str
    severity: Severity
    description: str
    remedy: str
    expect: RowTest | Query
    shows: str = ""
    tolerance: float = 0.0
    depends_on_recency: bool = False
    owner: str = OWNER
    kind: str = "business rule"
    origin: str = "written by hand"
    module: str = "nec"
    key: tuple[str, ...] = ()
    ages: str = ""
    touched: tuple[Touched, ...] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.expect, Query) == bool(self.shows):
            message = f"{self.name}: a query shows what it selects, any other test needs `shows`"
            raise ValueError(message)

    @property
    def schema(self) -> str:
        """Schema of the table."""
        return self.table.partition(".")[0]

    @property
    def table_name(self) -> str:
        """The table without its schema."""
        return self.table.partition(".")[2]

    @property
    def suite(self) -> str:
        """The suite it belongs to."""
        return "core" if self.schema == "core" else "market"

    @property
    def tables_read(self) -> frozenset[str]:
        """Every table the rule needs, with its schema."""
        return frozenset(WAREHOUSE_TABLE.findall(self.failing_rows_sql))

    @property
    def failing_rows_sql(self) -> str:
        """SQL that returns the failing rows, by key, and can be run as it is."""
        if isinstance(self.expect, Query):
            return (
                f"select *\nfrom (\n{self.checked_rows_sql}\n) as checked\n"
                "where is_good is not true\norder by 1, 2"
            )
        order = "1, 2" if "," in self.shows else "1"
        return (
            f"select {self.shows}\n{self._rows_sql}\n"
            f"where ({self.expect.condition()}) is not true\norder by {order}"
        )

    @property
    def checked_rows_sql(self) -> str:
        """SQL that returns every row the rule looks at, with its verdict as `is_good`."""
        if isinstance(self.expect, Query):
            return dedent(self.expect.sql).strip()
        return f"select ({self.expect.condition()}) as is_good {self._rows_sql}"

    @property
    def joins(self) -> tuple[Beside, ...]:
        """What the condition of a test of rows needs beside the row."""
        return () if isinstance(self.expect, Query) else self.expect.joins(self.table)

    @property
    def _rows_sql(self) -> str:
        return "\n".join([f"from {self.table} as this", *(join.sql() for join in self.joins)])
