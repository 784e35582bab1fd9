"""What stands beside a checked row, and which rows a change there may break.

A rule about rows of a table, called `this`, reads other tables through these joins. What is asked
of them is the rule's; see `rules`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Touched:
    """Rows of `this` that changes in a table may break.

    Attributes:
        records: Query for the change records that matter; `{since}` is the last replication that
            was verified.
        keys: Query for keys of rows of `this`, over those records as `changed`.
    """

    records: str
    keys: str


def touched_by(table: str, keys: str) -> Touched:
    """Return the rows whose keys a query over all changes of a table gives."""
    return Touched(f"select * from changes.{table} where run_id > {{since}}", keys)  # noqa: S608


@dataclass(frozen=True, slots=True)
class Join:
    """A row of another table beside the checked row, at most one.

    Attributes:
        alias: What the joined row is called; alike joins of several rules are made once.
        relation: The table, with its schema.
        on: SQL that tells which row belongs to `this`.
        touched: Rows that a change in the table may break.
    """

    alias: str
    relation: str
    on: str
    touched: tuple[Touched, ...] = ()

    def sql(self, *, for_few: bool = False) -> str:  # noqa: ARG002 (the planner sees to few rows)
        """Return the join."""
        return f"left join {self.relation} as {self.alias} on {self.on}"


@dataclass(frozen=True, slots=True)
class Grouped:
    """Figures of the rows that share a key, beside the checked row that has it.

    Attributes:
        alias: What the figures are of; alike joins of several rules are made once.
        figures: SQL of the figures, each with its name.
        rows: What is counted: tables with their schemas.
        keys: Columns by which is counted.
        of: Columns of `this` that are those keys.
        where: Which rows count; empty for all.
        having: Which keys count; empty for all.
        touched: Rows of `this` that changes in the counted tables may break.
    """

    alias: str
    figures: str
    rows: str
    keys: tuple[str, ...]
    of: tuple[str, ...]
    where: str = ""
    having: str = ""
    touched: tuple[Touched, ...] = ()

    def sql(self, *, for_few: bool = False) -> str:
        """Return the join. `for_few`: `this` is few rows, and only theirs are counted."""
        keys = ", ".join(self.keys)
        theirs = f"({keys}) in (select {', '.join(self.of)} from this)" if for_few else ""  # noqa: S608
        conditions = [each for each in (self.where, theirs) if each]
        query = f"select {keys}, {self.figures} from {self.rows}"  # noqa: S608
        query += f" where {' and '.join(conditions)}" if conditions else ""
        query += f" group by {keys}" + (f" having {self.having}" if self.having else "")
        names = [key.rpartition(".")[2] for key in self.keys]
        same = (
            f"{self.alias}.{name} = this.{mine}" for name, mine in zip(names, self.of, strict=True)
        )
        return f"left join ({query}) as {self.alias} on {' and '.join(same)}"
