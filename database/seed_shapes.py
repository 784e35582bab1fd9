"""What the catalog says about the tables that seed files fill: columns, keys, references.

Nothing here is written by hand a table: unique keys and foreign keys say it all. How a file
fits a table is `seed_plans`.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

import psycopg

COLUMNS = """
select class.relname, attribute.attname,
    format_type(attribute.atttypid, attribute.atttypmod),
    attribute.attnotnull,
    attribute.atthasdef or attribute.attidentity <> '',
    type.typcategory = 'A'
from pg_class as class
inner join pg_attribute as attribute on attribute.attrelid = class.oid
inner join pg_type as type on type.oid = attribute.atttypid
where
    class.relnamespace = 'public'::regnamespace and class.relkind in ('r', 'p')
    and class.relname = any(%s)
    and attribute.attnum > 0 and not attribute.attisdropped and attribute.attgenerated = ''
order by class.relname, attribute.attnum
"""

KEYS = """
select class.relname, array_agg(attribute.attname::text order by key.place)
from pg_class as class
inner join pg_index as index on index.indrelid = class.oid
cross join unnest(index.indkey::int2[]) with ordinality as key (attnum, place)
inner join pg_attribute as attribute
    on attribute.attrelid = class.oid and attribute.attnum = key.attnum
where
    class.relnamespace = 'public'::regnamespace and class.relname = any(%s)
    and index.indisunique and index.indpred is null and index.indexprs is null
    and key.place <= index.indnkeyatts
group by class.relname, index.indexrelid
"""

# A reference can be written by any column that alone is unique in the table it points to.
REFERENCES = """
select class.relname, own.attname, target.relname, referred.attname, lookup.attname,
    format_type(lookup.atttypid, lookup.atttypmod)
from pg_constraint as reference
inner join pg_class as class on class.oid = reference.conrelid
inner join pg_class as target on target.oid = reference.confrelid
inner join pg_attribute as own
    on own.attrelid = class.oid and own.attnum = reference.conkey[1]
inner join pg_attribute as referred
    on referred.attrelid = target.oid and referred.attnum = reference.confkey[1]
inner join pg_index as index on index.indrelid = target.oid
inner join pg_attribute as lookup
    on lookup.attrelid = target.oid and lookup.attnum = index.indkey[0]
where
    class.relnamespace = 'public'::regnamespace and class.relname = any(%s)
    and reference.contype = 'f' and cardinality(reference.conkey) = 1
    and index.indisunique and index.indnkeyatts = 1
    and index.indpred is null and index.indexprs is null
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that can be written. Key: table, name."""

    name: str
    type: str
    is_required: bool
    has_default: bool
    is_array: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A way to write a foreign key in a file. Key: table, name.

    Attributes:
        name: Column of the file: `country_code` for `country_id` looked up by `code`.
        column: Column of the table that gets the value.
        target: Table it points to.
        referred: Column of the target whose value it gets.
        lookup: Unique column of the target that the file's cell is found in.
        type: Type of that column.
    """

    name: str
    column: str
    target: str
    referred: str
    lookup: str
    type: str


@dataclass(slots=True)
class TableShape:
    """What a table takes. Key: name."""

    name: str
    columns: dict[str, Column] = field(default_factory=dict)
    keys: list[tuple[str, ...]] = field(default_factory=list)
    references: dict[str, Reference] = field(default_factory=dict)


def read_shapes(connection: psycopg.Connection, tables: Collection[str]) -> dict[str, TableShape]:
    """Return those of `tables` that the database has."""
    names = list(tables)
    shapes: defaultdict[str, TableShape] = defaultdict(lambda: TableShape(""))
    for table, *column in connection.execute(COLUMNS, [names]):
        shapes[table].name = table
        shapes[table].columns[column[0]] = Column(*column)
    for table, key in connection.execute(KEYS, [names]):
        shapes[table].keys.append(tuple(key))
    for table, column, target, referred, lookup, type_ in connection.execute(REFERENCES, [names]):
        name = column if lookup == referred else f"{column.removesuffix('_id')}_{lookup}"
        reference = Reference(name, column, target, referred, lookup, type_)
        shapes[table].references[name] = reference
    return dict(shapes)
