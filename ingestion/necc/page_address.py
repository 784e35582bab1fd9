"""What the address of the page decides: how fast it may be asked, and where it may send us."""

import threading
import time
from ipaddress import ip_address
from urllib.parse import urljoin, urlsplit

from ingestion.necc.errors import NeccError, PageRefusedError

POLITE_INTERVAL_SECONDS = 1.0


class Pace:
    """Keeps a pause between requests, also when several threads ask."""

    def __init__(self, url: str, interval_seconds: float) -> None:
        """Take a pause in seconds; one below a second only for this machine's own addresses.

        Raises:
            NeccError: The pause is too short for a public page.
        """
        if not interval_seconds >= POLITE_INTERVAL_SECONDS and not is_loopback(url):
            raise NeccError(
                "The pause between two requests to the NECC page is too short",
                expected=f"{POLITE_INTERVAL_SECONDS} s or more",
                found=f"{interval_seconds} s for {url}",
                remedy="raise POULTRYCO_NECC_MIN_INTERVAL_SECONDS; only a page on this machine "
                "may be asked faster",
            )
        self._interval = interval_seconds
        self._lock = threading.Lock()
        self._next_at = time.monotonic()

    def wait(self) -> None:
        """Return when the next request may be sent."""
        with self._lock:
            now = time.monotonic()
            send_at = max(now, self._next_at)
            self._next_at = send_at + self._interval
        time.sleep(send_at - now)


def is_loopback(url: str) -> bool:
    """Say whether an address is one of this machine."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def redirect_target(url: str, location: str) -> str:
    """Return where a redirect leads: to another address of the same site.

    Raises:
        PageRefusedError: It leads to another host, or from https to http.
    """
    try:
        target = urljoin(url, location)
        here, there = urlsplit(url), urlsplit(target)
        if _site(url) == _site(target) and there.scheme in {here.scheme, "https"}:
            return target
    except ValueError:
        target = location
    raise PageRefusedError(
        f"The NECC page {url} sends its readers away",
        expected="an answer, or a redirect within the same site",
        found=f"a redirect to {target[:200]!r}",
        remedy="open the page in a browser; if it has moved, set POULTRYCO_NECC_URL",
    )


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
