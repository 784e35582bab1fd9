"""The quality report on a warehouse: since when a check fails, after months of results.

What the parts decide is `tests/unit/test_quality_report_parts`, how the pages look in a browser
`tests/end_to_end/test_quality_report_browser`.
"""

import csv
import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from lxml import html

from benchmarks.check_history import Episode, fill_history, runs_before
from database.check_results import CheckResult, record
from database.connections import connect
from database.server import EmbeddedServer
from expectations.rules import Rule
from expectations.runner import run_checks
from expectations.suites import rules
from reporting.formats import NOTHING, moment
from reporting.quality import build_quality_report
from reporting.quality.queries import HISTORIES
from reporting.results import BAD, Check, read_checks
from tests.databases import copy_of

DAYS = 90
# Results of long ago are thinned when others are recorded.
LAST = datetime.combine(datetime.now(UTC).date() - timedelta(days=2), time(16), UTC)
RUNS = runs_before(LAST, days=DAYS, runs_a_day=1)
STATUSES = ("passed", "passed", "passed", "failed", "failed", "errored", "skipped")
MONTH_GOES = "delete from market.nec_prices where date between '2020-03-01' and '2020-03-31'"


def result(name: str, status: str, at: datetime, run: UUID) -> CheckResult:
    return CheckResult(
        run_id=run,
        check_name=name,
        tool="great_expectations",
        suite="core",
        schema_name="core",
        table_name="soc_posts",
        owner="community",
        severity="error",
        status=status,  # type: ignore[arg-type]
        message=f"{status} at {at}",
        rows_checked=10,
        rows_failing=1,
        samples=[],
        query="select 1",
        seconds=0.1,
        code_version="1",
        instant=None,
        checked_at=at,
    )


def expected(of_check: Sequence[CheckResult]) -> tuple[object, ...]:
    """Return what is to be known of a check, from all its results, oldest first."""
    verdicts = [each for each in of_check if each.status != "skipped"]
    newest = of_check[-1]
    if not verdicts:
        return ("skipped", None, None, None)
    shown = verdicts[-1]
    before = [each for each in verdicts if each is not shown]
    streak = []
    for each in reversed(before):
        if each.status not in BAD:
            break
        streak.append(each.checked_at)
    if shown.status in BAD:
        streak.insert(0, shown.checked_at)
    return (
        shown.status,
        before[-1].status if before else None,
        min(streak, default=None),
        newest.checked_at if newest is not shown else None,
    )


