"""The dbt project on the real price archive: it builds, it is complete, its figures are right.

The figures were reckoned by hand from the archive's own rows. Rules in the small are dbt's unit
tests, which run in the build below.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from database.connections import connect
from database.server import EmbeddedServer
from database.settings import PROJECT_ROOT
from expectations.dbt_results import record_dbt_run
from tests.databases import copy_of
from tests.dbt_project import BESIDE, OF_PRICES, PREFIX, dbt_on, is_of_prices
from tests.metric_figures import PRICE_FIGURES, Figure
from tests.metrics import Metrics

pytestmark = pytest.mark.timeout(600)

TABLES = (
    "ana_necc_daily_prices",
    "ana_necc_monthly_averages",
    "ana_necc_price_anomalies",
    "ana_necc_yoy_comparison",
    "ana_necc_yoy_daily",
    "ana_necc_zone_summary",
)


@dataclass(frozen=True)
class Build:
    """A warehouse with the archive, after `poultryco dbt build`."""

    url: str
    target: Path
    output: str

    def artifact(self, name: str) -> Any:
        """Return what dbt wrote, for example its manifest."""
        return json.loads((self.target / f"{name}.json").read_bytes())

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds in the warehouse."""
        with connect(self.url, read_only=True) as connection:
            return connection.execute(query, values).fetchall()


