"""What tests of Dagster share: settings of a scratch warehouse, and runs of the price assets."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
from pydantic import SecretStr

from database.connections import connect
from database.server import EmbeddedServer
from database.settings import Settings
from orchestration.failures import Retries
from orchestration.keys import SHEETS
from orchestration.necc_assets import PRICES_STEP, PricesConfig, necc_prices
from orchestration.partitions import range_tags
from orchestration.resources import NeccPage, Warehouse
from tests.databases import HOME_VARIABLE, copy_of

NOWHERE = "http://127.0.0.1:1/home/eggprice"


WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")


@contextmanager
def warehouse_of_dagster(server: EmbeddedServer, template: str) -> Iterator[str]:
    """Yield the URL of a copy whose name is the same in every test of this worker.

    For a database of another name dbt parses its project anew, which takes ten seconds.
    """
    with copy_of(server, template, f"warehouse_{WORKER}") as url:
        yield url


def settings_for(url: str, page_url: str = NOWHERE, **values: Any) -> Settings:
    """Return settings of a warehouse; a worker's share one home, where dbt is parsed once."""
    home = Path(os.environ[HOME_VARIABLE]) / f"platform_{WORKER}"
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


def execute(url: SecretStr | None, statement: str) -> list[tuple[object, ...]]:
    """Return what a statement finds in a database of the settings, if it finds rows."""
    assert url is not None
    with connect(url.get_secret_value()) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def quality_summary(settings: Settings) -> str:
    """Return the page of the quality report that is sent around."""
    return (settings.reports_dir / "quality" / "summary.md").read_text(encoding="utf-8")
