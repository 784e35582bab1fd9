"""The dbt models and data tests as one set of Dagster assets and checks.

One set, because a failed test stops what is downstream only inside a set. Running dbt is
`dbt_build`, naming is `dbt_translator`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslatorSettings, dbt_assets

from orchestration.dbt_build import DbtBuild
from orchestration.dbt_translator import WarehouseTranslator
from orchestration.failures import Retries, told_to_dagster
from orchestration.keys import WAREHOUSE_POOL

DBT_STEP = "dbt_models"


class DbtConfig(dg.Config):
    """How models are built.

    Attributes:
        full_refresh: Incremental ones from nothing.
        only_changes: Of daily models, count what was touched, and not the days of the run again.
    """

    full_refresh: bool = False
    only_changes: bool = False


def build_dbt_assets(manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """Return every enabled model and data test of the manifest."""
    translator = WarehouseTranslator(
        DagsterDbtTranslatorSettings(
            enable_asset_checks=True, enable_duplicate_source_asset_keys=True
        )
    )

    @dbt_assets(
        manifest=manifest,
        name=DBT_STEP,
        dagster_dbt_translator=translator,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=WAREHOUSE_POOL,
    )
    def dbt_models(
        context: dg.AssetExecutionContext,
        config: DbtConfig,
        dbt: dg.ResourceParam[DbtBuild],
        retries: dg.ResourceParam[Retries],
    ) -> Iterator[Any]:
        expected = selected_nodes(context, manifest, translator)
        days = None if config.only_changes else days_of_run(context)
        with told_to_dagster(context, retries):
            yield from dbt.stream(
                context, full_refresh=config.full_refresh, recounted=days, expected=expected
            )

    return dbt_models


def days_of_run(context: dg.AssetExecutionContext) -> tuple[str, str] | None:
    """Return the first and the last day that a run was asked for; None: it has no partitions."""
    if not context.has_partition_key_range:
        return None
    return context.partition_key_range.start, context.partition_key_range.end


def built_keys(
    manifest: Mapping[str, Any], layer: str, domain: str | None = None
) -> list[dg.AssetKey]:
    """Return the keys of the models of a layer, such as `ana`, or of one domain of it."""
    translator = WarehouseTranslator()
    return sorted(
        translator.get_asset_key(node)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and node["fqn"][1] == layer
        and domain in (None, node["fqn"][2])
    )


def selected_nodes(
    context: dg.AssetExecutionContext,
    manifest: Mapping[str, Any],
    translator: WarehouseTranslator,
) -> set[str]:
    """Return the unique ids a run must have results of: its models, and all tests if all models.

    With a part of the models dbt decides which tests fit; with all of them none may be missing.
    """
    models = {
        unique_id
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        and node["config"]["materialized"] != "ephemeral"
        and translator.get_asset_key(node) in context.selected_asset_keys
    }
    if context.is_subset:
        return models
    return models | {
        unique_id
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "test"
    }
