"""Assets that are read from the NECC page: sheets by month, prices by day.

A run over any range of days is one step that asks the page once a month. The reading itself is
`ingestion.necc.runs`; here is which months, how often again, and what Dagster is told.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import dagster as dg

from ingestion.necc import raw_sheets
from ingestion.necc.calendar import months_between
from ingestion.necc.errors import PageRefusedError, PageUnavailableError
from ingestion.necc.overview import PriceOverview, price_overview
from ingestion.necc.run_log import Mode
from ingestion.necc.run_report import MonthReport, MonthStatus, RunReport
from ingestion.necc.runs import read_months, reload_stored
from orchestration import freshness, keys
from orchestration.failures import Retries, told_to_dagster
from orchestration.partitions import DAYS, MONTHS, dates_of
from orchestration.resources import NeccPage, Warehouse
from orchestration.tables import markdown_table

PRICES_STEP = "necc_prices"
OWNERS = ["team:data-platform"]
PRICE_COLUMNS = ("day", "zone", "suggested", "prevailing", "source")
REFUSED_COLUMNS = ("day", "zone", "basis", "text", "reason")


class PricesConfig(dg.Config):
    """How prices are read.

    Attributes:
        page_required: Fail where the page cannot be reached; otherwise say so and go on with
            the prices that are there.
        from_stored: Parse the stored sheets again instead of asking the page.
        resume: Skip months that were read to their end after they were over: goes on with a
            backfill that was stopped.
    """

    page_required: bool = True
    from_stored: bool = False
    resume: bool = False


@dg.multi_asset(
    name="necc_sheets",
    specs=[
        dg.AssetSpec(
            keys.SHEETS,
            description="Daily sheets as the page served them, one a month; stored, not parsed."
            " Prices read their sheets themselves: this keeps sheets without loading them.",
            group_name=keys.COLLECTED,
            kinds={"postgres", "html"},
            owners=OWNERS,
        )
    ],
    partitions_def=MONTHS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=keys.WAREHOUSE_POOL,
)
def necc_sheets(
    context: dg.AssetExecutionContext,
    warehouse: dg.ResourceParam[Warehouse],
    page: dg.ResourceParam[NeccPage],
    retries: dg.ResourceParam[Retries],
) -> dg.MaterializeResult[None]:
    """Ask the page for each month and store what it sends."""
    months = dates_of(context.partition_keys)
    with told_to_dagster(context, retries), page.client() as client:
        for number, month in enumerate(months, start=1):
            sheet = client.fetch(month)
            with warehouse.connection() as connection:
                sheet_id = raw_sheets.store(connection, sheet)
            context.log.info(
                "%s is sheet %s, %s bytes (%s of %s)",
                f"{month:%Y-%m}",
                sheet_id,
                len(sheet.body),
                number,
                len(months),
            )
    return dg.MaterializeResult(metadata={"requests": len(months)})


@dg.multi_asset(
    name=PRICES_STEP,
    specs=[
        dg.AssetSpec(
            keys.PRICES,
            deps=[keys.SHEETS, keys.ZONES, keys.PRICE_ARCHIVE],
            description="Egg prices by zone and day, suggested and prevailing, in rupees per 100"
            " eggs. Any range of days is one run that asks the page once a month.",
            group_name=keys.COLLECTED,
            kinds={"postgres"},
            owners=OWNERS,
            freshness_policy=freshness.TWICE_A_DAY,
        ),
        dg.AssetSpec(
            keys.QUARANTINE,
            deps=[keys.SHEETS, keys.ZONES],
            description="Cells of the sheets that were refused, with their text and the reason.",
            group_name=keys.COLLECTED,
            kinds={"postgres"},
            owners=OWNERS,
        ),
    ],
    partitions_def=DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=keys.WAREHOUSE_POOL,
)
def necc_prices(
    context: dg.AssetExecutionContext,
    config: PricesConfig,
    warehouse: dg.ResourceParam[Warehouse],
    page: dg.ResourceParam[NeccPage],
    retries: dg.ResourceParam[Retries],
) -> tuple[dg.MaterializeResult[None], dg.MaterializeResult[None]]:
    """Read the months of the days that were asked for, and say what came of it."""
    days = dates_of(context.partition_keys)
    months = _months_left(context, months_between(days[0], days[-1]))
    with told_to_dagster(context, retries):
        report = _read(context, config, warehouse.url(), page, months)
        warning = _warning(report, is_required=config.page_required)
        with warehouse.connection() as connection:
            overview = price_overview(connection, days[0], days[-1])
    if warning is not None:
        context.log.warning(warning)
    return _results(report, overview, from_page=not config.from_stored, warning=warning)


def _months_left(context: dg.AssetExecutionContext, months: list[date]) -> list[date]:
    """Leave out what an earlier try of this step has read: a retry goes on where that ended."""
    if context.op_execution_context.retry_number == 0:
        return months
    told = context.instance.get_records_for_run(
        context.run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION
    ).records
    events = [record.event_log_entry.dagster_event for record in told]
    done = {event.partition for event in events if event and event.asset_key == keys.SHEETS}
    return [month for month in months if month.isoformat() not in done]


def _read(
    context: dg.AssetExecutionContext,
    config: PricesConfig,
    url: str,
    page: NeccPage,
    months: list[date],
) -> RunReport:
    mode: Mode = "CRON" if "dagster/schedule_name" in context.run.tags else "MANUAL"
    execution_id = UUID(context.run.run_id)
    progress = _progress(context, len(months))
    if config.from_stored:
        return reload_stored(url, months, mode=mode, execution_id=execution_id, progress=progress)
    with page.client(is_required=config.page_required) as client:
        return read_months(
            url,
            client,
            months,
            mode=mode,
            execution_id=execution_id,
            progress=progress,
            resume=config.resume,
        )


def _progress(context: dg.AssetExecutionContext, total: int) -> Callable[[MonthReport], None]:
    """Return a function that logs each month, and reports its sheet the moment it is loaded."""
    done = 0

    def tell(report: MonthReport) -> None:
        nonlocal done
        done += 1
        context.log.info("%s (%s of %s)", _sentence(report), done, total)
        if report.load is not None:
            for key in (keys.SHEETS, keys.COVERAGE, keys.SHEET_ROWS):
                context.log_event(
                    dg.AssetMaterialization(
                        key,
                        partition=report.month.isoformat(),
                        metadata={
                            "sheet id": report.load.sheet_id,
                            "zones": report.load.zone_count,
                            "prices inserted": report.load.counts.inserted,
                            "prices updated": report.load.counts.updated,
                        },
                    )
                )

    return tell


def _sentence(report: MonthReport) -> str:
    if report.load is None:
        reason = report.error.what if report.error else "read to its end before"
        return f"{report.month:%Y-%m} {report.status}: {reason}"
    counts = report.load.counts
    return (
        f"{report.month:%Y-%m} {report.status}: {counts.inserted} inserted, {counts.updated}"
        f" updated, {counts.unchanged} unchanged, {counts.vanished} vanished,"
        f" {report.load.rejected} rejected"
    )


def _warning(report: RunReport, *, is_required: bool) -> str | None:
    """Return what to say of a page that was not reached; raise what nobody may overlook.

    Raises:
        NeccError: A month could not be read, and that is not to be put up with.
    """
    errors = [each.error for each in report.failed]
    away = (PageUnavailableError, PageRefusedError)
    if is_required or not all(isinstance(error, away) for error in errors):
        report.raise_if_failed()
    return f"The page was not reached: {errors[0]}" if errors else None


def _results(
    report: RunReport, overview: PriceOverview, *, from_page: bool, warning: str | None
) -> tuple[dg.MaterializeResult[None], dg.MaterializeResult[None]]:
    asked = [each for each in report.months if each.status is not MonthStatus.SKIPPED]
    loads = report.loads
    reached = overview.last_price_date
    done: dict[str, Any] = {
        "requests": len(asked) if from_page else 0,
        "months read": len(loads),
        "sheet ids": ", ".join(str(load.sheet_id) for load in loads[-24:]),
        "execution id": str(report.execution_id),
        "prices reach": reached.isoformat() if reached else "no day yet",
        **({"page": warning} if warning else {}),
    }
    counts = {
        f"prices {name}": sum(getattr(load.counts, name) for load in loads)
        for name in ("inserted", "updated", "unchanged", "vanished", "kept")
    }
    return (
        dg.MaterializeResult(
            asset_key=keys.PRICES,
            metadata={
                **done,
                **counts,
                "dagster/row_count": overview.prices_count,
                "newest rows": markdown_table(PRICE_COLUMNS, overview.newest),
            },
        ),
        dg.MaterializeResult(
            asset_key=keys.QUARANTINE,
            metadata={
                "cells rejected": sum(load.rejected for load in loads),
                "cells open": overview.open_count,
                "dagster/row_count": overview.quarantine_count,
                "newest open cells": markdown_table(REFUSED_COLUMNS, overview.refused),
            },
        ),
    )


def _beside_prices(key: dg.AssetKey, description: str) -> dg.AssetSpec:
    """Return a table that a run of the prices writes too; it cannot be materialized alone."""
    return dg.AssetSpec(
        key,
        deps=[keys.SHEETS],
        description=description,
        partitions_def=MONTHS,
        group_name=keys.COLLECTED,
        kinds={"postgres"},
        owners=OWNERS,
    )


BESIDE_PRICES = [
    _beside_prices(
        keys.COVERAGE, "How far each month has been read, from the page or from the archive."
    ),
    _beside_prices(
        keys.SHEET_ROWS, "Rows of the newest sheet of a month: which zone stood in which section."
    ),
    _beside_prices(
        keys.REVISIONS, "Every later change of a published price: old, new, when it was seen."
    ),
]
