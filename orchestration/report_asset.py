"""The reports as assets. How a page is made is `reporting`."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

import dagster as dg

from database.errors import PlatformError
from orchestration.failures import Retries, told_to_dagster
from orchestration.keys import PRICE_REPORT, QUALITY_REPORT, REPORTS
from orchestration.resources import Reports, Warehouse


def build_price_report_asset(deps: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """Return the report, which comes after `deps` and after the checks that guard them."""
    return _report_asset(
        PRICE_REPORT,
        deps,
        _build_price_report,
        description="Static page about egg prices; opens from the file system without a network.",
        kinds={"html", "plotly"},
        owner="team:market-data",
    )


def build_quality_report_asset(deps: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """Return the report, which comes after `deps` and after the checks that guard them."""
    return _report_asset(
        QUALITY_REPORT,
        deps,
        _build_quality_report,
        description="Static pages about what fails of the data, with a summary to be sent.",
        kinds={"html"},
        owner="team:data-platform",
    )


def _report_asset(
    key: dg.AssetKey,
    deps: Iterable[dg.AssetKey],
    build: Callable[[Warehouse, Reports], Path],
    *,
    description: str,
    kinds: set[str],
    owner: str,
) -> dg.AssetsDefinition:
    @dg.asset(
        key=key,
        deps=list(deps),
        description=description,
        group_name=REPORTS,
        kinds=kinds,
        owners=[owner],
    )
    def report(
        context: dg.AssetExecutionContext,
        warehouse: dg.ResourceParam[Warehouse],
        reports: dg.ResourceParam[Reports],
        retries: dg.ResourceParam[Retries],
    ) -> dg.MaterializeResult[None]:
        with told_to_dagster(context, retries):
            return _written(build(warehouse, reports))

    return report


@dg.failure_hook(required_resource_keys={"warehouse", "reports"})
def report_what_failed(context: dg.HookContext) -> None:
    """Write the quality report when a step fails.

    A failed blocking check stops whatever comes after it, the report too; and then it is wanted
    most. What the checks found is recorded before their step fails.
    """
    warehouse = cast("Warehouse", context.resources.warehouse)
    reports = cast("Reports", context.resources.reports)
    try:
        page = _build_quality_report(warehouse, reports)
    except PlatformError as error:
        context.log.warning("the quality report could not be written: %s", error)
        return
    context.log.info("what fails of the data: %s", page)


def _build_price_report(warehouse: Warehouse, reports: Reports) -> Path:
    from reporting.prices import build_price_report as build

    return build(warehouse.url(), reports.folder / "prices")


def _build_quality_report(warehouse: Warehouse, reports: Reports) -> Path:
    from reporting.quality import build_quality_report as build

    return build(warehouse.url(), reports.folder / "quality")


def _written(page: Path) -> dg.MaterializeResult[None]:
    size = sum(path.stat().st_size for path in page.parent.rglob("*") if path.is_file())
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(page),
            "open": dg.MetadataValue.url(page.as_uri()),
            "megabytes": round(size / 2**20, 2),
        }
    )
