"""The page client against a local page that misbehaves in every way known."""

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ingestion.necc.errors import PageRefusedError, PageUnavailableError
from ingestion.necc.page import PageClient
from ingestion.necc.sheet import Basis
from ingestion.necc.sheet_parser import parse_daily_sheet, parse_monthly_sheet
from tests.necc_faults import Fault
from tests.necc_page import NeccPageServer
from tests.necc_prices import real_prices

MARCH = date(2020, 3, 1)
NAMAKKAL = ("Namakkal", Basis.SUGGESTED)


@pytest.fixture
def page() -> Iterator[NeccPageServer]:
    with NeccPageServer(real_prices()) as server:
        yield server


@pytest.fixture
def client(page: NeccPageServer) -> Iterator[PageClient]:
    with _client(page.url) as client:
        yield client


def _client(url: str, **bounds: Any) -> PageClient:
    quick: dict[str, Any] = {
        "min_interval_seconds": 0.0,
        "pause_seconds": 0.01,
        "retries": 2,
        **bounds,
    }
    return PageClient(url, **quick)


# What is sent, and what comes back


def test_body_is_the_pages_own_when_it_answers(page: NeccPageServer, client: PageClient) -> None:
    before = datetime.now(UTC)
    fetched = client.fetch(date(2020, 3, 17))
    assert fetched.body == page.body(MARCH)
    assert (fetched.month, fetched.report_type, fetched.status) == (MARCH, "daily", 200)
    assert before <= fetched.fetched_at <= datetime.now(UTC)
    assert fetched.elapsed_ms >= 0
    assert parse_daily_sheet(fetched.body, MARCH).prices


def test_form_has_a_month_of_two_digits_and_no_print_button(
    page: NeccPageServer, client: PageClient
) -> None:
    client.fetch(MARCH)
    (request,) = page.requests
    assert request.method == "POST"
    assert request.form == {
        "ddlMonth": "03",
        "ddlYear": "2020",
        "rblReportType": "DailyReport",
        "btnReport": "Get Sheet",
    }


def test_user_agent_names_the_platform_and_its_version(
    page: NeccPageServer, client: PageClient
) -> None:
    client.fetch(MARCH)
    name, number = page.requests[0].user_agent.split("/")
    assert name == "PoultryCo data platform"
    assert number[0].isdigit()


def test_year_is_asked_for_when_the_sheet_is_monthly(
    page: NeccPageServer, client: PageClient
) -> None:
    fetched = client.fetch(MARCH, "monthly")
    assert (fetched.month, fetched.report_type) == (date(2020, 1, 1), "monthly")
    assert page.requests[0].form["rblReportType"] == "MonthlyReport"
    assert parse_monthly_sheet(fetched.body, 2020).averages


def test_answer_follows_the_page_when_it_changes(page: NeccPageServer, client: PageClient) -> None:
    page.set_as_of(date(2020, 3, 10))
    page.set_price(*NAMAKKAL, date(2020, 3, 9), 444)
    page.set_price(*NAMAKKAL, date(2020, 3, 10), None)
    page.set_cell("Bongaon", Basis.PREVAILING, date(2020, 3, 1), "n.a.")
    sheet = parse_daily_sheet(client.fetch(MARCH).body, MARCH)
    prices = {c.day.day: c.price for c in sheet.prices if (c.zone_name, c.basis) == NAMAKKAL}
    assert prices[9] == 444
    assert max(prices) == 9
    assert [(cell.zone_name, cell.text) for cell in sheet.rejected] == [("Bongaon", "n.a.")]


# What may pass is tried again, with an end


@pytest.mark.parametrize(
    "fault", [Fault.SERVER_ERROR, Fault.TOO_MANY_REQUESTS, Fault.DROPPED_CONNECTION]
)
def test_page_is_asked_again_when_a_fault_passes(
    page: NeccPageServer, client: PageClient, fault: Fault
) -> None:
    page.break_with(fault, times=2)
    assert client.fetch(MARCH).body == page.body(MARCH)
    assert len(page.requests) == 3


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (Fault.SERVER_ERROR, "status 500"),
        (Fault.TOO_MANY_REQUESTS, "status 429"),
        (Fault.DROPPED_CONNECTION, "IncompleteRead"),
    ],
)
def test_page_is_unavailable_when_a_fault_stays(
    page: NeccPageServer, client: PageClient, fault: Fault, found: str
) -> None:
    page.break_with(fault)
    with pytest.raises(PageUnavailableError) as caught:
        client.fetch(MARCH)
    assert found in caught.value.found
    assert "after 3 tries" in caught.value.found
    assert "2020-03" in caught.value.what
    assert caught.value.is_transient
    assert len(page.requests) == 3


def test_page_is_unavailable_when_nobody_listens(page: NeccPageServer) -> None:
    page.__exit__(None, None, None)
    with _client(page.url) as client, pytest.raises(PageUnavailableError) as caught:
        client.fetch(MARCH)
    assert "after 3 tries" in caught.value.found


