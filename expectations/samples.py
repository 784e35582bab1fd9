"""The first rows that a query returns, as they are kept with a result."""

from typing import Any

import psycopg

SAMPLE_SIZE = 20


def first_rows(connection: psycopg.Connection, query: str) -> list[dict[str, Any]]:
    """Return the first rows of a query of failing rows, without the column of its verdict.

    None where they cannot be read, each statement being a transaction of its own: that rows fail
    has been counted, and is to be told whether or not they can be shown.
    """
    # json, unlike jsonb, keeps the columns in their order: the key first.
    limited = f"select row_to_json(failing) from ({query}) as failing limit {SAMPLE_SIZE}"  # noqa: S608
    try:
        rows = [row for (row,) in connection.execute(limited.encode())]
    except psycopg.Error:
        return []
    return [{name: row[name] for name in row if name != "is_good"} for row in rows]