def poultryco_dbt(url: str, target: Path, *arguments: str) -> str:
    program = str(Path(sys.executable).with_name("poultryco"))
    done = subprocess.run(
        [program, "dbt", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={
            **os.environ,
            "POULTRYCO_WAREHOUSE_URL": url,
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(target),
            "DBT_LOG_LEVEL_FILE": "none",
            "NO_COLOR": "1",
        },
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def build(
    server: EmbeddedServer, archive_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Build]:
    target = tmp_path_factory.mktemp("dbt")
    with copy_of(server, archive_template) as url:
        yield Build(url, target, poultryco_dbt(url, target, "build", "--select", OF_PRICES))


def checksums(
    connection: psycopg.Connection, schema: str = "ana"
) -> dict[str, tuple[Any, ...] | None]:
    statement = SQL("select count(*), sum(hashtextextended(t::text, 0)) from {} as t")
    return {
        table: connection.execute(statement.format(Identifier(schema, table))).fetchone()
        for table in TABLES
    }


def test_every_node_of_the_project_runs_and_passes_when_built_by_the_command_line(
    build: Build,
) -> None:
    manifest = build.artifact("manifest")
    ran = {
        result["unique_id"]: result["status"] for result in build.artifact("run_results")["results"]
    }
    expected = {
        name
        for kind in ("unit_tests", "nodes")
        for name, node in manifest[kind].items()
        if node["resource_type"] != "operation" and is_of_prices(node)
    }
    assert {name for name in ran if not name.startswith("exposure.")} == expected
    assert set(ran.values()) <= {"success", "pass", "no-op"}


def test_what_tests_of_dbt_find_is_kept_beside_the_other_checks(build: Build) -> None:
    ran = Counter(
        result["unique_id"].partition(".")[0] for result in build.artifact("run_results")["results"]
    )
    kept = build.rows(
        "select kind = 'unit test', owner, suite, status, instant is not null, count(*)"
        " from quality.results where tool = 'dbt' group by 1, 2, 3, 4, 5 order by 1, 2, 3"
    )
    assert sum(count for is_unit_test, *_, count in kept if is_unit_test) == ran["unit_test"]
    assert sum(count for is_unit_test, *_, count in kept if not is_unit_test) == ran["test"]
    assert {owner for _, owner, *_ in kept} == {"market-data", "data-platform"}
    assert {suite for _, _, suite, *_ in kept} == {"staging", "intermediate", "ana"}
    assert {status for *_, status, _, _ in kept} == {"passed"}
    built = build.rows("select table_name, may_be from quality.builds where schema_name = 'ana'")
    assert dict(built) == dict.fromkeys(TABLES, timedelta(hours=26))


def test_a_failed_test_of_dbt_is_kept_with_its_rows(build: Build, tmp_path: Path) -> None:
    of_run, manifest = build.artifact("run_results"), build.artifact("manifest")
    test = next(each for each in of_run["results"] if each["unique_id"].startswith("test."))
    test |= {
        "status": "warn",
        "failures": 25,
        "compiled_code": "select n as zone_id from generate_series(1, 25) as n",
    }
    manifest["nodes"][test["unique_id"]]["config"]["severity"] = "warn"
    (tmp_path / "run_results.json").write_text(json.dumps(of_run | {"results": [test]}))
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (result,) = record_dbt_run(build.url, tmp_path)
    assert (result.status, result.severity, result.rows_failing) == ("failed", "warning", 25)
    assert result.message == "25 rows break the rule"
    assert [list(sample) for sample in result.samples] == [["zone_id"]] * 20
    (kept,) = build.rows("select query from quality.results where run_id = %s", result.run_id)
    assert kept == ("select n as zone_id from generate_series(1, 25) as n",)


def test_no_row_changes_when_built_again(build: Build) -> None:
    with connect(build.url, autocommit=True) as connection:
        before = checksums(connection)
        poultryco_dbt(build.url, build.target, "run", "--select", OF_PRICES)
        assert checksums(connection) == before
    assert all(counted and counted[0] > 0 for counted in before.values())


def test_every_column_is_described_and_nothing_else_is(build: Build) -> None:
    manifest = build.artifact("manifest")
    described = {
        (node["name"], column)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and is_of_prices(node)
        for column in node["columns"]
    }
    found = build.rows(
        "select table_name::text, column_name::text from information_schema.columns"
        " where table_schema in ('staging', 'intermediate', 'ana')"
    )
    assert set(found) == described


def test_tables_have_their_key_their_comments_and_statistics(build: Build) -> None:
    found = build.rows(
        "select relname::text, obj_description(c.oid) is not null, reltuples >= 0,"
        " exists (select from pg_constraint where conrelid = c.oid and contype = 'p')"
        " from pg_class as c where relnamespace = 'ana'::regnamespace and relkind = 'r'"
        " order by relname"
    )
    assert found == [(table, True, True, True) for table in TABLES]


def test_every_day_of_every_zone_has_a_state_when_the_archive_is_all_there_is(
    build: Build,
) -> None:
    states = dict(
        build.rows("select day_state, count(*) from ana.ana_necc_daily_prices group by day_state")
    )
    assert states["published"] == 121_761
    days = (date(2026, 4, 7) - date(2008, 12, 31)).days
    assert sum(states.values()) == 37 * days
    # Patna is in the archive from 2019 on: nobody looked before.
    before = build.rows(
        "select distinct day_state from ana.ana_necc_daily_prices"
        " where zone_name = 'Patna' and price_date < '2019-01-01'"
    )
    assert before == [("not_read",)]


@pytest.mark.parametrize(
    ("zone", "month", "basis", "expected"),
    [
        # 29 days, sum 15420
        ("Namakkal", date(2024, 2, 1), "suggested", (Decimal("531.72"), 480, 550, 29)),
        # a slip of the publisher, 890, is kept as published
        ("Kanpur (CC)", date(2019, 10, 1), "prevailing", (Decimal("440.94"), 405, 890, 31)),
        # the last month before Jabalpur became suggested
        ("Jabalpur", date(2020, 9, 1), "prevailing", (Decimal("500.33"), 444, 535, 30)),
    ],
)
def test_a_monthly_average_is_the_mean_of_the_published_days(
    build: Build, zone: str, month: date, basis: str, expected: tuple[Any, ...]
) -> None:
    found = build.rows(
        f"select avg_{basis}_price_inr_per_100_eggs, min_{basis}_price_inr_per_100_eggs,"
        f" max_{basis}_price_inr_per_100_eggs, {basis}_days_count"
        " from ana.ana_necc_monthly_averages where zone_name = %s and price_month = %s",
        zone,
        month,
    )
    assert found == [expected]


def test_a_month_is_compared_with_last_years_when_both_are_of_one_basis(build: Build) -> None:
    query = (
        "select suggested_change_inr_per_100_eggs, suggested_change_pct, prevailing_change_pct"
        " from ana.ana_necc_yoy_comparison where zone_name = %s and price_month = %s"
    )
    assert build.rows(query, "Namakkal", date(2024, 2, 1)) == [
        (Decimal("86.01"), Decimal("19.30"), None)
    ]
    assert build.rows(query, "Jabalpur", date(2020, 9, 1)) == [(None, None, Decimal("33.07"))]
    assert build.rows(query, "Jabalpur", date(2020, 10, 1)) == [(None, None, None)]


@pytest.mark.lesson("R21")
def test_1_march_is_1_march_when_a_leap_year_is_among_the_years(build: Build) -> None:
    found = build.rows(
        "select price_inr_per_100_eggs, last_year_price_inr_per_100_eggs, highest_price_year,"
        " lowest_price_year, mean_price_inr_per_100_eggs, years_count"
        " from ana.ana_necc_yoy_daily"
        " where zone_name = 'Pune' and (month_number, day_number, price_year) = (3, 1, 2024)"
    )
    assert found == [(540, 450, 2024, 2016, Decimal("437.64"), 11)]


def test_slips_of_the_publisher_are_told_from_the_fall_of_march_2020(build: Build) -> None:
    kinds = build.rows(
        "select zone_name, price_date, array_agg(anomaly_kind order by anomaly_kind)"
        " from ana.ana_necc_price_anomalies where anomaly_kind <> 'divergence' and ("
        " zone_name = 'Kanpur (CC)' and price_date between '2019-09-25' and '2019-10-05'"
        " or zone_name = 'Luknow (CC)' and price_date between '2022-02-25' and '2022-03-05'"
        " or zone_name = 'Nagpur' and price_date between '2020-03-18' and '2020-03-22')"
        " group by zone_name, price_date order by zone_name"
    )
    assert kinds == [
        ("Kanpur (CC)", date(2019, 10, 1), ["slip"]),
        ("Luknow (CC)", date(2022, 3, 1), ["slip"]),
        ("Nagpur", date(2020, 3, 21), ["slip"]),
    ]
    fall = build.rows(
        "select is_market_move from ana.ana_necc_price_anomalies"
        " where anomaly_kind = 'drop' and price_date between '2020-03-18' and '2020-03-21'"
    )
    assert Counter(fall) == {(True,): 60}


@pytest.mark.parametrize("figure", PRICE_FIGURES, ids=lambda figure: figure.metric)
def test_a_metric_of_prices_says_what_plain_sql_says(build: Build, figure: Figure) -> None:
    semantic_manifest = (build.target / "semantic_manifest.json").read_text()
    Metrics(build.url, semantic_manifest).require(figure)


def test_an_empty_warehouse_builds_empty_tables_in_schemas_of_their_own_when_a_prefix_is_set(
    copy_database: Callable[[str], str], empty_template: str, tmp_path: Path
) -> None:
    url = copy_database(empty_template)
    with dbt_on(url, tmp_path, **BESIDE) as dbt:
        # Nothing stands and nobody has replicated: every model can be made, and no row is read.
        dbt("run", "--empty")
        dbt("build", "--exclude-resource-type", "unit_test")
    with connect(url) as connection:
        assert set(checksums(connection, f"{PREFIX}ana").values()) == {(0, None)}
        found = connection.execute("select from pg_class where relnamespace = 'ana'::regnamespace")
        assert found.rowcount == 0


CLOCK = re.compile(
    r"\b(current_(date|time|timestamp)|localtime(stamp)?|(now|timeofday|\w+_timestamp)\s*\()",
    re.IGNORECASE,
)


def test_no_model_and_no_macro_reads_the_clock() -> None:
    project = PROJECT_ROOT / "dbt_project"
    files = [*project.glob("models/**/*.sql"), *project.glob("macros/**/*.sql")]
    assert len(files) > len(TABLES)
    assert [str(path) for path in files if CLOCK.search(path.read_text())] == []
