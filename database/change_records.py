"""Which columns a change record keeps of a row that came or went.

Who writes the records is `ingestion.operational`, who asks them `expectations` and the models.
"""

from database.catalog import Column

OWN = frozenset({"run_id", "weight"})
"""Columns that a record has beside those of the row: which replication, and 1 or -1."""
# What says which rows were touched and how they count; long texts and documents say neither.
TYPES = frozenset(
    {
        "bigint",
        "boolean",
        "date",
        "double precision",
        "integer",
        "numeric",
        "real",
        "smallint",
        "timestamp with time zone",
        "timestamp without time zone",
        "uuid",
    }
)


def is_kept(column: Column, sql_type: str) -> bool:
    """Return whether records keep a column beside the key: references, states, times, amounts.

    Args:
        column: What is known of it; nothing personal or secret is kept.
        sql_type: Its type where it stands, without length or precision.
    """
    return not column.tags and (sql_type in TYPES or bool(column.allowed))
