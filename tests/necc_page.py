"""A local HTTP server that answers like the NECC price page, and misbehaves on request.

    with NeccPageServer(real_prices()) as page:
        page.set_price("Namakkal", Basis.SUGGESTED, date(2026, 4, 7), 450)
        page.break_with(Fault.SERVER_ERROR, times=2)
        PageClient(page.url, min_interval_seconds=0).fetch(date(2026, 4, 1))

Everything may be switched while it runs, from any thread. Prices to serve are in
`necc_prices`, how a sheet looks is `necc_sheet_html`, the faults are `necc_faults`.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl

from ingestion.necc.calendar import today_ist
from ingestion.necc.sheet import Basis
from tests.necc_faults import Fault, spoiled_body
from tests.necc_prices import Prices
from tests.necc_sheet_html import folded, render_daily, render_monthly

HUGE_BODY_BYTES = 64 * 2**20
_CHUNK = b" " * 2**16


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A request that arrived. `at` is seconds on the monotonic clock."""

    method: str
    form: Mapping[str, str]
    user_agent: str
    at: float


@dataclass(slots=True)
class _Breakage:
    """A fault that is switched on: for which month, how often still, and its size."""

    fault: Fault
    times: int | None
    month: date | None
    seconds: float
    retry_after: str | None


class NeccPageServer:
    """The page on a free port of this machine, started on entering and gone on leaving.

    Prices not given are missing on the sheet; a zone the real page does not list becomes a
    row of its own. Averages always recompute.
    """

    def __init__(self, prices: Prices, *, as_of: date | None = None) -> None:
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._cells = {
            (folded(name), basis, day): str(price) for (name, basis, day), price in prices.items()
        }
        self._as_of = as_of
        self._breakages: list[_Breakage] = []
        self._seen: list[SeenRequest] = []
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.page = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://127.0.0.1:{self._http.server_port}/home/eggprice"

    @property
    def requests(self) -> list[SeenRequest]:
        """Every request so far, oldest first."""
        with self._lock:
            return list(self._seen)

    def break_with(
        self,
        fault: Fault,
        *,
        times: int | None = None,
        month: date | None = None,
        seconds: float = 0.2,
        retry_after: str | None = None,
    ) -> None:
        """Switch a fault on; of several that fit a request the one switched on first acts.

        Args:
            fault: What goes wrong.
            times: How many answers it spoils; all of them if not given.
            month: The only month it spoils; every month if not given.
            seconds: Length of the pauses of the slow faults.
            retry_after: The header of that name of an answer with status 429.
        """
        with self._lock:
            self._breakages.append(_Breakage(fault, times, month, seconds, retry_after))

    def mend(self) -> None:
        """Switch every fault off."""
        with self._lock:
            self._breakages.clear()

    def set_price(self, zone_name: str, basis: Basis, day: date, price: int | None) -> None:
        """Correct a price, publish one, or take it off the page with None."""
        self.set_cell(zone_name, basis, day, None if price is None else str(price))

    def set_cell(self, zone_name: str, basis: Basis, day: date, text: str | None) -> None:
        """Print any text in a cell; None prints the mark of a missing day."""
        with self._lock:
            if text is None:
                self._cells.pop((folded(zone_name), basis, day), None)
            else:
                self._cells[folded(zone_name), basis, day] = text

    def set_as_of(self, day: date | None) -> None:
        """Leave every later day blank, as the page does in a month that is running."""
        with self._lock:
            self._as_of = day

    def body(self, month: date, report_type: str = "DailyReport") -> bytes:
        """Return the sheet as it would be served now without a fault."""
        with self._lock:
            cells = {
                key: text
                for key, text in self._cells.items()
                if self._as_of is None or key[2] <= self._as_of
            }
        newest_year = max(today_ist().year, month.year)
        if report_type == "MonthlyReport":
            return render_monthly(month.year, cells, newest_year=newest_year)
        return render_daily(month, cells, newest_year=newest_year)

    def _note(self, request: SeenRequest) -> None:
        with self._lock:
            self._seen.append(request)

    def _next_breakage(self, month: date) -> _Breakage | None:
        with self._lock:
            for breakage in self._breakages:
                if breakage.month in {None, month} and breakage.times != 0:
                    breakage.times = None if breakage.times is None else breakage.times - 1
                    return breakage
        return None


