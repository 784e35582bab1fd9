"""From a column of a built table back to the columns that were collected, through all models.

Dagster keeps one step of lineage with each model and its open-source UI shows that as JSON;
this joins the steps into a table a person can read. Working a step out is `dbt_lineage`.
"""

from collections.abc import Mapping
from functools import cache

import dagster as dg

from orchestration.tables import markdown_table

Lineages = Mapping[dg.AssetKey, dg.TableColumnLineage]
Column = tuple[dg.AssetKey, str]


def origins_table(key: dg.AssetKey, lineages: Lineages) -> dg.MarkdownMetadataValue:
    """Return for each column of `key` the columns it is made from that no model has made.

    Args:
        key: The table.
        lineages: One step of lineage for every model; where it knows of none, the way ends.
    """

    @cache
    def origins(column: Column) -> frozenset[Column]:
        table, name = column
        if table not in lineages:
            return frozenset({column})
        deps = lineages[table].deps_by_column.get(name, [])
        return frozenset[Column]().union(
            *(origins((dep.asset_key, dep.column_name)) for dep in deps)
        )

    return markdown_table(
        ("column", "made from"),
        [(name, _listed(origins((key, name)))) for name in lineages[key].deps_by_column],
    )


def _listed(columns: frozenset[Column]) -> str:
    return ", ".join(sorted(f"{key.to_user_string()}.{name}" for key, name in columns))
