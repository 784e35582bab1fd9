"""The commands of the synthetic community, as people and scripts use them."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from database.server import EmbeddedServer
from tests.schema_databases import checksums, community_template, seeded_template

COMMAND = str(Path(sys.executable).with_name("poultryco"))


def community(*arguments: str, home: Path, code: int = 0) -> str:
    """Run `poultryco community ...`, expect the exit code, return what was said."""
    done = subprocess.run(
        [COMMAND, "community", *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "POULTRYCO_HOME": str(home)},
        timeout=280,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def test_a_damaged_community_is_listed_and_fails_verification(
    server: EmbeddedServer, copy_database: Callable[[str], str], tmp_path: Path
) -> None:
    url, file = copy_database(seeded_template(server)), tmp_path / "faults.json"
    said = community(
        "generate", "--members", "100", "--faults", str(file), "--url", url, home=tmp_path
    )
    listed = json.loads(file.read_text(encoding="utf-8"))
    assert "100 members" in said
    assert "rules, 0 broken" in said
    assert f"{len(listed)} violations planted" in said
    assert "counter" in community("verify", "--url", url, home=tmp_path, code=1)


def test_a_second_community_is_refused_in_words(
    server: EmbeddedServer, copy_database: Callable[[str], str], tmp_path: Path
) -> None:
    url = copy_database(community_template(server))
    before = checksums(url)
    said = community("generate", "--members", "60", "--url", url, home=tmp_path, code=1)
    assert "a database without members" in said
    assert "name an empty database with --url" in said
    assert checksums(url) == before


def test_a_community_lives_on_and_stays_sound(
    server: EmbeddedServer, copy_database: Callable[[str], str], tmp_path: Path
) -> None:
    url = copy_database(community_template(server))
    said = community("tick", "--days", "2", "--url", url, home=tmp_path)
    assert "2 days added, up to 2026-04-09" in said
    assert "rules, 0 broken" in community("verify", "--url", url, home=tmp_path)