def test_page_is_unavailable_when_it_keeps_silent(page: NeccPageServer) -> None:
    page.break_with(Fault.SLOW_ANSWER, seconds=60)
    with (
        _client(page.url, read_timeout=0.1, retries=0) as client,
        pytest.raises(PageUnavailableError) as caught,
    ):
        client.fetch(MARCH)
    assert "Read timed out" in caught.value.found


def test_page_is_unavailable_when_its_body_drips_past_the_deadline(page: NeccPageServer) -> None:
    page.break_with(Fault.SLOW_DRIP, seconds=0.05)
    with (
        _client(page.url, read_timeout=30, deadline_seconds=0.2, retries=0) as client,
        pytest.raises(PageUnavailableError) as caught,
    ):
        client.fetch(MARCH)
    assert "bytes in 0.2 s, and no end" in caught.value.found


# Redirects


def test_form_is_sent_again_when_the_page_moves_within_its_site(
    page: NeccPageServer, client: PageClient
) -> None:
    page.break_with(Fault.MOVED_WITHIN, times=1)
    assert client.fetch(MARCH).body == page.body(MARCH)
    first, second = page.requests
    assert (second.method, second.form) == (first.method, first.form)


def test_page_is_refused_when_it_redirects_without_end(
    page: NeccPageServer, client: PageClient
) -> None:
    page.break_with(Fault.MOVED_WITHIN)
    with pytest.raises(PageRefusedError) as caught:
        client.fetch(MARCH)
    assert "redirects" in caught.value.found
    assert len(page.requests) < 10


# Retry-After


def test_pause_is_as_long_as_the_page_asks_for(page: NeccPageServer, client: PageClient) -> None:
    page.break_with(Fault.TOO_MANY_REQUESTS, times=1, retry_after="1")
    started = time.monotonic()
    client.fetch(MARCH)
    assert time.monotonic() - started >= 1
    assert len(page.requests) == 2


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_page_is_left_alone_when_it_asks_for_a_longer_pause_than_is_allowed(
    page: NeccPageServer, client: PageClient, form: str
) -> None:
    moment = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    wish = "3600" if form == "seconds" else moment
    page.break_with(Fault.TOO_MANY_REQUESTS, times=1, retry_after=wish)
    with pytest.raises(PageUnavailableError) as caught:
        client.fetch(MARCH)
    assert "it asks for a pause of 3" in caught.value.found
    assert len(page.requests) == 1


@pytest.mark.parametrize("wish", ["soon", "-5", "Wed, 01 Jan 2020 00:00:00 GMT"])
def test_page_is_asked_again_when_its_wish_cannot_be_read_or_is_past(
    page: NeccPageServer, client: PageClient, wish: str
) -> None:
    page.break_with(Fault.TOO_MANY_REQUESTS, times=1, retry_after=wish)
    assert client.fetch(MARCH).status == 200


# What no retry changes


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (Fault.FORBIDDEN, "status 403"),
        (Fault.MOVED_AWAY, "http://example.invalid/home/eggprice"),
        (Fault.HUGE_BODY, "more than 100000 bytes"),
    ],
)
def test_page_is_asked_once_when_a_retry_would_not_help(
    page: NeccPageServer, fault: Fault, found: str
) -> None:
    page.break_with(fault)
    with (
        _client(page.url, max_body_bytes=100_000) as client,
        pytest.raises(PageRefusedError) as caught,
    ):
        client.fetch(MARCH)
    assert found in caught.value.found
    assert not caught.value.is_transient
    assert len(page.requests) == 1


@pytest.mark.parametrize("url", ["https:///home", "ftp://127.0.0.1/", "http://[::1/"])
def test_page_is_refused_when_its_address_makes_no_sense(url: str) -> None:
    with PageClient(url) as client, pytest.raises(PageRefusedError):
        client.fetch(MARCH)


def test_page_is_refused_when_nobody_vouches_for_its_certificate(
    page: NeccPageServer, tmp_path: Path
) -> None:
    page._http.socket = _self_signed(tmp_path).wrap_socket(page._http.socket, server_side=True)
    with (
        _client(page.url.replace("http:", "https:")) as client,
        pytest.raises(PageRefusedError) as caught,
    ):
        client.fetch(MARCH)
    assert "CERTIFICATE_VERIFY_FAILED" in caught.value.found
    assert page.requests == []


def test_requests_keep_their_interval_when_they_follow_each_other(page: NeccPageServer) -> None:
    page.break_with(Fault.SERVER_ERROR, times=1)
    started = time.monotonic()
    with _client(page.url, min_interval_seconds=0.2, pause_seconds=0) as client:
        client.fetch(MARCH)
        client.fetch(MARCH)
    assert time.monotonic() - started >= 0.4
    assert len(page.requests) == 3


def _self_signed(folder: Path) -> ssl.SSLContext:
    """Return the TLS settings of a server that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "server.pem"
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
