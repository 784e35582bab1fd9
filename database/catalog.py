"""What the operational schema is, as typed values: tables, columns, keys, declarations.

Reading it from a database is `catalog_reading`, writing it to files and back is `dictionary`.
The names of things are keys of mappings, so they are not repeated inside. Nothing here knows
SQL, and nothing is computed that the schema does not say.
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property

from pydantic import BaseModel, ConfigDict


class Tag(StrEnum):
    """What a comment says of a column beside its meaning."""

    PII = "pii"
    SECRET = "secret"  # noqa: S105 (a word, no password)


class Aggregate(StrEnum):
    """How a counter sums up its rows."""

    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"


class OnTargetDelete(StrEnum):
    """What happens to a polymorphic reference when its target goes."""

    CASCADE = "cascade"
    RESTRICT = "restrict"
    SET_NULL = "set_null"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Part):
    """A column. Key: table, name.

    Attributes:
        type: As SQL writes it.
        is_required: It takes no null.
        default: Expression of the default, or "identity".
        generated: Expression of a generated column.
        allowed: The values a check lists, in its order; empty where none does.
        tags: `pii` for what tells of a person, `secret` for what never leaves the database.
        comment: The comment without its tags.
    """

    type: str
    is_required: bool = False
    default: str | None = None
    generated: str | None = None
    allowed: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    comment: str | None = None

    @property
    def is_pii(self) -> bool:
        """Whether it tells of a person."""
        return Tag.PII in self.tags

    @property
    def is_secret(self) -> bool:
        """Whether it must never leave the database."""
        return Tag.SECRET in self.tags


class PrimaryKey(_Part):
    """A primary key. Key: table."""

    name: str
    columns: tuple[str, ...]


class ForeignKey(_Part):
    """A reference to one table. Key: table, name; actions as SQL writes them."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    on_delete: str = "no action"
    on_update: str = "no action"


class Index(_Part):
    """An index that was made as one; primary keys and unique constraints have theirs. Key: name.

    Attributes:
        columns: Columns or expressions, with their order where it is not the usual one.
        method: `btree`, `gin` and so on.
        is_unique: It takes each value once.
        included: Columns carried along.
        predicate: Which rows are in it; none means all.
    """

    columns: tuple[str, ...]
    method: str = "btree"
    is_unique: bool = False
    included: tuple[str, ...] = ()
    predicate: str | None = None


class CounterSource(_Part):
    """Rows that count; SQL expressions, as `sys_declare_counter` takes them."""

    model_config = ConfigDict(frozen=True, extra="allow")

    key: str
    child: str | None = None
    filter: str | None = None
    value: str | None = None


class Counter(_Part):
    """A column the database keeps by triggers. Key: table, column.

    Attributes:
        aggregate: How its rows are summed up.
        sources: Which rows; empty when it is imported.
        survives_purge: A recount may say less, as purged rows stay counted.
        imported: Why no table of the schema says what it should be.
    """

    aggregate: Aggregate = Aggregate.COUNT
    sources: tuple[CounterSource, ...] = ()
    survives_purge: bool = False
    imported: str | None = None


class PolymorphicReference(_Part):
    """A reference whose table depends on a type beside it. Key: table, id column."""

    type_column: str
    targets: dict[str, str | None]
    on_target_delete: OnTargetDelete


class Versions(_Part):
    """The history a table keeps of its content. Key: table."""

    history_table: str
    content_columns: tuple[str, ...]
    versions_kept: int


class Table(_Part):
    """A table. Key: name.

    Attributes:
        module: Prefix of its module; none when no module is registered for its name.
        purpose: The comment up to its grain.
        grain: What a row is.
        columns: By name, in the table's order.
        primary_key: None when there is none.
        uniques: Columns of unique constraints, by name of the constraint.
        foreign_keys: By name.
        checks: Expressions, by name.
        indexes: By name, without those of keys and unique constraints.
        triggers: Names, without those of foreign keys and of declarations.
        partitioned_by: The partition key, for example "RANGE (created_at)".
        counters: By column.
        references: Polymorphic references, by id column.
        companions: Tables in which every row has one: the column of its key there, by table.
        trash_days: How long its trash is kept; none when it has no trash.
        versions: None when it keeps no history.
        old_names: Names that still work, with who uses them.
    """

    module: str | None = None
    purpose: str | None = None
    grain: str | None = None
    columns: dict[str, Column]
    primary_key: PrimaryKey | None = None
    uniques: dict[str, tuple[str, ...]] = {}
    foreign_keys: dict[str, ForeignKey] = {}
    checks: dict[str, str] = {}
    indexes: dict[str, Index] = {}
    triggers: tuple[str, ...] = ()
    partitioned_by: str | None = None
    counters: dict[str, Counter] = {}
    references: dict[str, PolymorphicReference] = {}
    companions: dict[str, str] = {}
    trash_days: int | None = None
    versions: Versions | None = None
    old_names: dict[str, str] = {}

    @property
    def has_replica(self) -> bool:
        """Whether anything of it may leave the database: not every column is secret."""
        return not all(column.is_secret for column in self.columns.values())

    @property
    def personal_columns(self) -> list[str]:
        """Columns that tell of a person or are secret."""
        return [name for name, column in self.columns.items() if column.tags]


class Module(_Part):
    """A part of the application. Key: prefix."""

    name: str
    owning_team: str
    description: str


class View(_Part):
    """A view that is neither a table's old name nor its live rows. Key: name."""

    is_materialized: bool = False
    columns: tuple[str, ...]
    comment: str | None = None


class Function(_Part):
    """A function that was written, not generated. Key: name with its argument types."""

    arguments: str
    returns: str
    comment: str | None = None


class Catalog(BaseModel):
    """The operational schema. Equal catalogs are equal schemas, as far as they are described."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    modules: dict[str, Module] = {}
    tables: dict[str, Table] = {}
    views: dict[str, View] = {}
    functions: dict[str, Function] = {}

    @cached_property
    def renames(self) -> dict[str, str]:
        """From old name to table."""
        return {old: name for name, table in self.tables.items() for old in table.old_names}

    def tables_of(self, prefix: str) -> dict[str, Table]:
        """Return the tables of one module."""
        return {name: table for name, table in self.tables.items() if table.module == prefix}

    def owner_of(self, name: str) -> str | None:
        """Return the team that owns a table."""
        module = self.modules.get(self.tables[name].module or "")
        return module.owning_team if module else None

    def referring_to(self, target: str) -> Iterator[tuple[str, str, str]]:
        """Yield table, columns and what happens on delete, of each reference to `target`."""
        for name, table in self.tables.items():
            for key in table.foreign_keys.values():
                if key.target == target:
                    yield name, ", ".join(key.columns), key.on_delete
            for id_column, reference in table.references.items():
                types = [kind for kind, table in reference.targets.items() if table == target]
                if types:
                    column = f"{id_column} ({reference.type_column} = {' or '.join(types)})"
                    yield name, column, reference.on_target_delete.replace("_", " ")
