"""The price report says what the warehouse holds, and what is missing from it; nothing runs in it.

Figures are compared with plain queries on `market`. How it looks and behaves in a browser is
`tests/end_to_end/test_price_report_browser`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from lxml import html
from psycopg.types.json import Jsonb

from database.check_results import CheckResult, record
from database.connections import connect
from database.server import EmbeddedServer
from reporting.prices import build_price_report
from reporting.prices.reader import TablesNotBuiltError
from reporting.prices.report import CLARIFICATION
from tests.databases import copy_of

LAST_DAY = date(2026, 4, 7)
READ_AT = datetime(2026, 4, 8, 5, 0, tzinfo=UTC)
EVIL = "<script>alert(1)</script><!--</script>"
CHECK = CheckResult(
    run_id=UUID(int=1),
    check_name="eggs_are_round",
    tool="great_expectations",
    suite="market",
    schema_name="market",
    table_name="nec_prices",
    owner="market-data",
    severity="error",
    status="failed",
    message="2 of 10 rows break the rule",
    rows_checked=10,
    rows_failing=2,
    samples=[{"zone_name": "Pune", "price": 7}, {"zone_name": "Surat", "day": None}],
    query="select 1",
    seconds=0.1,
    code_version="1",
    instant=None,
    checked_at=READ_AT,
)
SHEET = """
insert into raw.necc_sheets (
    sheet_month, report_type, sha256, body_zlib, body_bytes, http_status, fetched_at
) values ('2026-04-01', 'daily', repeat('0', 64), '', 0, 200, %(at)s);
"""
COVERAGE = """
insert into market.nec_coverage (sheet_month, origin, covered_until, sheet_id, read_at)
select '2026-04-01', 'sheet', '2026-04-07', sheet_id, %(at)s from raw.necc_sheets
"""
FAILED_TRY = """
insert into market.nec_scraper_logs (
    execution_id, scraper_mode, source, status, error_details, execution_time_ms, created_at
) values (gen_random_uuid(), 'CRON', 'page', 'failed', %s, 1, %s)
"""


def step(name: str) -> str:
    """Return the XPath of one step of a selector."""
    if name.startswith("#"):
        return f"//*[@id='{name[1:]}']"
    if name.startswith("."):
        return f"//*[contains(concat(' ', @class, ' '), ' {name[1:]} ')]"
    return f"//{name}"


class Report:
    """A page that was written, taken apart."""

    def __init__(self, file: Path) -> None:
        self.source = file.read_text(encoding="utf-8")
        self.tree = html.document_fromstring(self.source)

    def text(self, selector: str = "body") -> str:
        """Return the words of an element with single blanks."""
        (element,) = self.find(selector)
        return " ".join(element.text_content().split())

    def find(self, selector: str) -> list[Any]:
        """Return the elements of a path of tags, #ids and .classes, outermost first."""
        return list(self.tree.xpath("".join(map(step, selector.split()))))

    @property
    def data(self) -> dict[str, Any]:
        """What the charts are drawn from."""
        (element,) = self.find("#report-data")
        return dict(json.loads(element.text))


@pytest.fixture(scope="module")
def built(server: EmbeddedServer, built_template: str) -> Iterator[str]:
    """URL of a warehouse with the archive and its tables; tests of this module only read it."""
    with copy_of(server, built_template) as url:
        yield url


