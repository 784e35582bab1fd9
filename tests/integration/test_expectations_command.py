"""What `poultryco check` prints and how it ends; a process of its own would only cost seconds."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from database.connections import connect
from database.server import EmbeddedServer
from database.settings import get_settings
from expectations.suites import UnknownCheckError, rules
from poultryco.cli import app
from tests.planted_faults import small_market


@pytest.fixture
def market_copy(
    server: EmbeddedServer, copy_database: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """URL of a small warehouse that the command line uses."""
    url = copy_database(small_market(server))
    monkeypatch.setenv("POULTRYCO_WAREHOUSE_URL", url)
    get_settings.cache_clear()
    yield url
    get_settings.cache_clear()


@pytest.fixture
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that is not there: whatever started a server would make it."""
    home = tmp_path / "home"
    monkeypatch.setenv("POULTRYCO_HOME", str(home))
    get_settings.cache_clear()
    yield home
    get_settings.cache_clear()


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments], env={"COLUMNS": "200"})


def test_run_ends_with_0_when_there_are_only_warnings(market_copy: str) -> None:
    with connect(market_copy) as connection:
        connection.execute("update market.nec_price_quarantine set resolved_at = null")
    result = check("--table", "nec_price_quarantine")
    assert result.exit_code == 0
    assert "warning  quarantine_is_settled" in result.output
    assert "3 checks: 2 passed, 1 warning" in result.output


def test_run_ends_with_1_and_shows_rows_sql_and_remedy_when_an_error_is_found(
    market_copy: str,
) -> None:
    with connect(market_copy) as connection:
        connection.execute(
            "update market.nec_prices set suggested_price = 7"
            " where date between '2026-03-01' and '2026-03-06'"
            " and zone_id = (select id from market.nec_zones where slug = 'namakkal')"
        )
    result = check("--table", "market.nec_prices")
    assert result.exit_code == 1
    assert "error  suggested_prices_are_plausible" in result.output
    assert re.search(r"6 of [\d,]+ rows break the rule", result.output)
    assert "the first 5 of 6; the SQL shows all" in result.output
    assert "2026-03-05" in result.output
    assert "2026-03-06" not in result.output
    assert "where (suggested_price is null or" in result.output
    assert "poultryco necc reload" in result.output


@pytest.mark.usefixtures("market_copy")
def test_what_passed_is_shown_when_asked_for() -> None:
    assert "zone_slugs_are_unique" not in check("--table", "nec_zones").output
    assert "zone_slugs_are_unique" in check("--table", "nec_zones", "--all").output


@pytest.mark.usefixtures("market_copy")
def test_ana_is_told_to_be_skipped_when_dbt_has_not_built_it() -> None:
    result = check("--schema", "ana")
    assert result.exit_code == 0
    assert "skipped: dbt has not built ana.ana_necc_daily_prices yet" in result.output
    assert f"{len(rules('ana'))} checks: {len(rules('ana'))} skipped" in result.output


def test_every_check_is_listed_without_a_server_when_asked_for(no_home: Path) -> None:
    result = check("--list")
    assert result.exit_code == 0
    assert [rule.name for rule in rules() if rule.name not in result.output] == []
    assert not no_home.exists()


def test_check_is_explained_without_a_server_when_asked_for(no_home: Path) -> None:
    result = check("--explain", "prices_are_fresh")
    assert result.exit_code == 0
    for part in ("warning until the live page has been read", "to do", "max(date)"):
        assert part in result.output
    assert not no_home.exists()


def test_unknown_check_is_refused_when_it_is_to_be_explained(no_home: Path) -> None:
    assert isinstance(check("--explain", "prices_are_stale").exception, UnknownCheckError)
    assert not no_home.exists()


def test_run_ends_with_1_when_what_is_found_is_not_what_was_planted(
    market_copy: str, tmp_path: Path
) -> None:
    file = tmp_path / "faults.json"
    fault = {"table": "nec_zones", "what": "no state", "checks": ["reviewed_zones_are_described"]}
    file.write_text(json.dumps([fault | {"rows": [{"slug": "pune"}]}]))
    missed = check("--table", "market.nec_zones", "--planted", str(file))
    assert missed.exit_code == 1
    assert 'reviewed_zones_are_described: expected [{"slug": "pune"}], found []' in missed.output
    with connect(market_copy) as connection:
        connection.execute("update market.nec_zones set state = null where slug = 'pune'")
    found = check("--table", "market.nec_zones", "--planted", str(file))
    assert found.exit_code == 0, found.output
    assert "1 violations planted" in found.output
    file.write_text("[]")
    assert check("--table", "market.nec_zones", "--planted", str(file)).exit_code == 1
