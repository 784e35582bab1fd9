"""The command line as people and scripts use it: output, exit codes, a fresh home."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from database.server import EmbeddedServer
from poultryco.cli import app
from tests.databases import make_home

COMMAND = str(Path(sys.executable).with_name("poultryco"))


def poultryco(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
        timeout=120,
    )


@pytest.fixture(scope="module")
def home() -> Iterator[str]:
    """A fresh POULTRYCO_HOME that any account can reach; its server is stopped afterwards."""
    folder = make_home("poultryco-home")
    yield str(folder)
    EmbeddedServer(folder).stop()
    shutil.rmtree(folder)


def test_help_shows_every_topic_with_examples(home: str) -> None:
    top = poultryco("--help")
    assert top.returncode == 0
    for topic in ("up", "down", "status", "env", "psql", "necc", "check", "report", "ui"):
        assert f" {topic} " in top.stdout
        said = CliRunner().invoke(app, [topic, "--help"])
        assert said.exit_code == 0
        assert "Example" in said.stdout or "Commands" in said.stdout
    # Its help is dbt's own, and dbt takes the place of the process.
    assert " dbt " in top.stdout
    assert poultryco("dbt", "--help", POULTRYCO_HOME=home).returncode == 0


def test_status_starts_nothing_when_the_home_is_fresh(tmp_path: Path) -> None:
    said = poultryco("status", POULTRYCO_HOME=str(tmp_path / "none"))
    assert said.returncode == 0
    assert "not made yet" in said.stdout
    assert not (tmp_path / "none").exists()


def test_a_fresh_home_is_brought_up_by_any_command(home: str) -> None:
    counted = poultryco(
        "psql", "-Atc", "select count(*) from market.nec_prices", POULTRYCO_HOME=home
    )
    assert (counted.returncode, counted.stdout) == (0, "0\n")
    assert "running" in poultryco("status", POULTRYCO_HOME=home).stdout


def test_source_is_reached_when_psql_is_asked_for_it(home: str) -> None:
    said = poultryco(
        "psql", "--database", "source", "-Atc", "select current_database()", POULTRYCO_HOME=home
    )
    assert said.stdout == "poultryco_app\n"


def test_up_may_be_repeated_and_loads_the_zone_register(home: str) -> None:
    for _ in range(2):
        assert poultryco("up", POULTRYCO_HOME=home).returncode == 0
    counted = poultryco(
        "psql", "-Atc", "select count(*) from market.nec_zones", POULTRYCO_HOME=home
    )
    assert counted.stdout == "37\n"


def test_env_gives_a_shell_what_it_needs_to_connect(home: str) -> None:
    script = (
        f'eval "$({COMMAND} env)" && exec {sys.executable} -c "'
        "import os, psycopg; e = os.environ; print(psycopg.connect(host=e['POULTRYCO_DBT_HOST'],"
        " user=e['POULTRYCO_DBT_USER'], dbname=e['POULTRYCO_DBT_DATABASE']).info.dbname)\""
    )
    said = subprocess.run(
        ["/bin/sh", "-c", script],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "POULTRYCO_HOME": home},
    )
    assert said.stdout == "poultryco_warehouse\n"


@pytest.mark.parametrize(
    ("variables", "code", "message"),
    [
        ({"POULTRYCO_ENVIRONMENT": "prod"}, 2, "POULTRYCO_ENVIRONMENT: Input should be 'local'"),
        ({"POULTRYCO_WAREHOUSE_URL": "postgresql://me:hush@127.0.0.1:1/none"}, 1, "Cannot connect"),
    ],
)
def test_a_bad_setting_is_explained_without_its_password(
    home: str, variables: Mapping[str, str], code: int, message: str
) -> None:
    said = poultryco("up", POULTRYCO_HOME=home, **variables)
    assert said.returncode == code
    assert message in said.stderr
    assert "hush" not in said.stderr + said.stdout
    assert "Traceback" not in said.stderr


def test_down_stops_the_server_and_keeps_the_data(home: str) -> None:
    poultryco("up", POULTRYCO_HOME=home)
    assert "stopped" in poultryco("down", POULTRYCO_HOME=home).stdout
    assert "stopped" in poultryco("status", POULTRYCO_HOME=home).stdout
    assert "no embedded server" in poultryco("down", POULTRYCO_HOME=home).stdout
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(EmbeddedServer(Path(home)).url("poultryco_warehouse"))
    counted = poultryco(
        "psql", "-Atc", "select count(*) from market.nec_zones", POULTRYCO_HOME=home
    )
    assert counted.stdout == "37\n"
