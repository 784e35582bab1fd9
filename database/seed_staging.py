"""Brings the rows of one seed file into a temporary table, its references looked up.

That table has the line and the id of each row, the file's columns, and the columns of the
table that references are resolved to. What happens with it then is `seeding`.
"""

import re
from collections.abc import Iterable

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier

from database.seed_files import SeedError
from database.seed_plans import ID, SeedPlan
from database.seed_shapes import Reference

STAGE = Identifier("pg_temp", "seed_rows")
LINE = "seed_line"  # No table has columns of these two names.
UNUSED_ID = "seed_id"

# The server says where in its own language: "COPY seed_rows, line 3, column name".
COPY_PLACE = re.compile(r"COPY seed_rows, \w+ (?P<record>\d+)(?:, \w+ (?P<column>\w+))?")

DANGLING = SQL("""
select {line}, {name} from {stage} as seed
where {name} is not null and {value} is null
order by {line} limit 1
""")


def stage(connection: psycopg.Connection, plan: SeedPlan) -> None:
    """Make the temporary table from the file.

    Raises:
        SeedError: A cell is missing or not of its column's type, a key occurs twice, or a
            reference points nowhere.
    """
    _copy(connection, plan)
    for reference in plan.references:
        _resolve(connection, plan, reference)


def unstage(connection: psycopg.Connection) -> None:
    """Drop the temporary table."""
    connection.execute(SQL("drop table {}").format(STAGE))


def listed(parts: Iterable[Composable]) -> Composed:
    """Return the parts with commas between them."""
    return SQL(", ").join(parts)


def _copy(connection: psycopg.Connection, plan: SeedPlan) -> None:
    id_name = ID if plan.makes_ids else UNUSED_ID
    definitions = [(LINE, "integer"), (id_name, "uuid"), *plan.staged]
    columns = listed(
        SQL("{} {}").format(Identifier(name), _type_name(type_)) for name, type_ in definitions
    )
    connection.execute(SQL("create table {} ({})").format(STAGE, columns))
    try:
        with connection.cursor().copy(SQL("copy {} from stdin").format(STAGE)) as copy:
            for record in plan.records():
                copy.write_row(record)
    except psycopg.DataError as error:
        raise _misfit(plan, error) from error


def _type_name(type_: str) -> SQL:
    """Return the name of a type as `format_type` wrote it, quoted already where it must be."""
    return SQL(type_)


def _misfit(plan: SeedPlan, error: psycopg.DataError) -> SeedError:
    place = COPY_PLACE.search(error.diag.context or "")
    column = str((place and place["column"]) or "")
    return SeedError.at(
        plan.file.path,
        plan.file.lines[int(place["record"]) - 1] if place else 1,
        f"{column or 'a cell'} is not of its column's type",
        expected=dict(plan.staged).get(column, "values of the columns' types"),
        found=error.diag.message_primary or str(error),
    )


def _resolve(connection: psycopg.Connection, plan: SeedPlan, reference: Reference) -> None:
    """Look up what a column of the file points to, rows of the same file included."""
    places = [Identifier("public", reference.target)]
    if reference.target == plan.file.table:
        places.append(STAGE)
    value = SQL("coalesce({})").format(listed(_value(reference, place) for place in places))
    _refuse_dangling(connection, plan, reference, value)
    if reference.name == reference.column:
        return
    names = {"stage": STAGE, "column": Identifier(reference.column), "value": value}
    type_ = _type_name(plan.shape.columns[reference.column].type)
    connection.execute(
        SQL("alter table {stage} add column {column} {type}").format(**names, type=type_)
    )
    connection.execute(SQL("update {stage} as seed set {column} = {value}").format(**names))


def _value(reference: Reference, place: Identifier) -> Composed:
    return SQL("(select place.{} from {} as place where place.{} = seed.{})").format(
        Identifier(reference.referred),
        place,
        Identifier(reference.lookup),
        Identifier(reference.name),
    )


def _refuse_dangling(
    connection: psycopg.Connection, plan: SeedPlan, reference: Reference, value: Composed
) -> None:
    query = DANGLING.format(
        line=Identifier(LINE), name=Identifier(reference.name), stage=STAGE, value=value
    )
    dangling = connection.execute(query).fetchone()
    if dangling is not None:
        line, cell = dangling
        raise SeedError.at(
            plan.file.path,
            line,
            f"{reference.name} points nowhere",
            expected=f"the {reference.lookup} of a row of {reference.target}",
            found=str(cell),
            remedy=f"mend the cell, or add that row to {reference.target}.csv; nothing was changed",
        )
