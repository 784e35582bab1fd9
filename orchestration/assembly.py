"""The one place where assets, checks, jobs, schedules, sensors and resources are put together.

Dagster gets them by `definitions`; tests and the command line, with settings and resources of
their own, from here.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from database.settings import Settings, get_settings
from expectations.suites import rules
from ingestion.operational.classification import known_catalog
from orchestration import keys
from orchestration.alerts import Alerts
from orchestration.checks import build_checks
from orchestration.core_assets import OPERATIONAL_DATABASE, build_core_assets, build_drift_check
from orchestration.core_checks import build_core_checks
from orchestration.dbt_assets import build_dbt_assets, built_keys
from orchestration.dbt_build import DbtBuild
from orchestration.dbt_manifest import load_manifest
from orchestration.failures import Retries
from orchestration.jobs import build_jobs
from orchestration.necc_assets import BESIDE_PRICES, necc_prices, necc_sheets
from orchestration.reference_assets import nec_zones, necc_price_archive
from orchestration.report_asset import build_price_report_asset, build_quality_report_asset
from orchestration.resources import NeccPage, OperationalDatabase, Reports, Warehouse
from orchestration.schedules import build_schedules
from orchestration.sensors import build_sensors
from orchestration.upkeep import Maintained, build_upkeep_jobs, build_upkeep_schedules


def build_definitions(
    settings: Settings | None = None,
    *,
    resource_overrides: Mapping[str, Any] | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
) -> dg.Definitions:
    """Return everything Dagster runs.

    Args:
        settings: The settings; those of the process if not given.
        resource_overrides: Resources to use instead of our own, by their keys.
        loggers: Where runs log to; Dagster's console if not given.

    Raises:
        DbtProjectError: The dbt project cannot be parsed.
    """
    settings = settings or get_settings()
    manifest = load_manifest(settings)
    # What the rules and the report about prices wait for.
    ana = built_keys(manifest, "ana", keys.MARKET)
    dbt_models = build_dbt_assets(manifest)
    core, drift = build_core_assets(known_catalog()), build_drift_check()
    core_checks = build_core_checks(rules("core"))
    checks = build_checks(rules("market"), rules("ana"), ana)
    keeps_operational = settings.maintenance_url is not None
    return dg.Definitions(
        assets=[
            nec_zones,
            necc_price_archive,
            necc_sheets,
            necc_prices,
            *BESIDE_PRICES,
            OPERATIONAL_DATABASE,
            core,
            dbt_models,
            build_price_report_asset(ana),
            build_quality_report_asset(built_keys(manifest, "ana")),
        ],
        asset_checks=[*checks, core_checks, drift],
        jobs=[
            *build_jobs(dbt_models, checks, core, core_checks, drift),
            *(build_upkeep_jobs() if keeps_operational else []),
        ],
        schedules=[
            *build_schedules(settings.environment),
            *(build_upkeep_schedules(settings.environment) if keeps_operational else []),
        ],
        sensors=build_sensors(settings.environment),
        resources={**_resources(settings), **(resource_overrides or {})},
        loggers=loggers,
        executor=dg.in_process_executor,
    )


def _resources(settings: Settings) -> dict[str, Any]:
    return {
        "warehouse": Warehouse(settings),
        "operational": OperationalDatabase(settings),
        "page": NeccPage(settings),
        "dbt": DbtBuild(settings),
        "reports": Reports(settings.reports_dir),
        "alerts": Alerts(settings),
        "retries": Retries(),
        **({"maintained": Maintained(settings)} if settings.maintenance_url else {}),
    }
