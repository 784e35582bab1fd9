"""The price report as a reader meets it: in a browser, from the file system, with no network.

A zone whose name is markup is part of the data throughout: were it taken for markup, the policy
of the page would complain, and every test looks for complaints.
"""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from database.connections import connect
from database.server import EmbeddedServer
from reporting.prices import build_price_report
from tests.chromium import Page
from tests.databases import copy_of

pytestmark = pytest.mark.browser

MARKUP = "<img src=x onerror=alert(1)></script><script>window.hacked = 1</script>"
RENAMES = (
    "update market.nec_zones set name = %s where name = 'Pune'",
    "update ana.ana_necc_zone_summary set zone_name = %s where zone_name = 'Pune'",
)
CHARTS = (
    "trend-chart",
    "heat-chart",
    "year-chart",
    "yoy-chart",
    "anomaly-chart",
    "coverage-chart",
)


@pytest.fixture(scope="module")
def built(server: EmbeddedServer, built_template: str) -> Iterator[str]:
    """URL of a warehouse with the archive, its tables and a zone named like an attack."""
    with copy_of(server, built_template) as url:
        with connect(url) as connection:
            for rename in RENAMES:
                connection.execute(rename.encode(), [MARKUP])
        yield url


@pytest.fixture(scope="module")
def report(built: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_price_report(built, tmp_path_factory.mktemp("report"))


def show(page: Page, report: Path, **window: Any) -> None:
    """Open the report and wait until its charts are drawn."""
    page.open(report, **window)
    page.run(
        "new Promise((done) => { const look = () => document.documentElement.dataset.ready"
        " ? done() : setTimeout(look, 20); look(); })"
    )


def pick(page: Page, control: str, value: object) -> None:
    """Choose an option as a reader does."""
    page.run(
        f"(() => {{ const select = document.getElementById('{control}'); select.value = '{value}';"
        " select.dispatchEvent(new Event('change')); select.dispatchEvent(new Event('input')); })()"
    )


def zone_of(page: Page, name: str) -> int:
    """Return the place of a zone in the lists of the page."""
    options = page.run("[...document.getElementById('year-zone').options].map((o) => o.text)")
    return int(options.index(name))


def traces(page: Page, chart: str) -> list[dict[str, Any]]:
    """Return what a chart was told to draw."""
    script = f"JSON.parse(JSON.stringify(document.getElementById('{chart}').data))"
    return list(page.run(script))


def published(url: str, zone: str, first: date, last: date) -> dict[str, int]:
    """Return the prices of a zone by ISO day."""
    with connect(url, read_only=True) as connection:
        rows = connection.execute(
            """
            select date::text, coalesce(suggested_price, prevailing_price)
            from market.nec_prices inner join market.nec_zones as zone on zone.id = zone_id
            where zone.name = %s and date between %s and %s
            """,
            [zone, first, last],
        ).fetchall()
    return dict(rows)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_chart_is_drawn_without_a_complaint_or_a_network(
    page: Page, report: Path, dark: bool
) -> None:
    show(page, report, dark=dark)
    drawn = page.run(
        "[...document.querySelectorAll('.js-plotly-plot')].filter((plot) =>"
        " plot.querySelector('.trace path[d], .hm image')).map((p) => p.id)"
    )
    assert sorted(drawn) == sorted(CHARTS)
    local = [url for url in page.requested if not url.startswith("data:")]
    assert local == [report.as_uri(), report.with_name("plotly.min.js").as_uri()]
    assert page.run("typeof window.hacked") == "undefined"
    ink = page.run("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert (max(ink) < 64) is dark


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_the_page_never_scrolls_sideways(page: Page, report: Path, width: int) -> None:
    show(page, report, width=width, height=844)
    assert page.run("document.documentElement.scrollWidth") == width
    assert page.run("innerWidth") == width
    cut_off = page.run(
        "[...document.querySelectorAll('.js-plotly-plot text')].filter((text) => {"
        " const chart = text.closest('.js-plotly-plot');"
        " const [a, b] = [text, chart].map((node) => node.getBoundingClientRect());"
        " return a.width && (a.left < b.left - 1 || a.right > b.right + 1); })"
        ".map((text) => text.textContent)"
    )
    assert cut_off == []


def test_the_table_sorts_by_its_headers_and_keeps_the_empty_last(page: Page, report: Path) -> None:
    show(page, report)
    cells = (
        "[...document.querySelectorAll('#zone-table tbody tr')].map((r) => r.cells[1].dataset.sort)"
    )
    assert len(page.run(cells)) == 37
    for direction, is_descending in (("descending", True), ("ascending", False)):
        page.run("document.querySelectorAll('#zone-table thead button')[1].click()")
        order = page.run(cells)
        prices = [int(price) for price in order if price]
        assert prices == sorted(prices, reverse=is_descending)
        assert order[len(prices) :] == [""] * 3
        header = "document.querySelectorAll('#zone-table th[aria-sort]')"
        assert page.run(f"[...{header}].map((h) => h.ariaSort)") == [direction]


def test_the_table_is_filtered_by_name_type_and_state(page: Page, report: Path) -> None:
    show(page, report)
    shown = (
        "[...document.querySelectorAll('#zone-table tbody tr')].filter((r) => !r.hidden)"
        ".map((r) => r.dataset.zone)"
    )
    pick(page, "zone-type", "Production")
    assert len(page.run(shown)) == 20
    pick(page, "zone-state", "Andhra Pradesh")
    assert page.run(shown) == ["Chittoor", "E.Godavari", "Vijayawada", "W.Godavari"]
    pick(page, "zone-search", "GODA")
    assert page.run(shown) == ["E.Godavari", "W.Godavari"]
    assert page.run("document.getElementById('zone-count').textContent") == "2 of 37 zones"


def test_trend_lines_stop_where_a_price_is_missing(page: Page, report: Path, built: str) -> None:
    show(page, report)
    last = date(2026, 4, 7)
    days = [last - timedelta(days=back) for back in range(364, -1, -1)]
    stored = published(built, "Barwala", days[0], last)
    (line,) = [trace for trace in traces(page, "trend-chart") if trace.get("name") == "Barwala"]
    assert line["connectgaps"] is False
    assert line["x"] == [day.isoformat() for day in days]
    assert line["y"] == [stored.get(day.isoformat()) for day in days]
    assert None in line["y"]


def test_zones_and_ranges_of_the_trends_are_chosen(page: Page, report: Path) -> None:
    show(page, report)
    zone = zone_of(page, "Jabalpur")
    page.run("document.querySelectorAll('#trend-chips button').forEach((chip) => chip.click())")
    while page.run("document.querySelectorAll('#trend-chips button').length"):
        page.run("document.querySelector('#trend-chips button').click()")
    page.run(f"document.querySelector('#trend-zones input[value=\"{zone}\"]').click()")
    page.run("[...document.querySelectorAll('#trend-range button')].at(-1).click()")
    lines = [trace for trace in traces(page, "trend-chart") if trace.get("name") == "Jabalpur"]
    # The zone moved from one section of the sheet to the other: two lines, never joined.
    assert [line["line"]["dash"] for line in lines] == ["solid", "4px,2px"]
    assert lines[0]["x"][0] == "2016-01-01"
    joined = [one for one, other in zip(lines[0]["y"], lines[1]["y"], strict=True) if one and other]
    assert joined == []
    page.run("document.querySelector('#trend-range button').click()")
    assert len(traces(page, "trend-chart")[0]["x"]) == 30


def test_the_first_of_march_lies_over_itself_in_leap_years(
    page: Page, report: Path, built: str
) -> None:
    show(page, report)
    pick(page, "year-zone", zone_of(page, "Namakkal"))
    stored = published(built, "Namakkal", date(2024, 1, 1), date(2026, 4, 7))
    lines = {trace["name"]: trace for trace in traces(page, "year-chart") if "name" in trace}
    assert sorted(lines) == ["2024", "2025", "2026"]
    for year, line in lines.items():
        by_day = dict(zip(line["x"], line["y"], strict=True))
        assert by_day["2000-03-01"] == stored[f"{year}-03-01"]
        assert ("2000-02-29" in by_day) is (year == "2024")


def test_coverage_shows_each_reason_for_a_missing_price(page: Page, report: Path) -> None:
    show(page, report)
    (grid,) = traces(page, "coverage-chart")
    zone, before_archive = zone_of(page, "Asansole"), 0
    september_2020 = (2020 - 2009) * 12 + 8
    assert grid["text"][zone][before_archive].endswith("31 days not read")
    assert grid["text"][zone][september_2020 + 3].endswith("31 days not listed")
    namakkal = grid["text"][zone_of(page, "Namakkal")][september_2020]
    assert namakkal == "<b>Namakkal</b>, Sep 2020<br>30 days published"
    steps = {
        grid["z"][zone][before_archive],
        grid["z"][zone][september_2020 + 3],
        grid["z"][zone_of(page, "Namakkal")][september_2020],
    }
    assert steps == {0, 1, 6}


def test_an_anomaly_leads_to_its_days_in_the_trends(page: Page, report: Path) -> None:
    show(page, report)
    pick(page, "anomaly-kind", "slip")
    rows = "[...document.querySelectorAll('#anomaly-rows tbody tr')]"
    assert set(page.run(f"{rows}.map((row) => row.cells[2].textContent)")) == {"Slip"}
    name, day = page.run(
        f"{rows}.slice(0, 1).flatMap((r) => [0, 1].map((i) => r.cells[i].innerText))"
    )
    page.run("document.querySelector('#anomaly-rows button').click()")
    chips = page.run(
        "[...document.querySelectorAll('#trend-chips button')].map((c) => c.innerText)"
    )
    assert [chip.startswith(name) for chip in chips] == [True]
    assert day == "1 Mar 2026"
    rings = traces(page, "trend-chart")[-1]
    assert "2026-03-01" in rings["x"]


def test_tables_work_and_charts_say_what_is_missing_without_the_library(
    tab: Page, report: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "index.html"
    shutil.copyfile(report, alone)
    show(tab, alone)
    said = tab.run("[...document.querySelectorAll('.chart')].map((chart) => chart.innerText)")
    assert len(said) == len(CHARTS)
    assert all("plotly.min.js" in text for text in said)
    assert tab.run("document.getElementById('zone-count').textContent") == "37 of 37 zones"
    assert tab.run("document.querySelectorAll('#anomaly-rows tbody tr').length") == 15


def test_print_fits_the_paper_in_light_colours(page: Page, report: Path) -> None:
    show(page, report, width=720, height=1000, dark=True)
    page.send("Emulation.setEmulatedMedia", media="print")
    page.run("dispatchEvent(new Event('beforeprint'))")
    paper = page.run("getComputedStyle(document.documentElement).getPropertyValue('--paper')")
    assert paper.strip() == "#fff"
    assert page.run("document.documentElement.scrollWidth") <= 720
    page.run("dispatchEvent(new Event('afterprint'))")
    page.send("Emulation.setEmulatedMedia", media="")
