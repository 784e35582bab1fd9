"""What rules made from the catalog have in common: their table, its key, its owner, what is shown.

Which rules there are stands in the modules named `core_...`, by the kind of declaration.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from database.catalog import Catalog, Table
from database.check_results import Severity
from expectations.rules import RowTest, Rule

LONGEST_NAME = 63
AT_SOURCE = "Mend the rows at the source; the next replication brings them."
INSTANT = "(select max(instant) from quality.replica_state)"
"""SQL of the moment that core is at."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A table of the catalog as core has it: without its secrets.

    Attributes:
        catalog: The whole catalog.
        name: The table.
        table: What the catalog says of it.
    """

    catalog: Catalog
    name: str
    table: Table

    @property
    def replica(self) -> str:
        """The table of core, with its schema."""
        return f"core.{self.name}"

    @property
    def key(self) -> tuple[str, ...]:
        """Columns of the primary key."""
        return self.table.primary_key.columns if self.table.primary_key else ()

    def other(self, name: str) -> "Declared":
        """Return another table of the catalog."""
        return Declared(self.catalog, name, self.catalog.tables[name])

    def has(self, columns: Iterable[str]) -> bool:
        """Return whether core has all of the columns."""
        kept = self.table.columns
        return all(name in kept and not kept[name].is_secret for name in columns)

    def rule(
        self,
        name: str,
        kind: str,
        expect: RowTest,
        *,
        description: str,
        origin: str,
        severity: Severity = "error",
        remedy: str = AT_SOURCE,
        shows: Iterable[str] = (),
        computed: Mapping[str, str] | None = None,
        ages: str = "",
    ) -> Rule:
        """Return a rule about this table.

        Args:
            name: Its name; of a constraint, that of the constraint.
            kind: What sort of declaration it comes from.
            expect: The test.
            description: What is asserted, in a sentence.
            origin: The declaration it comes from.
            severity: error, unless nothing that is built depends on it.
            remedy: What a person does when it fails.
            shows: Columns that a failing row is shown with, beside its key; personal ones
                are not shown.
            computed: SQL of further figures that are shown, by their name.
            ages: SQL for rows that time alone may break.
        """
        columns = [*self.key, *(each for each in shows if each not in self.key)]
        plain = [each for each in columns if self.has([each]) and not self.is_personal(each)]
        listed = [f"this.{each}" for each in plain]
        listed += [f"{sql} as {each}" for each, sql in (computed or {}).items()]
        if not self.key:
            # Nothing else tells a row of such a table from another.
            listed.insert(0, "this.ctid::text as place")
        return Rule(
            name=name[:LONGEST_NAME],
            table=self.replica,
            severity=severity,
            description=description,
            remedy=remedy,
            expect=expect,
            shows=", ".join(listed),
            owner=self.catalog.owner_of(self.name) or "data",
            kind=kind,
            origin=origin,
            module=(self.table.module or "").rstrip("_"),
            key=self.key,
            ages=ages,
        )

    def is_personal(self, column: str) -> bool:
        """Return whether a column tells of a person and is nobody's to read."""
        return self.table.columns[column].is_pii and column not in self.key


def replicated(catalog: Catalog) -> list[Declared]:
    """Return the tables that core has, by name; one whose every column is secret has no replica."""
    return [
        Declared(catalog, name, table)
        for name, table in sorted(catalog.tables.items())
        if table.has_replica
    ]
