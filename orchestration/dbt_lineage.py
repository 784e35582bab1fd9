"""Column metadata of what dbt built, its lineage worked out once for each version of the SQL.

Parsing the SQL of all models for lineage takes as long as building them, and says the same each
day. What it said is kept beside dbt's own files and attached again.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliInvocation
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator

from expectations.dbt_results import RUN_RESULTS
from orchestration.column_origins import origins_table

LINEAGE = "dagster/column_lineage"
MOST_KEPT = 500
# Days that a build compiles in move on, and no lineage with them.
LITERAL_DAY = re.compile(r"'\d{4}-\d\d-\d\d[^']*'")


class LineageStore:
    """Lineage by version of the compiled SQL, in one file.

    Args:
        path: The file; one that cannot be read counts as empty.
        project: What identifies the project's files: any change of them starts afresh.
    """

    def __init__(self, path: Path, project: str) -> None:
        self._path = path
        self._project = project
        try:
            self._known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._known = {}

    def version_of(self, compiled_sql: str) -> str:
        """Return the key that all builds of the same SQL share."""
        text = self._project + LITERAL_DAY.sub("''", compiled_sql)
        return hashlib.sha256(text.encode()).hexdigest()

    def get(self, version: str) -> dg.TableColumnLineage | None:
        """Return the lineage of a version, if it was ever worked out."""
        columns = self._known.get(version)
        if columns is None:
            return None
        return dg.TableColumnLineage(
            {
                column: [dg.TableColumnDep(dg.AssetKey(key), name) for key, name in deps]
                for column, deps in columns.items()
            }
        )

    def put(self, version: str, lineage: dg.TableColumnLineage) -> None:
        """Keep the lineage of a version, and forget the oldest beyond `MOST_KEPT`."""
        self._known[version] = {
            column: [(dep.asset_key.path, dep.column_name) for dep in deps]
            for column, deps in lineage.deps_by_column.items()
        }
        for oldest in list(self._known)[:-MOST_KEPT]:
            del self._known[oldest]

    def save(self) -> None:
        """Write the file, whole or not at all."""
        unfinished = self._path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(self._known), encoding="utf-8")
        unfinished.replace(self._path)


def with_columns(
    invocation: DbtCliInvocation, events: Iterable[Any], store: LineageStore
) -> Iterator[Any]:
    """Yield the events of built models with their columns and where those come from."""
    compiled = _compiled_sql(invocation.get_artifact(RUN_RESULTS))
    versions = {name: store.version_of(sql) for name, sql in compiled.items()}
    built = list(events)
    known: list[Any] = []
    new: list[Any] = []
    for event in built:
        is_known = store.get(versions.get(_unique_id(event), "")) is not None
        (known if is_known else new).append(event)

    described = {}
    for event in DbtEventIterator(iter(new), invocation).fetch_column_metadata():
        described[_unique_id(event)] = event
        found = event.metadata.get(LINEAGE)
        if isinstance(found, dg.TableColumnLineageMetadataValue):
            store.put(versions[_unique_id(event)], found.value)
    store.save()
    columns = DbtEventIterator(iter(known), invocation)
    for event in columns.fetch_column_metadata(with_column_lineage=False):
        described[_unique_id(event)] = event

    lineages = {
        _asset_key(invocation, name): lineage
        for name in described
        if (lineage := store.get(versions.get(name, ""))) is not None
    }
    # Dagster takes the models of one step in the order in which they were built.
    for event in built:
        key = _asset_key(invocation, _unique_id(event))
        told = described[_unique_id(event)]
        if key in lineages:
            origins = origins_table(key, lineages)
            more: dict[str, Any] = {
                **told.metadata,
                LINEAGE: lineages[key],
                "columns made from": origins,
            }
            told = told.with_metadata(more)
        yield told


def _compiled_sql(run_results: Mapping[str, Any]) -> dict[str, str]:
    return {
        result["unique_id"]: result["compiled_code"]
        for result in run_results["results"]
        if result.get("compiled_code")
    }


def _unique_id(event: Any) -> str:  # noqa: ANN401 (an Output or an AssetMaterialization)
    return str(event.metadata["unique_id"].value)


def _asset_key(invocation: DbtCliInvocation, unique_id: str) -> dg.AssetKey:
    node = invocation.manifest["nodes"][unique_id]
    return invocation.dagster_dbt_translator.get_asset_key(node)
