"""The two jobs of prices: a range of days, and everything from nothing.

Both run their steps in one process: a new one for each step costs more than most steps do.
"""

from collections.abc import Iterable

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from orchestration import keys
from orchestration.dbt_assets import DBT_STEP, DbtConfig

DAILY_PRICES = "daily_prices"
FULL_REFRESH = "full_refresh"
FULL_REFRESH_CONFIG = {DBT_STEP: DbtConfig(full_refresh=True)}


def build_jobs(
    dbt_models: dg.AssetsDefinition, checks: Iterable[dg.AssetChecksDefinition]
) -> list[UnresolvedAssetJobDefinition]:
    """Return `daily_prices` and `full_refresh`."""
    built = dg.AssetSelection.assets(dbt_models) | dg.AssetSelection.assets(keys.PRICE_REPORT)
    for each in checks:
        built |= dg.AssetSelection.checks(each)
    return [
        dg.define_asset_job(
            DAILY_PRICES,
            selection=built | dg.AssetSelection.assets(keys.PRICES, keys.QUARANTINE),
            description="Read the months of a range of days, check, build, check, report.",
            executor_def=dg.in_process_executor,
        ),
        dg.define_asset_job(
            FULL_REFRESH,
            selection=built | dg.AssetSelection.assets(keys.ZONES, keys.PRICE_ARCHIVE),
            description="Load the zones and the archive, build all models from nothing, check,"
            " report. Asks no page and loses no price.",
            config=dg.RunConfig(ops=FULL_REFRESH_CONFIG),
            executor_def=dg.in_process_executor,
        ),
    ]
