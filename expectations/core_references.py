"""Rules about rows that belong together.

By a foreign key, by a reference whose table depends on a type, or in pairs.
"""

from collections.abc import Iterator

from database.catalog import ForeignKey, PolymorphicReference
from expectations.beside import Join, Touched, touched_by
from expectations.core_parts import Declared
from expectations.rules import EachRow, Rule


def reference_rules(table: Declared) -> Iterator[Rule]:
    """Yield a rule for each foreign key, polymorphic reference and companion of a table."""
    for name, key in table.table.foreign_keys.items():
        if table.has(key.columns) and table.other(key.target).has(key.target_columns):
            yield _foreign_key(table, name, key)
    for column, reference in table.table.references.items():
        yield _polymorphic(table, column, reference)
    for companion, companion_key in table.table.companions.items():
        yield _companion(table, companion, companion_key)


def _foreign_key(table: Declared, name: str, key: ForeignKey) -> Rule:
    pairs = zip(key.columns, key.target_columns, strict=True)
    parent = Join(
        name,
        f"core.{key.target}",
        " and ".join(f"{name}.{there} = this.{here}" for here, there in pairs),
        touched=(_children_of_gone(table, key.columns, key.target, key.target_columns),),
    )
    listed = ", ".join(f"this.{column}" for column in key.columns)
    is_empty = f"num_nulls({listed}) > 0"
    return table.rule(
        name,
        "foreign key",
        EachRow(f"{is_empty} or {name}.{key.target_columns[0]} is not null", (parent,)),
        description=f"What {_words(key.columns)} of `{table.name}` names is in `{key.target}`.",
        origin=f"foreign key {name}",
        remedy=f"Find out at the source why the row of `{key.target}` is gone, and bring it back"
        " or take away what refers to it; the next replication brings that.",
        shows=key.columns,
    )


def _polymorphic(table: Declared, column: str, reference: PolymorphicReference) -> Rule:
    kind = reference.type_column
    targets = {each: target for each, target in reference.targets.items() if target is not None}
    joins = tuple(
        _target(table, column, reference, each, target) for each, target in targets.items()
    )
    verdicts = dict.fromkeys(reference.targets, "true") | {
        each: f"{_alias(column, each)}.{_key_of(table, target)} is not null"
        for each, target in targets.items()
    }
    cases = " ".join(f"when '{each}' then {verdict}" for each, verdict in verdicts.items())
    return table.rule(
        f"{table.name}_{column}_points_at_a_row",
        "polymorphic reference",
        EachRow(f"this.{column} is null or case this.{kind} {cases} else false end", joins),
        description=f"What `{column}` of `{table.name}` names is in the table that `{kind}` says.",
        origin=f"polymorphic reference {table.name}.{column}, of {', '.join(reference.targets)}",
        remedy="Find out at the source why the row is gone or of another type, and mend or take"
        " away what refers to it; the next replication brings that.",
        shows=(kind, column),
    )


def _target(
    table: Declared, column: str, reference: PolymorphicReference, kind: str, target: str
) -> Join:
    alias, key = _alias(column, kind), _key_of(table, target)
    return Join(
        alias,
        f"core.{target}",
        f"this.{reference.type_column} = '{kind}' and {alias}.{key} = this.{column}",
        touched=(_children_of_gone(table, (column,), target, (key,)),),
    )


def _companion(table: Declared, companion: str, key: str) -> Rule:
    join = Join(
        companion,
        f"core.{companion}",
        f"{companion}.{key} = this.{table.key[0]}",
        touched=(touched_by(companion, f"select {key} from changed"),),  # noqa: S608
    )
    return table.rule(
        f"{table.name}_have_{companion}",
        "companion",
        EachRow(f"{companion}.{key} is not null", (join,)),
        description=f"Every row of `{table.name}` has one of `{companion}`.",
        origin=f"companion {companion} of {table.name}",
        remedy=f"Make the missing rows of `{companion}` at the source; the next replication brings"
        " them.",
    )


def _children_of_gone(
    table: Declared, columns: tuple[str, ...], parent: str, keys: tuple[str, ...]
) -> Touched:
    """Return the rows whose parent went and is not back: only a parent that goes breaks them."""
    mine = ", ".join(f"this.{name}" for name in columns)
    theirs = ", ".join(keys)
    same = " and ".join(f"there.{name} = gone.{name}" for name in keys)
    return Touched(
        f"select {theirs} from changes.{parent} as gone where run_id > {{since}} and weight < 0"  # noqa: S608
        f" and not exists (select from core.{parent} as there where {same})",
        f"select {', '.join(f'this.{name}' for name in table.key)} from {table.replica} as this"  # noqa: S608
        f" where ({mine}) in (select {theirs} from changed)",
    )


def _alias(column: str, kind: str) -> str:
    return f"{column}_{kind}"


def _key_of(table: Declared, target: str) -> str:
    key = table.catalog.tables[target].primary_key
    return key.columns[0] if key else "id"


def _words(columns: tuple[str, ...]) -> str:
    return " and ".join(f"`{column}`" for column in columns)
