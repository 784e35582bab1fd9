"""What tests of Dagster share: settings of a scratch warehouse, and runs of the price assets."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import SecretStr

from database.settings import Settings
from orchestration.failures import Retries
from orchestration.keys import SHEETS
from orchestration.necc_assets import PRICES_STEP, PricesConfig, necc_prices
from orchestration.partitions import range_tags
from orchestration.resources import NeccPage, Warehouse

NOWHERE = "http://127.0.0.1:1/home/eggprice"


def settings_for(url: str, page_url: str = NOWHERE, **values: Any) -> Settings:
    """Return settings of a warehouse; all share one home, where dbt is parsed once."""
    home = Path(os.environ["POULTRYCO_TEST_HOME"]) / "platform"
    return Settings(
        home=home,
        warehouse_url=SecretStr(url),
        necc_url=page_url,
        necc_min_interval_seconds=0,
        **values,
    )


def read_prices(
    settings: Settings,
    first: date,
    last: date,
    *,
    instance: dg.DagsterInstance,
    config: PricesConfig | None = None,
    retries: Retries | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> dg.ExecuteInProcessResult:
    """Materialize the prices of a range of days, as one run."""
    return dg.materialize(
        [necc_prices],
        instance=instance,
        tags=range_tags(first, last),
        raise_on_error=False,
        run_config=dg.RunConfig(ops={PRICES_STEP: config or PricesConfig()}),
        resources={
            "warehouse": Warehouse(settings),
            "page": NeccPage(settings),
            "retries": retries or Retries(most=2, seconds=0),
            **(overrides or {}),
        },
    )


def sheet_months(result: dg.ExecuteInProcessResult) -> list[str]:
    """Return the months whose sheets a run has reported, in order."""
    return [
        str(event.partition)
        for event in result.all_events
        if event.is_step_materialization and event.asset_key == SHEETS
    ]
