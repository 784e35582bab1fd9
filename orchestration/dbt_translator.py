"""How a dbt node looks in Dagster: its key, group, owner, kind, and what it comes from.

Small methods over the properties of a node, and nothing about running dbt.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProject

from expectations.dbt_results import team
from expectations.freshness import may_be_of
from orchestration import freshness, keys
from orchestration.partitions import DAYS

# Tables of `market` that more than their own asset writes: models that read them come after
# all of their writers, also in a run that has no day of prices in it.
FURTHER_WRITERS = {
    keys.PRICES: (keys.PRICE_ARCHIVE,),
    keys.COVERAGE: (keys.PRICE_ARCHIVE,),
}


class WarehouseTranslator(DagsterDbtTranslator):
    """Keys follow the schemas of the warehouse; groups are the domains of the models' folders."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return `<schema>/<table>`, without the prefix that tests build beside."""
        props = dbt_resource_props
        if props["resource_type"] == "source":
            # Change records are written with the replica they tell of.
            schema = keys.CORE if props["schema"] == keys.CHANGES else props["schema"]
            return dg.AssetKey([schema, props["identifier"]])
        schema = props["config"].get("schema") or props["schema"]
        return dg.AssetKey([schema, props["alias"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the domain: the folder below the layer. Sources have groups of their own."""
        if dbt_resource_props["resource_type"] == "source":
            return None
        return str(dbt_resource_props["fqn"][2])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str] | None:
        """Return the team that owns the node's dbt group."""
        group = dbt_resource_props.get("group")
        name = group["owner"].get("name") if isinstance(group, Mapping) else None
        return [f"team:{team(name)}"] if name else None

    def get_partitions_def(
        self, dbt_resource_props: Mapping[str, Any]
    ) -> dg.PartitionsDefinition[str] | None:
        """Return the days, for a model that can count some of its days again."""
        is_daily = "day_column" in dbt_resource_props["config"].get("meta", {})
        return DAYS if is_daily else None

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """Return the asset of a node, with its materialization as a kind, and how old it may be."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        props = self.get_resource_props(manifest, unique_id)
        if props["resource_type"] != "model":
            return spec
        known = {dep.asset_key for dep in spec.deps}
        further = {key for dep in known for key in FURTHER_WRITERS.get(dep, ())} - known
        return spec.replace_attributes(
            deps=[*spec.deps, *(dg.AssetDep(key) for key in sorted(further))],
            kinds={"dbt", "postgres", props["config"]["materialized"]},
            freshness_policy=_freshness(props["config"]),
        )


def _freshness(config: Mapping[str, Any]) -> dg.FreshnessPolicy | None:
    """Return how old a model may be; a view is as fresh as what it reads."""
    if config["materialized"] == "view":
        return None
    return freshness.POLICIES[may_be_of(config)]
