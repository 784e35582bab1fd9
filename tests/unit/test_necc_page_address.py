"""How fast an address may be asked, and where it may send its readers."""

import time

import pytest

from ingestion.necc.errors import NeccError, PageRefusedError
from ingestion.necc.page import PageClient
from ingestion.necc.page_address import Pace, redirect_target

SITE = "https://www.e2necc.com/home/eggprice"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/prices", "https://www.e2necc.com/prices"),
        ("https://e2necc.com/prices", "https://e2necc.com/prices"),
        ("http://www.e2necc.com/prices", None),
        ("https://evil.example/home/eggprice", None),
        ("https://e2necc.com.evil.example/", None),
        ("//[", None),
    ],
)
def test_redirect_is_followed_only_within_the_same_site(location: str, target: str | None) -> None:
    if target is not None:
        assert redirect_target(SITE, location) == target
        return
    with pytest.raises(PageRefusedError):
        redirect_target(SITE, location)


@pytest.mark.parametrize("interval", [0.0, 0.99, float("nan")])
@pytest.mark.parametrize("url", [SITE, "http://10.0.0.7/", "http://localhost.example/"])
def test_short_interval_is_an_error_when_the_page_is_not_on_this_machine(
    url: str, interval: float
) -> None:
    with pytest.raises(NeccError) as caught:
        PageClient(url, min_interval_seconds=interval)
    assert caught.value.expected == "1.0 s or more"


@pytest.mark.parametrize("url", ["http://localhost:1/", "http://127.0.0.9:1/", "http://[::1]:1/"])
def test_short_interval_is_accepted_when_the_page_is_on_this_machine(url: str) -> None:
    PageClient(url, min_interval_seconds=0).close()


def test_pace_does_not_save_up_requests_when_nobody_asks_for_a_while() -> None:
    pace = Pace("http://127.0.0.1/", 0.05)
    pace.wait()
    time.sleep(0.2)
    started = time.monotonic()
    for _ in range(3):
        pace.wait()
    assert time.monotonic() - started >= 0.1
