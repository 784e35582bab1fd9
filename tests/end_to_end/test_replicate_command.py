"""`poultryco replicate` as a person uses it: plan, run, drift, classify, exit codes."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from database.server import EmbeddedServer
from ingestion.operational.classification import CLASSIFIED
from tests.databases import copy_of
from tests.replication import Pair, pair_on
from tests.schema_databases import seeded_template

COMMAND = str(Path(sys.executable).with_name("poultryco"))


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs the command on a source with reference data and a warehouse."""

    pair: Pair

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """Run, expect the exit code, return what was said on both streams."""
        done = subprocess.run(
            [COMMAND, "replicate", *arguments],
            check=False,
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "POULTRYCO_SOURCE_URL": self.pair.source,
                "POULTRYCO_WAREHOUSE_URL": self.pair.warehouse,
            },
            timeout=200,
        )
        said = done.stdout + done.stderr
        assert done.returncode == code, said
        assert "Traceback" not in said
        return said


@pytest.fixture(scope="module")
def shell(server: EmbeddedServer) -> Iterator[Shell]:
    with copy_of(server, seeded_template(server)) as source, pair_on(server) as pair:
        yield Shell(Pair(source, pair.warehouse))


def test_the_plan_is_shown_and_nothing_is_done_when_it_is_a_dry_run(shell: Shell) -> None:
    said = shell("--dry-run", "--tables", "ref_*,nec_zones")
    assert "ref_states" in said
    assert "never read" in said
    assert "soc_posts" not in said
    assert shell.pair.value("select count(*) from quality.replication_runs") == 0


def test_what_was_read_and_proven_is_told_when_it_ran(shell: Shell) -> None:
    said = shell("--tables", "ref_states", "--workers", "1")
    assert "1 of 1 tables equal their source" in said
    assert "yes" in said
    assert "0 inserted, 0 updated, 0 deleted" in shell("--tables", "ref_states", "--verify")
    assert "full" in shell("--tables", "ref_states", "--full", "--dry-run")


def test_the_names_are_told_when_a_pattern_fits_nothing(shell: Shell) -> None:
    assert "No table is called refstates" in shell("--tables", "refstates", code=1)


def test_a_stopped_table_makes_the_exit_code_when_the_others_went_well(shell: Shell) -> None:
    shell("--tables", "ref_states,ref_currencies")
    shell.pair.at_source(
        "alter table ref_states alter sort_order drop default,"
        " alter sort_order type text using sort_order::text"
    )
    said = shell("--tables", "ref_states,ref_currencies", code=1)
    assert "1 of 2 tables equal their source" in said
    assert "sort_order is text at the source" in said


def test_the_remedy_is_told_when_our_own_schema_classifies_it(shell: Shell) -> None:
    said = shell("classify", "profiles.email", "--as", "plain", "--url", shell.pair.source, code=1)
    assert "change @pii or @secret in its comment in database/schema" in said
    assert not CLASSIFIED.exists()
