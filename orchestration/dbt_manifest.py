"""The parsed dbt project: made when it is missing or stale, named for the warehouse in use.

Definitions need it to know the models. It is parsed by dbt itself, needs no database, and is
kept in the platform's own folder, so that whatever a person builds in `dbt_project/target`
with other settings never changes what Dagster shows.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from database.bring_up import warehouse_address
from database.environment import environment_for
from database.errors import PlatformError
from database.settings import PROJECT_ROOT, Settings

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
SCHEMA_PREFIX = "POULTRYCO_DBT_SCHEMA_PREFIX"


class DbtProjectError(PlatformError):
    """The dbt project cannot be parsed."""


def dbt_program() -> str:
    """Return the dbt that is installed beside this Python."""
    return str(Path(sys.executable).with_name("dbt"))


def target_folder(settings: Settings) -> Path:
    """Return the folder for what dbt writes when the platform runs it."""
    return settings.home / "dbt"


def ensure_manifest(settings: Settings) -> Path:
    """Parse the project unless that was done since its last change; return the manifest.

    Raises:
        DbtProjectError: dbt does not understand the project.
    """
    folder = target_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    manifest, stamp = folder / "manifest.json", folder / "manifest.fingerprint"
    with (folder / "manifest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        current = fingerprint()
        if not (manifest.exists() and stamp.exists() and stamp.read_text() == current):
            stamp.unlink(missing_ok=True)
            _parse(folder, settings)
            stamp.write_text(current)
    return manifest


def load_manifest(settings: Settings) -> dict[str, Any]:
    """Return the manifest, its relations standing in the warehouse of `settings`.

    Raises:
        DbtProjectError: dbt does not understand the project.
    """
    manifest = json.loads(ensure_manifest(settings).read_bytes())
    return in_database(manifest, str(conninfo_to_dict(warehouse_address(settings))["dbname"]))


def in_database(manifest: Mapping[str, Any], database: str) -> dict[str, Any]:
    """Return a copy whose nodes and sources stand in `database`."""

    def moved(node: Mapping[str, Any]) -> dict[str, Any]:
        relation = node.get("relation_name")
        if relation is not None:
            name = node.get("identifier") or node["alias"]
            relation = f'"{database}"."{node["schema"]}"."{name}"'
        return {**node, "database": database, "relation_name": relation}

    return {
        **manifest,
        **{
            kind: {unique_id: moved(node) for unique_id, node in manifest[kind].items()}
            for kind in ("nodes", "sources")
        },
    }


def fingerprint() -> str:
    """Return a digest of the project's files and of what else changes how they are read."""
    digest = hashlib.sha256(f"{version('dbt-core')} {os.environ.get(SCHEMA_PREFIX)}".encode())
    for path in sorted(_project_files()):
        digest.update(f"\n{path.relative_to(DBT_PROJECT)}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _project_files() -> list[Path]:
    made = {"target", "logs", "dbt_packages", "state"}
    return [
        path
        for suffix in ("sql", "yml", "md", "csv")
        for path in DBT_PROJECT.rglob(f"*.{suffix}")
        if path.relative_to(DBT_PROJECT).parts[0] not in made
    ]


def _parse(folder: Path, settings: Settings) -> None:
    """Parse with the very settings of the builds to come: dbt then need not parse again."""
    arguments = ["--quiet", "parse", "--target-path", str(folder), "--log-path", str(folder)]
    done = subprocess.run(
        [dbt_program(), *arguments],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **environment_for(warehouse_address(settings), settings)},
    )
    if done.returncode != 0:
        raise DbtProjectError(
            f"dbt cannot parse {DBT_PROJECT}",
            expected="a project without errors",
            found=f"{done.stdout}{done.stderr}".strip() or "no message",
            remedy="mend the file that is named, then run `poultryco dbt parse`",
        )
