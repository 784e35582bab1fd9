"""Asks the NECC page for a sheet: one POST a month, politely and within bounds.

Only bytes come out of here, and only those of a whole answer with status 200. They are kept by
`raw_sheets` and understood by `sheet_parser`.
"""

import logging
import ssl
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

import requests
import urllib3

from ingestion.necc.calendar import first_of_month
from ingestion.necc.errors import PageRefusedError, PageUnavailableError
from ingestion.necc.page_address import Pace, is_loopback, redirect_target
from ingestion.necc.sheet import ReportType

logger = logging.getLogger(__name__)

_FORM_VALUES = {ReportType.DAILY: "DailyReport", ReportType.MONTHLY: "MonthlyReport"}
_CHUNK_BYTES = 2**16
_MOST_REDIRECTS = 3


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """An answer of the page. Key: month, report type, time.

    `month` is the first day of the month asked for, 1 January for a monthly sheet;
    `fetched_at` is UTC; `elapsed_ms` is the time of the last try, without any pause.
    """

    month: date
    report_type: str
    status: int
    body: bytes
    fetched_at: datetime
    elapsed_ms: int


class PageClient:
    """Asks one page. May be shared by threads and used as a context manager.

    Args:
        url: Address of the page.
        min_interval_seconds: From one request to the next; below 1.0 only on this machine.
        connect_timeout: Seconds to reach the server.
        read_timeout: Seconds of silence that end a try.
        deadline_seconds: Seconds for a whole answer, however steadily it drips.
        max_body_bytes: Largest body that is taken; a real one has about 30,000 bytes.
        retries: Further tries after no answer, a broken one, status 429 or 5xx.
        pause_seconds: Pause before the first further try; it doubles with each.
        longest_pause_seconds: Bound of a pause. A page that asks for more is left alone.

    Raises:
        NeccError: The interval is too short for a page that is not on this machine.
    """

    def __init__(
        self,
        url: str,
        *,
        min_interval_seconds: float = 1.0,
        connect_timeout: float = 10.0,
        read_timeout: float = 30.0,
        deadline_seconds: float = 120.0,
        max_body_bytes: int = 4 * 2**20,
        retries: int = 3,
        pause_seconds: float = 2.0,
        longest_pause_seconds: float = 60.0,
    ) -> None:
        self._url = url
        self._pace = Pace(url, min_interval_seconds)
        self._timeouts = (connect_timeout, read_timeout)
        self._deadline_seconds = deadline_seconds
        self._max_body_bytes = max_body_bytes
        self._longest_pause = longest_pause_seconds
        self._pauses = [
            min(pause_seconds * 2**number, longest_pause_seconds) for number in range(retries)
        ]
        self._session = requests.Session()
        self._session.headers["User-Agent"] = user_agent()
        # A proxy of the environment cannot reach this machine's own addresses.
        self._session.trust_env = not is_loopback(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept open between requests."""
        self._session.close()

    def fetch(self, month: date, report_type: str = ReportType.DAILY) -> FetchedPage:
        """Return the page's answer for a month, or for the year of it on a monthly sheet.

        Raises:
            PageUnavailableError: No whole answer after all tries; it may come later.
            PageRefusedError: The page says no, sends us elsewhere, or far too much.
        """
        kind = ReportType(report_type)
        key = first_of_month(month) if kind is ReportType.DAILY else date(month.year, 1, 1)
        pauses = iter(self._pauses)
        tries = 1
        while True:
            try:
                return self._try(key, kind)
            except _TryFailedError as failure:
                pause = self._pause_after(failure, next(pauses, None))
                if pause is None:
                    raise self._unavailable(key, tries, failure) from failure
                logger.warning(
                    "%s for %s: %s; asking again in %.1f s", self._url, key, failure, pause
                )
            tries += 1
            time.sleep(pause)

    def _try(self, month: date, kind: ReportType) -> FetchedPage:
        self._pace.wait()
        started = time.monotonic()
        try:
            body = self._body(self._url, _form(month, kind), started + self._deadline_seconds)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            if isinstance(error, ValueError) or _is_about_certificate(error):
                raise self._refused(f"{type(error).__name__}: {error}") from error
            raise _TryFailedError(f"{type(error).__name__}: {error}") from error
        elapsed_ms = round((time.monotonic() - started) * 1000)
        return FetchedPage(month, kind.value, HTTPStatus.OK, body, datetime.now(UTC), elapsed_ms)

    def _body(self, url: str, form: dict[str, str], deadline: float) -> bytes:
        """Post the form, also to where the same site redirects it, and read the answer."""
        for _ in range(_MOST_REDIRECTS):
            with self._session.post(
                url, data=form, timeout=self._timeouts, stream=True, allow_redirects=False
            ) as response:
                if not response.is_redirect:
                    self._check_status(response)
                    return self._read(response, deadline)
                url = redirect_target(url, response.headers["Location"])
            self._pace.wait()
        raise self._refused(f"more than {_MOST_REDIRECTS} redirects")

    def _check_status(self, response: requests.Response) -> None:
        status = response.status_code
        if status == HTTPStatus.OK:
            return
        found = f"status {status} {response.reason}"
        if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _TryFailedError(found, retry_after=response.headers.get("Retry-After"))
        raise self._refused(found)

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        """Read what has arrived, again and again: a slow drip never fills a chunk."""
        body = bytearray()
        while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=True):
            body += chunk
            if len(body) > self._max_body_bytes:
                raise self._refused(f"a body of more than {self._max_body_bytes} bytes")
            if time.monotonic() > deadline:
                bytes_and_time = f"{len(body)} bytes in {self._deadline_seconds:g} s"
                raise _TryFailedError(f"{bytes_and_time}, and no end of the body")
        return bytes(body)

    def _pause_after(self, failure: "_TryFailedError", planned: float | None) -> float | None:
        """Return the pause before the next try, or nothing if there should be none."""
        asked = failure.retry_after_seconds
        if planned is None or asked > self._longest_pause:
            return None
        return max(planned, asked)

    def _unavailable(
        self, month: date, tries: int, failure: "_TryFailedError"
    ) -> PageUnavailableError:
        wish = failure.retry_after_seconds
        return PageUnavailableError(
            f"The NECC page {self._url} gives no sheet for {month:%Y-%m} now",
            expected="status 200 and a whole body",
            found=f"{failure}, after {tries} {'try' if tries == 1 else 'tries'}"
            + (f"; it asks for a pause of {wish:.0f} s" if wish else ""),
            remedy="try again later; prices already loaded stay as they are",
        )

    def _refused(self, found: str) -> PageRefusedError:
        return PageRefusedError(
            f"The NECC page {self._url} does not give its sheets",
            expected=f"status 200 and at most {self._max_body_bytes} bytes",
            found=found,
            remedy="open the page in a browser; if it has moved, set POULTRYCO_NECC_URL",
        )


class _TryFailedError(Exception):
    """One try failed in a way that may pass."""

    def __init__(self, reason: str, *, retry_after: str | None = None) -> None:
        super().__init__(reason)
        self.retry_after_seconds = _seconds_until(retry_after) if retry_after else 0.0


def user_agent() -> str:
    """Return how the client names itself to the page."""
    try:
        number = version("poultryco")
    except PackageNotFoundError:
        number = "unknown"
    return f"PoultryCo data platform/{number}"


def _form(month: date, kind: ReportType) -> dict[str, str]:
    """Return the form's fields; a month of one digit would give a sheet of dashes."""
    return {
        "ddlMonth": f"{month:%m}",
        "ddlYear": f"{month:%Y}",
        "rblReportType": _FORM_VALUES[kind],
        "btnReport": "Get Sheet",
    }


def _seconds_until(retry_after: str) -> float:
    """Return the seconds a Retry-After header asks for; 0 for what cannot be read."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return 0.0
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())


def _is_about_certificate(error: BaseException) -> bool:
    """Say whether the certificate was refused: requests and urllib3 wrap that several times."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return True
    causes = [error.__cause__, *error.args, getattr(error, "reason", None)]
    return any(_is_about_certificate(it) for it in causes if isinstance(it, BaseException))
