"""The jobs: everything in its order, its parts by themselves, and everything from nothing.

All run their steps in one process: a new one for each step costs more than most steps do.
"""

from collections.abc import Iterable, Mapping

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from orchestration import keys
from orchestration.core_assets import CORE_STEP, CoreConfig
from orchestration.core_checks import CORE_CHECKS_STEP, CoreChecksConfig
from orchestration.dbt_assets import DBT_STEP, DbtConfig
from orchestration.report_asset import report_what_failed

EVERYTHING = "everything"
DAILY_PRICES = "daily_prices"
REPLICATE = "replicate"
FOLLOW_CHANGES = "follow_changes"
VERIFY_REPLICAS = "verify_replicas"
FULL_REFRESH = "full_refresh"
CHANGES_CONFIG = {DBT_STEP: DbtConfig(only_changes=True)}
SINCE_LAST_CONFIG = {CORE_CHECKS_STEP: CoreChecksConfig(since_last=True)}
FULL_REFRESH_CONFIG = {DBT_STEP: DbtConfig(full_refresh=True)}
VERIFY_CONFIG = {CORE_STEP: CoreConfig(verify=True)}


def build_jobs(
    dbt_models: dg.AssetsDefinition,
    checks: Iterable[dg.AssetChecksDefinition],
    core: dg.AssetsDefinition,
    core_checks: dg.AssetChecksDefinition,
    drift: dg.AssetChecksDefinition,
) -> list[UnresolvedAssetJobDefinition]:
    """Return all jobs."""
    models = dg.AssetSelection.assets(dbt_models)
    # Hourly, no plain table is built: what reads one would mix its rows with newer ones.
    followed = (dg.AssetSelection.kind("incremental") & models) - (
        dg.AssetSelection.kind("table") & models
    ).downstream()
    of_prices = (dg.AssetSelection.groups(keys.MARKET) & models).upstream() & models
    reported: dg.AssetSelection = dg.AssetSelection.assets(keys.PRICE_REPORT)
    for each in checks:
        reported |= dg.AssetSelection.checks(each)
    priced = reported | dg.AssetSelection.assets(keys.PRICES, keys.QUARANTINE)
    quality = dg.AssetSelection.assets(keys.QUALITY_REPORT)
    checked = dg.AssetSelection.checks(core_checks)
    replicated = dg.AssetSelection.assets(core) | checked | dg.AssetSelection.checks(drift)
    return [
        _job(
            EVERYTHING,
            priced | models | replicated | quality,
            "Replicate the operational tables, read the months of a range of days, check, build,"
            " check, report.",
            {**CHANGES_CONFIG, **SINCE_LAST_CONFIG},
            reports_failures=True,
        ),
        _job(
            DAILY_PRICES,
            priced | of_prices,
            "Read the months of a range of days, check, build what is made of prices, check,"
            " report. Asks no operational database.",
            CHANGES_CONFIG,
        ),
        _job(
            REPLICATE,
            replicated,
            "Bring core to one instant of the operational database, prove it, check what was"
            " touched.",
            SINCE_LAST_CONFIG,
        ),
        _job(
            FOLLOW_CHANGES,
            replicated | (followed - of_prices) | quality,
            "Replicate, check and build what grows with every like: of it, what replication"
            " touched. Report what fails.",
            {**CHANGES_CONFIG, **SINCE_LAST_CONFIG},
            reports_failures=True,
        ),
        _job(
            VERIFY_REPLICAS,
            replicated,
            "Replicate, compare every row of core with its source, and ask every rule of all rows.",
            VERIFY_CONFIG,
        ),
        _job(
            FULL_REFRESH,
            reported
            | models
            | checked
            | quality
            | dg.AssetSelection.assets(keys.ZONES, keys.PRICE_ARCHIVE),
            "Load the zones and the archive, check, build all models from nothing, check, report."
            " Asks no page and no operational database, and loses no price.",
            FULL_REFRESH_CONFIG,
            reports_failures=True,
        ),
    ]


def _job(
    name: str,
    selection: dg.AssetSelection,
    description: str,
    ops: Mapping[str, dg.Config] | None = None,
    *,
    reports_failures: bool = False,
) -> UnresolvedAssetJobDefinition:
    return dg.define_asset_job(
        name,
        selection=selection,
        description=description,
        config=dg.RunConfig(ops=dict(ops)) if ops else None,
        executor_def=dg.in_process_executor,
        hooks={report_what_failed} if reports_failures else None,
    )
