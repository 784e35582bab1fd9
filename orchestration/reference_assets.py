"""Assets that come with the project: the register of zones and the archive of prices."""

import dagster as dg

from ingestion.necc.archive import import_archive
from ingestion.necc.zones import load_zones
from orchestration.failures import Retries, told_to_dagster
from orchestration.keys import COLLECTED, PRICE_ARCHIVE, WAREHOUSE_POOL, ZONES
from orchestration.resources import Warehouse


@dg.asset(
    key=ZONES,
    group_name=COLLECTED,
    kinds={"postgres", "csv"},
    owners=["team:data-platform"],
    pool=WAREHOUSE_POOL,
)
def nec_zones(
    context: dg.AssetExecutionContext,
    warehouse: dg.ResourceParam[Warehouse],
    retries: dg.ResourceParam[Retries],
) -> dg.MaterializeResult[None]:
    """The register of zones NECC quotes, from `seeds/nec_zones.csv`."""
    with told_to_dagster(context, retries), warehouse.connection() as connection:
        return dg.MaterializeResult(metadata={"zones changed": load_zones(connection)})


@dg.asset(
    key=PRICE_ARCHIVE,
    deps=[ZONES],
    group_name=COLLECTED,
    kinds={"postgres", "file"},
    owners=["team:data-platform"],
    pool=WAREHOUSE_POOL,
)
def necc_price_archive(
    context: dg.AssetExecutionContext,
    warehouse: dg.ResourceParam[Warehouse],
    retries: dg.ResourceParam[Retries],
) -> dg.MaterializeResult[None]:
    """Real prices of the years before, from `seeds/necc_price_archive`.

    They go into `market.nec_prices` as imported and never overwrite a price of the page.
    """
    with told_to_dagster(context, retries), warehouse.connection() as connection:
        report = import_archive(connection)
    return dg.MaterializeResult(
        metadata={
            "prices read": report.price_count,
            "prices inserted": report.counts.inserted,
            "prices updated": report.counts.updated,
            "prices unchanged": report.counts.unchanged,
            "left to a stronger source": report.counts.kept,
            "first day": report.first_date.isoformat(),
            "last day": report.last_date.isoformat(),
            "zones": report.zone_count,
        }
    )
