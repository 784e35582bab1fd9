"""What a run over months says when it is over. Doing the run is `runs`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from database.errors import PlatformError
from ingestion.necc.errors import NeccError
from ingestion.necc.loader import LoadReport


class MonthStatus(StrEnum):
    """What became of a month."""

    LOADED = "loaded"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MonthReport:
    """One month of a run. `load` where its sheet was loaded, `error` where it was not."""

    month: date
    status: MonthStatus
    load: LoadReport | None = None
    error: PlatformError | None = None


class MonthsFailedError(NeccError):
    """Some months of a run could not be read; the others were."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run over months.

    Attributes:
        execution_id: The run in `market.nec_scraper_logs`.
        months: What was done, in order.
        left: Months the run did not come to, because it was stopped or the page is away.
    """

    execution_id: UUID
    months: tuple[MonthReport, ...]
    left: tuple[date, ...] = ()

    @property
    def failed(self) -> tuple[MonthReport, ...]:
        """The months that could not be read."""
        return tuple(report for report in self.months if report.status is MonthStatus.FAILED)

    @property
    def loads(self) -> tuple[LoadReport, ...]:
        """What was loaded."""
        return tuple(report.load for report in self.months if report.load is not None)

    @property
    def is_complete(self) -> bool:
        """Every month that was asked for is read."""
        return not self.failed and not self.left

    def raise_if_failed(self) -> None:
        """Raise what went wrong, after everything that could be read has been.

        Raises:
            PageUnavailableError: The page is away: the run ended there, and may be repeated.
            SheetError: The only month that failed sent no such sheet.
            MonthsFailedError: Several months failed.
        """
        errors = [report.error for report in self.failed if report.error is not None]
        passing = [error for error in errors if error.is_transient]
        if passing or len(errors) == 1:
            raise (passing or errors)[0]
        if errors:
            raise MonthsFailedError(
                f"{len(errors)} of {len(self.months)} months could not be read",
                expected="a price sheet for each",
                found="; ".join(error.what for error in errors),
                remedy="see error_details in market.nec_scraper_logs, execution_id "
                f"{self.execution_id}",
            )
