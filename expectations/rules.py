"""What a rule is made of: data about a table and SQL, and nothing that needs Great Expectations.

Rules stand in `market` and `market_ana`; `bridge` turns them into expectations.
"""

import re
from dataclasses import dataclass
from textwrap import dedent

from database.check_results import Severity

OWNER = "market-data"
WAREHOUSE_TABLE = re.compile(r"\b(?:raw|market|ana)\.[a-z_]+\b")


@dataclass(frozen=True, slots=True)
class Between:
    """The column is empty or within the bounds, both included."""

    column: str
    low: int
    high: int

    def condition(self, table: str) -> str:  # noqa: ARG002
        """Return SQL that is true for a good row."""
        return f"{self.column} is null or {self.column} between {self.low} and {self.high}"


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column is empty or one of the values."""

    column: str
    values: tuple[str, ...]

    def condition(self, table: str) -> str:  # noqa: ARG002
        """Return SQL that is true for a good row."""
        listed = ", ".join(f"'{value}'" for value in self.values)
        return f"{self.column} is null or {self.column} in ({listed})"


@dataclass(frozen=True, slots=True)
class Unique:
    """No value of the column stands in two rows."""

    column: str

    def condition(self, table: str) -> str:
        """Return SQL that is true for a good row."""
        return (
            f"{self.column} not in (select {self.column} from {table}"  # noqa: S608
            f" group by {self.column} having count(*) > 1)"
        )


@dataclass(frozen=True, slots=True)
class EachRow:
    """The SQL is true for every row. All of a table's conditions are answered by one scan."""

    sql: str

    def condition(self, table: str) -> str:  # noqa: ARG002
        """Return SQL that is true for a good row."""
        return self.sql


@dataclass(frozen=True, slots=True)
class Query:
    """The SQL returns every row it looks at, key first, good and bad told apart by `is_good`."""

    sql: str


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
    """

    name: str
    table: str
    severity: Severity
    description: str
    remedy: str
    expect: Between | OneOf | Unique | EachRow | Query
    shows: str = ""
    tolerance: float = 0.0
    depends_on_recency: bool = False
    owner: str = OWNER

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
        condition = self.expect.condition(self.table)
        return (
            f"select {self.shows}\nfrom {self.table}\n"
            f"where ({condition}) is not true\norder by 1, 2"
        )

    @property
    def checked_rows_sql(self) -> str:
        """SQL that returns every row the rule looks at, with its verdict as `is_good`."""
        if isinstance(self.expect, Query):
            return dedent(self.expect.sql).strip()
        condition = self.expect.condition(self.table)
        return f"select ({condition}) as is_good from {self.table}"  # noqa: S608