@pytest.fixture(scope="module")
def report(built: str, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of the archive."""
    return Report(build_price_report(built, tmp_path_factory.mktemp("report")))


@pytest.fixture
def changed(copy_database: Callable[[str], str], built_template: str) -> str:
    """URL of such a warehouse that the test may change."""
    return copy_database(built_template)


def ask(url: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    with connect(url, read_only=True) as connection:
        return connection.execute(query.encode(), values).fetchall()


def change(url: str, *statements: str) -> None:
    with connect(url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_every_zone_has_a_row_with_its_latest_price(report: Report, built: str) -> None:
    latest = ask(
        built,
        """
        select distinct on (zone.name) zone.name, coalesce(suggested_price, prevailing_price)
        from market.nec_prices inner join market.nec_zones as zone on zone.id = zone_id
        order by zone.name, date desc
        """,
    )
    shown = [
        (row.get("data-zone"), int(row.xpath("td[1]/strong")[0].text.removeprefix("₹")))
        for row in report.find("#zone-table tbody tr")
    ]
    assert len(shown) == 37
    assert sorted(shown) == sorted(latest)


def test_the_headline_is_the_plain_mean_of_zones_against_the_day_before(
    report: Report, built: str
) -> None:
    days = dict(
        ask(
            built,
            "select date, avg(suggested_price) from market.nec_prices where date >= %s group by 1",
            LAST_DAY - timedelta(days=1),
        )
    )
    today, before = days[LAST_DAY], days[LAST_DAY - timedelta(days=1)]
    assert report.text(".lead-card .figure") == f"₹{today:.2f} per 100 eggs"
    change = (today - before).quantize(Decimal("0.01"), ROUND_HALF_UP)
    percent = 100 * (today - before) / before
    assert "with a price on both days" not in report.text(".lead-card")
    assert report.text(".figure-change") == f"{change:+} rupees ({percent:+.1f} %)"


def test_the_charts_hold_every_price_and_no_other(report: Report, built: str) -> None:
    stored = {
        (name, day): price
        for name, day, price in ask(
            built,
            """
            select zone.name, date, coalesce(suggested_price, -prevailing_price)
            from market.nec_prices inner join market.nec_zones as zone on zone.id = zone_id
            """,
        )
    }
    data = report.data
    first = date.fromisoformat(data["firstDay"])
    embedded = {
        (zone["name"], first + timedelta(days=index)): price
        for zone, prices in zip(data["zones"], data["prices"], strict=True)
        for index, price in enumerate(prices)
        if price
    }
    assert embedded == stored


def test_coverage_tells_why_a_day_has_no_price(report: Report, built: str) -> None:
    states = dict(
        ask(built, "select day_state, count(*) from ana.ana_necc_daily_prices group by 1")
    )
    coverage = report.data["coverage"]
    counted = {
        state: sum(map(sum, coverage[name]))
        for name, state in (
            ("published", "published"),
            ("missing", "missing"),
            ("notListed", "not_listed"),
            ("notRead", "not_read"),
        )
    }
    assert counted == states
    assert all(counted.values())


def test_no_anomalous_day_is_lost_in_the_episodes(report: Report, built: str) -> None:
    ((rows, zones_and_days),) = ask(
        built,
        """
        select count(*), count(distinct (zone_id, price_date, anomaly_kind))
        from ana.ana_necc_price_anomalies
        """,
    )
    anomalies = report.data["anomalies"]
    episodes = anomalies["episodes"]
    assert sum(episodes["days"]) == rows == zones_and_days
    assert sum(sum(months.values()) for months in anomalies["monthCounts"].values()) == rows
    assert episodes["last"] == sorted(episodes["last"], reverse=True)
    spans = zip(episodes["first"], episodes["last"], episodes["days"], strict=True)
    assert all(1 <= days <= last - first + 1 for first, last, days in spans)
    assert {"market", "slip", "divergence", "spike", "drop"} == set(anomalies["monthCounts"])


def test_the_clarification_stands_complete_by_the_prices_and_at_the_foot(report: Report) -> None:
    complete = " ".join(CLARIFICATION.read_text(encoding="utf-8").split())
    assert report.text(".by-prices") == complete
    assert complete in report.text("#clarification")


def test_the_page_says_plainly_that_the_live_page_was_never_read(report: Report) -> None:
    status = report.text(".status")
    assert "Prices reach 7 Apr 2026" in status
    assert "NECC page last read never" in status
    assert "1,21,761 prices since 1 Jan 2016" in status


def test_sections_without_rows_say_what_to_do(report: Report) -> None:
    assert "poultryco check" in report.text("#checks .empty")
    assert [
        "poultryco necc fetch" in empty.text_content()
        for empty in report.find("#corrections .empty")
    ] == [True, False]


def test_the_page_loads_only_the_library_beside_it(report: Report) -> None:
    addresses = [
        element.get(name)
        for name in ("src", "href")
        for element in report.tree.xpath(f"//*[@{name}]")
        if not element.get(name).startswith(("#", "data:"))
    ]
    assert addresses == ["plotly.min.js"]
    assert "http://" not in report.source.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in report.source


def test_the_page_stays_small(report: Report) -> None:
    assert len(json.dumps(report.data, separators=(",", ":"))) < 1_500_000


def test_the_same_data_gives_the_same_bytes(built: str, report: Report, tmp_path: Path) -> None:
    page = build_price_report(built, tmp_path)
    assert page == tmp_path / "index.html"
    assert page.read_text(encoding="utf-8") == report.source
    assert sorted(file.name for file in tmp_path.iterdir()) == ["index.html", "plotly.min.js"]


def test_the_page_says_when_the_live_page_was_read_and_that_a_later_try_failed(
    changed: str, tmp_path: Path
) -> None:
    with connect(changed) as connection:
        connection.execute(SHEET.encode(), {"at": READ_AT})
        connection.execute(COVERAGE.encode(), {"at": READ_AT})
        details = Jsonb({"what": "The page did not answer", "found": "status 503 <b>"})
        connection.execute(FAILED_TRY.encode(), [details, READ_AT + timedelta(hours=6)])
    report = Report(build_price_report(changed, tmp_path))
    assert "NECC page last read 8 Apr 2026, 10:30 IST" in report.text(".status")
    assert report.text(".notice p") == (
        "The last try to read the NECC page failed (8 Apr 2026, 16:30 IST): status 503 <b>"
    )
    assert "None so far" in report.text("#corrections")


def test_corrections_refusals_and_unknown_zones_are_listed(changed: str, tmp_path: Path) -> None:
    change(
        changed,
        """
        insert into market.nec_zones (id, name, slug, section, sort_order, is_active, needs_review)
        values (gen_random_uuid(), 'Atlantis', 'atlantis', 'suggested', 99, false, true)
        """,
        """
        insert into market.nec_price_revisions (zone_id, date, basis, old_price, new_price, seen_at)
        select id, date '2026-04-01', 'suggested', 401, price, timestamptz '2026-04-02 05:00Z'
        from market.nec_zones, unnest(array[405, null]) as price where slug = 'namakkal'
        """,
        """
        insert into market.nec_price_quarantine
            (zone_id, date, basis, cell_text, reason, first_seen_at)
        select id, '2026-04-03', 'suggested', '4O5', 'not_a_price', '2026-04-03 05:00Z'
        from market.nec_zones where slug = 'pune'
        """,
    )
    corrections = Report(build_price_report(changed, tmp_path)).text("#corrections")
    assert "Namakkal1 Apr 2026suggested₹401₹4052 Apr 2026, 10:30 IST" in corrections
    assert "Namakkal1 Apr 2026suggested₹401vanished2 Apr 2026, 10:30 IST" in corrections
    assert "Pune3 Apr 2026suggested4O5not a whole number3 Apr 2026, 10:30 IST" in corrections
    assert "Atlantissuggested0" in corrections


def test_what_failed_comes_first_with_its_rows_and_old_checks_are_forgotten(
    changed: str, tmp_path: Path
) -> None:
    passed = {"status": "passed", "message": "fine", "samples": [], "rows_failing": 0}
    results = [
        CHECK,
        replace(CHECK, run_id=uuid4(), checked_at=READ_AT - timedelta(days=1), **passed),
        replace(CHECK, check_name="eggs_are_brown", **passed),
        replace(CHECK, check_name="eggs_are_cheap", severity="warning"),
        replace(CHECK, check_name="forgotten", checked_at=READ_AT - timedelta(days=60)),
    ]
    with connect(changed) as connection:
        record(connection, results)
    report = Report(build_price_report(changed, tmp_path))
    articles = [" ".join(each.text_content().split()) for each in report.find(".check")]
    assert [article.split(" 2 of")[0] for article in articles] == [
        "error eggs are round",
        "warning eggs are cheap",
    ]
    assert "market.nec_prices, severity error, 2 of 10 rows" in articles[0]
    assert "pricezone_nameday 7PuneSurat" in articles[0]
    assert "1 checks passed" in report.text("#checks")
    assert "1 of 3 passed" in report.text(".status")


def test_names_and_messages_from_outside_stay_words(changed: str, tmp_path: Path) -> None:
    with connect(changed) as connection:
        for statement in (
            "update market.nec_zones set name = %s where slug = 'pune'",
            "update ana.ana_necc_zone_summary set zone_name = %s where zone_name = 'Pune'",
        ):
            connection.execute(statement.encode(), [EVIL])
        connection.execute(
            """
            insert into market.nec_price_quarantine
                (zone_id, date, basis, cell_text, reason, first_seen_at)
            select id, '2026-04-03', 'suggested', %s, 'not_a_price', '2026-04-03 05:00Z'
            from market.nec_zones where slug = 'pune'
            """,
            [EVIL],
        )
        record(connection, [replace(CHECK, message=EVIL, samples=[{EVIL: EVIL}], query=EVIL)])
    report = Report(build_price_report(changed, tmp_path))
    assert "<script>alert" not in report.source
    assert len(report.find("script")) == 3
    assert EVIL in [zone["name"] for zone in report.data["zones"]]
    assert EVIL in [row.get("data-zone") for row in report.find("#zone-table tr")]
    assert report.text("#checks").count(EVIL) == 4
    assert EVIL in report.text("#corrections")


def test_the_page_says_how_to_get_prices_when_there_are_none(changed: str, tmp_path: Path) -> None:
    tables = ask(changed, "select tablename from pg_tables where schemaname = 'ana'")
    change(changed, "truncate " + ", ".join(f"ana.{name}" for (name,) in tables))
    report = Report(build_price_report(changed, tmp_path))
    assert "poultryco necc import" in report.text("#empty")
    assert "Prices reach no day yet" in report.text(".status")
    assert report.find("script") == []
    assert "merely suggestive" in report.text("#clarification")


def test_zones_without_a_price_on_the_last_day_are_named(changed: str, tmp_path: Path) -> None:
    change(
        changed,
        """
        update ana.ana_necc_daily_prices set suggested_price_inr_per_100_eggs = null
        where zone_name = 'Pune' and price_date = '2026-04-07'
        """,
        """
        update ana.ana_necc_zone_summary
        set is_published_today = false, latest_price_date = '2026-04-05', latest_price_age_days = 2,
            change_1d_inr_per_100_eggs = null, change_1d_pct = null
        where zone_name = 'Pune'
        """,
    )
    report = Report(build_price_report(changed, tmp_path))
    assert "33 of 34 listed Without a price on this day: Pune." in report.text("#today")
    average = report.text(".lead-card")
    assert "23 zones; the day before ₹443.83, 24 zones." in average
    assert "Over the 23 zones with a price on both days" in average
    (row,) = report.tree.xpath("//tr[@data-zone='Pune']")
    assert row.xpath("td[1]")[0].text_content() == "₹4755 Apr 2026"
    assert row.xpath("td[1]")[0].get("data-sort") == ""


def test_an_old_page_stays_when_the_tables_are_not_built(warehouse: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("old")
    with pytest.raises(TablesNotBuiltError, match="poultryco dbt build"):
        build_price_report(warehouse, tmp_path)
    assert (tmp_path / "index.html").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["index.html"]


def run_command(url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            str(Path(sys.executable).with_name("poultryco")),
            "report",
            "prices",
            "--folder",
            str(folder),
        ],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "POULTRYCO_WAREHOUSE_URL": url},
        timeout=120,
    )


def test_the_command_prints_the_path_of_the_page(built: str, tmp_path: Path) -> None:
    said = run_command(built, tmp_path)
    assert (said.returncode, said.stdout) == (0, f"{tmp_path / 'prices' / 'index.html'}\n")
    assert (tmp_path / "prices" / "index.html").exists()


def test_the_command_says_what_to_run_when_the_tables_are_not_built(
    warehouse: str, tmp_path: Path
) -> None:
    said = run_command(warehouse, tmp_path)
    assert (said.returncode, said.stdout) == (1, "")
    assert "run `poultryco dbt build`" in said.stderr
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "prices").exists()
