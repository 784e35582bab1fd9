"""The price report as an asset. How a page is made is `reporting`."""

from collections.abc import Iterable

import dagster as dg

from orchestration.failures import Retries, told_to_dagster
from orchestration.keys import PRICE_REPORT, REPORTS
from orchestration.resources import Reports, Warehouse


def build_price_report_asset(deps: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """Return the report, which comes after `deps` and after the checks that guard them."""

    @dg.asset(
        key=PRICE_REPORT,
        deps=list(deps),
        group_name=REPORTS,
        kinds={"html", "plotly"},
        owners=["team:market-data"],
    )
    def price_report(
        context: dg.AssetExecutionContext,
        warehouse: dg.ResourceParam[Warehouse],
        reports: dg.ResourceParam[Reports],
        retries: dg.ResourceParam[Retries],
    ) -> dg.MaterializeResult[None]:
        """Static page about egg prices; opens from the file system without a network."""
        from reporting.prices import build_price_report as build

        with told_to_dagster(context, retries):
            page = build(warehouse.url(), reports.folder / "prices")
        size = sum(path.stat().st_size for path in page.parent.rglob("*") if path.is_file())
        return dg.MaterializeResult(
            metadata={
                "path": dg.MetadataValue.path(page),
                "open": dg.MetadataValue.url(page.as_uri()),
                "megabytes": round(size / 2**20, 2),
            }
        )

    return price_report
