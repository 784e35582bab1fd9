"""Rows as a markdown table, the way Dagster shows them beside an asset or a check."""

from collections.abc import Iterable, Sequence

import dagster as dg


def markdown_table(
    header: Sequence[str], rows: Iterable[Iterable[object]]
) -> dg.MarkdownMetadataValue:
    """Return a table; nothing stands for a missing value, and a bar cannot break a cell."""
    lines = [header, ["---"] * len(header), *rows]
    return dg.MetadataValue.md("\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines))


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return text.replace("|", "\\|").replace("\n", " ")
