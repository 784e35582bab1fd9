"""The quality report as its readers meet it: in a browser, from the file system, no network.

Names, messages and rows of some checks are markup: were they taken for markup, the policy of the
page would complain, and every test looks for complaints.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from benchmarks.check_history import Episode, fill_history, runs_before
from database.check_results import CheckResult, record
from database.connections import connect
from database.server import EmbeddedServer
from expectations.suites import rules
from reporting.quality import build_quality_report
from reporting.quality.data_docs import docs_path
from tests.chromium import Page
from tests.databases import copy_of

pytestmark = pytest.mark.browser

MARKUP = "<img src=x onerror=alert(1)></script><script>window.hacked = 1</script>"
LAST = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
DAYS = 20
ERRORED = rules("core")[1]
ATTACK = CheckResult(
    run_id=uuid4(),
    check_name=MARKUP,
    tool="dbt",
    suite="ana",
    schema_name="ana",
    table_name=MARKUP,
    owner=MARKUP,
    severity="error",
    status="failed",
    message=MARKUP * 4,
    rows_checked=10,
    rows_failing=2,
    samples=[{MARKUP: MARKUP}],
    query=MARKUP,
    seconds=0.1,
    code_version="1",
    instant=None,
    checked_at=LAST,
    module=MARKUP,
    kind=MARKUP,
)


@pytest.fixture(scope="module")
def report(
    server: EmbeddedServer, empty_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    # A part of them, of both severities, and in every ninth a fault.
    asked = sorted(rules("core")[::8], key=lambda rule: rule.severity)
    runs = runs_before(LAST, days=DAYS, runs_a_day=1)
    episodes = [
        Episode(rule.name, runs[place % DAYS], LAST - timedelta(days=place % 3), place + 1)
        for place, rule in enumerate(asked[::-9])
    ]
    with copy_of(server, empty_template) as url:
        fill_history(url, asked, runs, episodes)
        with connect(url) as connection:
            before = replace(ATTACK, run_id=uuid4(), checked_at=LAST - timedelta(days=1))
            was_bad = replace(before, check_name=f"{MARKUP}2")
            holds = replace(was_bad, run_id=ATTACK.run_id, checked_at=LAST, status="passed")
            errored = replace(
                ATTACK,
                check_name=ERRORED.name,
                tool="great_expectations",
                schema_name=ERRORED.schema,
                table_name=ERRORED.table_name,
                status="errored",
            )
            record(connection, [ATTACK, before, was_bad, holds, errored])
        yield build_quality_report(url, tmp_path_factory.mktemp("quality"))


def pages_of(report: Path) -> list[Path]:
    """Return the pages; of Data Docs the first one, and one of what could not be checked."""
    docs = [report.parent / each for each in ("data_docs/index.html", docs_path(ERRORED.table))]
    summary = report.with_name("summary.html")
    return [report, summary, *docs, *sorted(report.parent.glob("modules/*.html"))]


def shown(page: Page) -> list[dict[str, Any]]:
    """Return the failures that can be seen."""
    found = page.run(
        "[...document.querySelectorAll('.failure')].filter((each) => each.offsetHeight)"
        ".map((each) => ({ ...each.dataset, name: each.querySelector('.check-name').innerText }))"
    )
    return list(found)


def choose(page: Page, control: str, value: str) -> None:
    """Choose or type as a reader does."""
    page.run(
        f"(() => {{ const control = document.getElementById('failure-{control}');"
        f" control.value = {value!r}; control.dispatchEvent(new Event('input')); }})()"
    )


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_open_without_a_complaint_or_a_network(page: Page, report: Path, dark: bool) -> None:
    page.open(report, dark=dark)
    local = [url for url in page.requested if not url.startswith("data:")]
    assert local == [report.as_uri()]
    assert page.run("typeof window.hacked") == "undefined"
    assert MARKUP in [each["name"] for each in shown(page)]
    paper = page.run("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(paper) < 64) is dark


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_no_page_ever_scrolls_sideways(page: Page, report: Path, width: int) -> None:
    for file in pages_of(report):
        page.open(file, width=width, height=844)
        assert page.run("document.documentElement.scrollWidth") == width, file.name


def test_what_fails_is_found_by_words_severity_owner_and_module(page: Page, report: Path) -> None:
    page.open(report)
    everything = shown(page)
    assert len(everything) > 5
    owner = next(each["owner"] for each in everything if each["owner"] != MARKUP)
    choose(page, "owner", owner)
    assert shown(page) == [each for each in everything if each["owner"] == owner]
    choose(page, "owner", "")
    choose(page, "severity", "warning")
    assert shown(page) == [each for each in everything if each["severity"] == "warning"]
    choose(page, "severity", "")
    name = everything[1]["name"]
    choose(page, "search", name.upper())
    assert name in [each["name"] for each in shown(page)]
    assert len(shown(page)) < len(everything)
    count = page.run("document.getElementById('failure-count').textContent")
    assert count == f"{len(shown(page))} of {len(everything)}"


def test_rows_and_queries_are_folded_and_a_query_is_copied(page: Page, report: Path) -> None:
    page.open(report)
    assert page.run("document.querySelectorAll('.failure details[open]').length") == 0
    copied = page.run(
        "(async () => { const fold = document.querySelector('.failure .query'); fold.open = true;"
        " let text; navigator.clipboard.writeText = async (value) => { text = value; };"
        " fold.querySelector('.copy').click(); await Promise.resolve();"
        " return [text, fold.querySelector('pre').textContent]; })()"
    )
    assert copied[0] == copied[1] != ""


def test_tables_sort_by_their_headers(page: Page, report: Path) -> None:
    page.open(report)
    table = "document.querySelector('#trends table')"
    days = f"[...{table}.tBodies[0].rows].map((row) => Number(row.cells[3].dataset.sort))"
    for is_descending in (True, False):
        page.run(f"{table}.tHead.rows[0].cells[3].querySelector('button').click()")
        assert page.run(days) == sorted(page.run(days), reverse=is_descending)


def test_trends_have_a_box_for_every_day_and_lines_within_their_picture(
    page: Page, report: Path
) -> None:
    page.open(report)
    outside = page.run(
        "[...document.querySelectorAll('.spark path, .strip path')].filter((path) => {"
        " const [a, b] = [path, path.closest('svg')].map((each) => each.getBoundingClientRect());"
        " return a.left < b.left - 2 || a.right > b.right + 2 || a.top < b.top - 2; }).length"
    )
    assert outside == 0
    assert page.run("document.querySelectorAll('.strip .bad').length") > 5


@pytest.mark.parametrize("width", [420, 1400])
def test_modules_have_a_strip_for_each_check_and_bad_days_stand_out(
    page: Page, report: Path, width: int
) -> None:
    bad = 0
    for file in report.parent.glob("modules/*.html"):
        page.open(file, width=width)
        rows, strips, heights = page.run(
            "(() => { const rows = document.querySelectorAll('#checks tbody tr');"
            " const high = (path) => path.getBoundingClientRect().height;"
            " const strips = document.querySelectorAll('#checks tbody .strip');"
            " return [rows.length, strips.length, [...strips].map((strip) => ['.good', '.bad']"
            ".map((each) => [...strip.querySelectorAll(each)].map(high)[0] ?? null))]; })()"
        )
        assert strips == rows, file.name
        for good_height, bad_height in heights:
            assert bad_height is None or bad_height >= 8
            assert good_height is None or 2 <= good_height <= 6
            bad += bad_height is not None
    assert bad > 5


def test_names_in_pictures_of_modules_fit_their_boxes(page: Page, report: Path) -> None:
    for file in report.parent.glob("modules/*.html"):
        page.open(file)
        too_long = page.run(
            "[...document.querySelectorAll('.erd g')].flatMap((box) => {"
            " const edge = box.querySelector('rect').getBoundingClientRect().right;"
            " return [...box.querySelectorAll('text')].filter((text) =>"
            " text.getBoundingClientRect().right > edge).map((text) => text.textContent); })"
        )
        assert too_long == [], file.name