@pytest.mark.parametrize("seed", range(3))
def test_since_when_a_check_fails_is_what_its_results_say(warehouse: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    history: dict[str, list[CheckResult]] = {f"check_{place:02}": [] for place in range(60)}
    results = []
    for place in range(12):
        run, at = uuid4(), LAST + timedelta(hours=place)
        for name, of_check in history.items():
            if chance.random() < 0.8:
                of_check.append(result(name, chance.choice(STATUSES), at, run))
                results.append(of_check[-1])
    with connect(warehouse) as connection:
        record(connection, results)
        found = {each.check_name: each for each in read_checks(connection)}
    assert {
        name: (each.status, each.previous_status, each.failing_since, each.skipped_at)
        for name, each in found.items()
    } == {name: expected(of_check) for name, of_check in history.items() if of_check}


def test_a_check_that_did_not_run_for_a_month_is_left_out(warehouse: str) -> None:
    with connect(warehouse) as connection:
        record(
            connection,
            [
                result("old", "failed", LAST - timedelta(days=31), uuid4()),
                result("new", "passed", LAST, uuid4()),
            ],
        )
        assert [each.check_name for each in read_checks(connection)] == ["new"]
        assert read_checks(connection, "market") == []


def test_bad_checks_come_first_and_only_they_bring_their_query(warehouse: str) -> None:
    with connect(warehouse) as connection:
        run = uuid4()
        record(
            connection,
            [
                result("a_holds", "passed", LAST, run),
                result("b_waits", "skipped", LAST, run),
                result("c_fails", "failed", LAST, run),
            ],
        )
        found = read_checks(connection)
    assert [(each.check_name, each.query) for each in found] == [
        ("c_fails", "select 1"),
        ("b_waits", None),
        ("a_holds", None),
    ]


@pytest.fixture(scope="module")
def failing() -> list[Episode]:
    """Every twentieth rule of core failed at some time, some of them until now."""
    asked = rules("core")[::20]
    lengths = (1, 3, 20, 60)
    planned = []
    for place, rule in enumerate(asked):
        first = place % (DAYS - 1)
        last = DAYS - 1 if place % 4 == 0 else min(first + lengths[place % 4], DAYS - 2)
        planned.append(Episode(rule.name, RUNS[first], RUNS[last], rows_failing=place + 1))
    return planned


@pytest.fixture(scope="module")
def history(server: EmbeddedServer, empty_template: str, failing: list[Episode]) -> Iterator[str]:
    """URL of a warehouse with 90 days of results of every rule."""
    with copy_of(server, empty_template) as url:
        fill_history(url, rules(), RUNS, failing)
        yield url


@pytest.fixture(scope="module")
def folder(history: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_quality_report(history, tmp_path_factory.mktemp("quality")).parent


@pytest.fixture(scope="module")
def page(folder: Path) -> html.HtmlElement:
    return html.document_fromstring((folder / "index.html").read_text())


def names(page: html.HtmlElement, section: str, cell: str) -> list[str]:
    found = page.xpath(f"//section[@id='{section}']//{cell}[contains(@class, 'check-name')]")
    return [(each.xpath("./@data-sort") or [each.text_content()])[0] for each in found]


def by_name() -> dict[str, Rule]:
    return {rule.name: rule for rule in rules()}


def test_the_page_lists_what_fails_and_nothing_else(
    page: html.HtmlElement, failing: list[Episode]
) -> None:
    now = {each.check_name for each in failing if each.last == LAST}
    listed = names(page, "failing", "span")
    assert len(listed) == len(now) > 10
    assert set(listed) == now
    severities = [each.get("data-severity") for each in page.xpath("//article")]
    assert severities == sorted(severities)
    errors = [each for each in now if by_name()[each].severity == "error"]
    assert page.xpath("//h1")[0].text.startswith(
        f"{len(now)} of {len(rules()):,} checks fail: {len(errors)} error"
    )


def test_modules_have_the_days_of_every_check(folder: Path, failing: list[Episode]) -> None:
    strips: dict[str, list[str]] = {}
    for file in folder.glob("modules/*.html"):
        # Strips are many; those of checks that always held must stay small.
        assert file.stat().st_size < 400_000, file.name
        for row in html.document_fromstring(file.read_text()).xpath("//*[@id='checks']//tbody/tr"):
            strips[row.xpath("./th/@data-sort")[0]] = row.xpath(".//svg/path/@class")
    assert strips.keys() == by_name().keys()
    failed = {each.check_name for each in failing}
    assert {name for name, states in strips.items() if "bad" in states} == failed
    assert all(states == ["good"] for name, states in strips.items() if name not in failed)


def test_trends_are_of_every_check_that_failed_in_90_days(
    page: html.HtmlElement, failing: list[Episode]
) -> None:
    assert sorted(names(page, "trends", "th")) == sorted(each.check_name for each in failing)
    days = {
        row.xpath("./th/@data-sort")[0]: int(row.xpath("./td[3]/@data-sort")[0])
        for row in page.xpath("//section[@id='trends']//tbody/tr")
    }
    step = timedelta(days=1)
    assert days == {each.check_name: (each.last - each.first) // step + 1 for each in failing}


def test_the_file_of_an_owner_says_since_when_and_what_to_do(
    folder: Path, failing: list[Episode]
) -> None:
    now = {each.check_name: each for each in failing if each.last == LAST}
    found: dict[str, dict[str, str]] = {}
    for file in folder.glob("*.csv"):
        with file.open(newline="") as lines:
            for row in csv.DictReader(lines):
                found[row["check"]] = row
                assert file.stem == by_name()[row["check"]].owner
    assert found.keys() == now.keys()
    for name, row in found.items():
        assert row["since"] == now[name].first.isoformat(timespec="seconds")
        assert row["rows failing"] == str(now[name].rows_failing)
        assert row["remedy"] == by_name()[name].remedy
        assert row["sample keys"].startswith("id = ")
    assert {file.stem for file in folder.glob("*.csv")} == {rule.owner for rule in rules()}


def test_the_counts_of_modules_are_those_of_the_results(page: html.HtmlElement) -> None:
    rows = page.xpath("//section[@id='modules']//tbody/tr")
    counted = [[int(each) for each in row.xpath("./td[position() < 5]/@data-sort")] for row in rows]
    assert sum(map(sum, counted)) == len(rules())
    owners = page.xpath("//section[@id='owners']//tbody/tr")
    assert sum(
        int(each) for row in owners for each in row.xpath("./td[position() < 5]/@data-sort")
    ) == len(rules())


def test_every_link_of_the_pages_leads_to_a_file_or_a_place(folder: Path) -> None:
    pages = {file: html.document_fromstring(file.read_text()) for file in folder.rglob("*.html")}
    assert len(pages) > 25
    ids = {file.resolve(): set(tree.xpath("//@id")) for file, tree in pages.items()}
    for file, tree in pages.items():
        for link in tree.xpath("//a/@href"):
            path, _, place = link.partition("#")
            target = (file.parent / path if path else file).resolve()
            if target.parent.name == "prices":
                continue
            assert target.exists(), (file.name, link)
            assert not place or place in ids[target], (file.name, link)


def test_a_second_report_is_the_same_and_files_of_former_owners_go(
    history: str, folder: Path
) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    (folder / "nobody.csv").write_text("check\n")
    for each in ("modules", "data_docs"):
        (folder / each / "nothing.html").write_text("")
    build_quality_report(history, folder)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_days_are_summed_up_from_the_index_of_verdicts_alone(history: str) -> None:
    with connect(history, read_only=True) as connection:
        connection.execute("set enable_seqscan = off")
        plan = connection.execute(
            f"explain {HISTORIES}".encode(), {"first_day": RUNS[0].date()}
        ).fetchall()
    assert "Index Only Scan using idx_results_verdicts" in "\n".join(line for (line,) in plan)


def states(url: str) -> dict[str, Check]:
    with connect(url, read_only=True) as connection:
        return {each.check_name: each for each in read_checks(connection)}


def test_a_fault_is_new_then_known_then_recovered(
    server: EmbeddedServer, archive_template: str, tmp_path: Path
) -> None:
    name = "archive_months_have_prices"
    asked = rules(names=[name])
    moments = []

    def look() -> Callable[[str], list[str]]:
        (found,) = run_checks(url, asked)
        moments.append(found.checked_at)
        tree = html.document_fromstring(build_quality_report(url, tmp_path).read_text())
        return lambda section: [
            each.text_content() for each in tree.xpath(f"//section[@id='{section}']")
        ]

    with copy_of(server, archive_template) as url:
        look()
        with connect(url) as connection:
            connection.execute(MONTH_GOES.encode())
        fresh, known = look(), look()
        assert states(url)[name].failing_since == moments[1]
        assert states(url)[name].rows_failing == 1
        with connect(url) as connection:
            connection.execute("delete from market.nec_coverage where sheet_month = '2020-03-01'")
        recovered = look()
        assert states(url)[name].is_recovered
    assert "new" in fresh("failing")[0].split()
    assert "new" not in known("failing")[0].split()
    assert name not in recovered("failing")[0]
    assert name in recovered("recovered")[0]
    assert all(one < other for one, other in pairwise(moments))


def test_every_table_of_dbt_is_fresh_or_late_and_those_built_from_changes_say_how_far(
    warehouse: str, tmp_path: Path
) -> None:
    with connect(warehouse) as connection:
        connection.execute(
            "insert into quality.replication_runs"
            " (source, status, started_at, finished_at, instant)"
            " select 'test', 'succeeded', each, each, each from unnest(%s::timestamptz[]) as each",
            [[LAST - timedelta(hours=2), LAST]],
        )
        connection.cursor().executemany(
            "insert into quality.builds"
            " (schema_name, table_name, owner, built_at, may_be, seconds)"
            " values (%s, %s, 'growth', %s, %s, 1)",
            [
                ("ana", "ana_daily", LAST - timedelta(hours=7), timedelta(hours=26)),
                ("ana", "ana_late", LAST - timedelta(hours=30), timedelta(hours=26)),
                ("intermediate", "int_hourly", LAST - timedelta(hours=1), timedelta(hours=6)),
            ],
        )
        connection.cursor().executemany(
            "insert into quality.model_builds (model_name, run_id, code)"
            " select %s, min(run_id), '' from quality.replication_runs",
            [('"warehouse"."intermediate"."int_hourly"',), ('"warehouse"."ana"."was_renamed"',)],
        )
    pages = [
        build_quality_report(warehouse, tmp_path / each).read_text() for each in ("one", "two")
    ]
    rows = html.document_fromstring(pages[0]).xpath("//section[@id='models']//tbody/tr")
    found = {
        row.xpath("./th/@data-sort")[0]: [cell.text_content() for cell in row.xpath("./td")]
        for row in rows
    }
    assert list(found) == ["ana_late", "int_hourly", "ana_daily"]
    assert found["ana_late"][0] == f"latesince {moment(LAST - timedelta(hours=4))}"
    assert found["int_hourly"] == [
        "fresh",
        moment(LAST - timedelta(hours=1)),
        "6",
        f"{moment(LAST - timedelta(hours=2))}behind 1 replication",
        "growth",
    ]
    assert found["ana_daily"] == [
        "fresh",
        moment(LAST - timedelta(hours=7)),
        "26",
        NOTHING,
        "growth",
    ]
    assert pages[0] == pages[1]


def test_no_table_of_dbt_is_shown_before_a_build_is_noted(warehouse: str, tmp_path: Path) -> None:
    page = html.document_fromstring(build_quality_report(warehouse, tmp_path).read_text())
    assert "No build is noted yet" in page.xpath("//section[@id='models']")[0].text_content()
    assert page.xpath("//section[@id='models']//table") == []


def test_the_command_writes_the_quality_report_where_prices_are_not_built(
    warehouse: str, tmp_path: Path
) -> None:
    said = subprocess.run(
        [str(Path(sys.executable).with_name("poultryco")), "report", "--folder", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "POULTRYCO_WAREHOUSE_URL": warehouse},
        timeout=120,
    )
    assert (said.returncode, said.stdout) == (1, f"{tmp_path / 'quality' / 'index.html'}\n")
    assert "run `poultryco dbt build`" in said.stderr
    assert "No check has run yet" in (tmp_path / "quality" / "summary.md").read_text()
