"""Rows and SQL as markdown, the way Dagster shows them beside an asset or a check."""

from collections.abc import Iterable, Mapping, Sequence

import dagster as dg


def markdown_table(
    header: Sequence[str], rows: Iterable[Iterable[object]]
) -> dg.MarkdownMetadataValue:
    """Return a table; nothing stands for a missing value, and a bar cannot break a cell."""
    lines = [header, ["---"] * len(header), *rows]
    return dg.MetadataValue.md("\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines))


def rows_table(rows: Sequence[Mapping[str, object]]) -> dg.MarkdownMetadataValue:
    """Return rows as a table, with the columns of the first."""
    header = list(rows[0])
    return markdown_table(header, [[row.get(name) for name in header] for row in rows])


def sql_block(query: str) -> dg.MarkdownMetadataValue:
    """Return SQL so that Dagster shows it as such."""
    return dg.MetadataValue.md(f"```sql\n{query}\n```")


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return text.replace("|", "\\|").replace("\n", " ")