class _Server(ThreadingHTTPServer):
    page: NeccPageServer
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet: a client that hangs up is what many of the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write nothing: requests are kept for the test to look at."""

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._answer(dict(parse_qsl(self.rfile.read(length).decode())))

    def _answer(self, form: dict[str, str]) -> None:
        page = self.server.page
        agent = self.headers.get("User-Agent", "")
        page._note(SeenRequest(self.command, form, agent, time.monotonic()))
        month = _month_asked_for(form)
        breakage = page._next_breakage(month)
        body = self._body(month, form)
        if breakage is None:
            self._send(body)
        elif breakage.fault in _WIRE_FAULTS:
            _WIRE_FAULTS[breakage.fault](self, breakage, body)
        else:
            self._send(spoiled_body(breakage.fault, page.body, month))

    def _body(self, month: date, form: Mapping[str, str]) -> bytes:
        if form and len(form.get("ddlMonth", "")) != 2:
            return spoiled_body(Fault.ALL_DASHES, self.server.page.body, month)
        return self.server.page.body(month, form.get("rblReportType", "DailyReport"))

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self._send_head(len(body), status, **headers)
        self.wfile.write(body)

    def _send_head(self, length: int, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def refuse(self, breakage: _Breakage, _body: bytes) -> None:
        """Answer with the status of the fault."""
        headers = {"Retry_After": breakage.retry_after} if breakage.retry_after else {}
        status = int(breakage.fault.value.split()[-1])
        self._send(b"<h1>The page is not available.</h1>", status, **headers)

    def redirect(self, breakage: _Breakage, _body: bytes) -> None:
        """Send the client where the fault says; any path of this server is the page."""
        self._send(b"", 302, Location=breakage.fault.value.split()[-1])

    def answer_late(self, breakage: _Breakage, body: bytes) -> None:
        """Keep silent first."""
        self.server.page._stopped.wait(breakage.seconds)
        self._send(body)

    def drip(self, breakage: _Breakage, body: bytes) -> None:
        """Send sixteen bytes at a time."""
        self._send_head(len(body))
        for start in range(0, len(body), 16):
            self.wfile.write(body[start : start + 16])
            if self.server.page._stopped.wait(breakage.seconds):
                return

    def hang_up(self, _breakage: _Breakage, body: bytes) -> None:
        """Promise the whole body and send half of it."""
        self._send_head(len(body))
        self.wfile.write(body[: len(body) // 2])

    def flood(self, _breakage: _Breakage, body: bytes) -> None:
        """Send the sheet and then blanks without an end in sight, of no announced length."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)
        for _ in range(HUGE_BODY_BYTES // len(_CHUNK)):
            self.wfile.write(_CHUNK)


def _month_asked_for(form: Mapping[str, str]) -> date:
    if not form:
        return today_ist().replace(day=1)
    number = int(form["ddlMonth"]) if form.get("rblReportType") != "MonthlyReport" else 1
    return date(int(form["ddlYear"]), number, 1)


_WIRE_FAULTS: dict[Fault, Callable[[_Handler, _Breakage, bytes], None]] = {
    Fault.SERVER_ERROR: _Handler.refuse,
    Fault.TOO_MANY_REQUESTS: _Handler.refuse,
    Fault.FORBIDDEN: _Handler.refuse,
    Fault.MOVED_AWAY: _Handler.redirect,
    Fault.MOVED_WITHIN: _Handler.redirect,
    Fault.SLOW_ANSWER: _Handler.answer_late,
    Fault.SLOW_DRIP: _Handler.drip,
    Fault.DROPPED_CONNECTION: _Handler.hang_up,
    Fault.HUGE_BODY: _Handler.flood,
}
