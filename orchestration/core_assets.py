"""The replicas of the operational tables: one step that brings any subset to one instant.

Assets are made from the dictionary, a table each; no table is known by name. Reading, publishing
and proving is `ingestion.operational`; here is what Dagster is told of it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from database.catalog import Catalog, Table
from database.dictionary import file_name
from ingestion.operational.publishing import Published
from ingestion.operational.recording import DRIFT_CHECK
from ingestion.operational.run import RunReport, plan_replication, replicate
from ingestion.operational.scene import Wishes
from orchestration import freshness, keys
from orchestration.failures import Retries, told_to_dagster
from orchestration.resources import OperationalDatabase, Warehouse
from orchestration.tables import markdown_table

CORE_STEP = "core_tables"
DRIFT_COLUMNS = ("difference", "table", "column", "found")

OPERATIONAL_DATABASE = dg.AssetSpec(
    keys.OPERATIONAL,
    description="The database of the application. It is only read, with SELECT and nothing more.",
    group_name=keys.OPERATIONAL_GROUP,
    kinds={"postgres"},
    owners=["team:core"],
)


class CoreConfig(dg.Config):
    """How the tables are read.

    Attributes:
        full: Read every table whole, whatever is known of it.
        verify: Compare every row, not only what was touched.
        workers: How many tables are read at a time.
    """

    full: bool = False
    verify: bool = False
    workers: int = 4


def core_key(table: str) -> dg.AssetKey:
    """Return the key of a table of core."""
    return dg.AssetKey([keys.CORE, table])


def replicated_tables(catalog: Catalog) -> dict[str, Table]:
    """Return the tables of a catalog that have a replica: those that are not all secret."""
    return {name: table for name, table in catalog.tables.items() if table.has_replica}


def build_core_assets(catalog: Catalog) -> dg.AssetsDefinition:
    """Return the replicas of all tables of a catalog; any subset can be materialized."""

    @dg.multi_asset(
        name=CORE_STEP,
        specs=[_spec(catalog, *each) for each in replicated_tables(catalog).items()],
        can_subset=True,
        pool=keys.WAREHOUSE_POOL,
    )
    def core_tables(
        context: dg.AssetExecutionContext,
        config: CoreConfig,
        warehouse: dg.ResourceParam[Warehouse],
        operational: dg.ResourceParam[OperationalDatabase],
        retries: dg.ResourceParam[Retries],
    ) -> Iterator[dg.MaterializeResult[None]]:
        """Bring the selected tables to one instant of the source, all or none, and prove it."""
        asked = sorted(key.path[-1] for key in context.selected_asset_keys)
        wishes = Wishes(
            tuple(asked) if context.is_subset else (),
            is_full=config.full,
            is_verifying=config.verify,
            workers=config.workers,
        )
        with told_to_dagster(context, retries):
            report = replicate(operational.url(), warehouse.url(), wishes)
        _tell(context, report)
        for each in report.tables:
            yield dg.MaterializeResult(
                asset_key=core_key(each.table), metadata=_metadata(report, each)
            )

    return core_tables


def build_drift_check() -> dg.AssetChecksDefinition:
    """Return the check that the source is as the dictionary says; it never blocks by itself."""

    @dg.asset_check(
        asset=keys.OPERATIONAL,
        name=DRIFT_CHECK,
        description="Tables and columns are those of the dictionary. What is unknown stays out"
        " until it is classified; a table whose type or key changed stops.",
    )
    def source_drift(
        context: dg.AssetCheckExecutionContext,
        warehouse: dg.ResourceParam[Warehouse],
        operational: dg.ResourceParam[OperationalDatabase],
        retries: dg.ResourceParam[Retries],
    ) -> dg.AssetCheckResult:
        with told_to_dagster(context, retries):
            plan = plan_replication(operational.url(), warehouse.url())
        stopped = [each for each in plan.drift if each.stops_table]
        rows = [(each.kind, each.table, each.column, each.message) for each in plan.drift]
        return dg.AssetCheckResult(
            passed=not plan.drift,
            severity=dg.AssetCheckSeverity.ERROR if stopped else dg.AssetCheckSeverity.WARN,
            description=f"{len(plan.drift)} differences, {len(stopped)} tables stopped",
            metadata={
                "tables": len(plan.tables),
                "differences": markdown_table(DRIFT_COLUMNS, rows),
            },
        )

    return source_drift


def _spec(catalog: Catalog, name: str, table: Table) -> dg.AssetSpec:
    owner = catalog.owner_of(name) or "data"
    grain = f" Grain: {table.grain}." if table.grain else ""
    return dg.AssetSpec(
        core_key(name),
        deps=[keys.OPERATIONAL],
        description=f"{table.purpose or 'A replica.'}{grain}",
        group_name=file_name(table.module or keys.OPERATIONAL_GROUP),
        kinds={"postgres"},
        owners=[f"team:{owner}"],
        freshness_policy=freshness.HOURLY,
    )


def _tell(context: dg.AssetExecutionContext, report: RunReport) -> None:
    proven = sum(each.is_reconciled for each in report.tables)
    context.log.info(
        "%s of %s tables equal their source at %s; run %s, %.1f s",
        proven,
        len(report.tables),
        report.instant,
        report.run_id,
        report.seconds,
    )
    for each in report.tables:
        if each.plan.match.problem:
            context.log.warning("%s stopped: %s", each.table, each.plan.match.problem)


def _metadata(report: RunReport, table: Published) -> dict[str, Any]:
    inserted, updated, deleted = table.applied
    at = {}
    if table.instant is not None:
        lag = datetime.now(UTC) - table.instant
        at = {
            "instant": dg.MetadataValue.timestamp(table.instant),
            "lag in seconds": round(lag.total_seconds(), 1),
        }
    return {
        "dagster/row_count": table.rows,
        "inserted": inserted,
        "updated": updated,
        "deleted": deleted,
        "bytes": table.bytes,
        "seconds": round(table.seconds, 3),
        "strategy": table.plan.strategy.value,
        "why": table.plan.reason,
        "reconciled": _reconciled(table),
        "proof": table.message,
        "run": report.run_id,
        **at,
    }


def _reconciled(table: Published) -> str:
    if not table.is_reconciled:
        return "no"
    return "yes, after it was read twice" if table.is_repaired else "yes"
