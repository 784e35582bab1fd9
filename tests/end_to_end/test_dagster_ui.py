"""`poultryco ui`: webserver and daemon come up together, and go without a trace."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from database.server import EmbeddedServer
from tests.databases import make_home

COMMAND = str(Path(sys.executable).with_name("poultryco"))
QUERY = """
{
  workspaceOrError {
    ... on Workspace {
      locationEntries { name locationOrLoadError { __typename ... on PythonError { message } } }
    }
  }
  assetNodes { id }
}
"""


@pytest.fixture
def home() -> Iterator[Path]:
    """A fresh POULTRYCO_HOME that any account can reach; its server is stopped afterwards."""
    folder = make_home("poultryco-ui")
    yield folder
    EmbeddedServer(folder).stop()
    shutil.rmtree(folder)


def start(home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [COMMAND, "ui", "--port", "0"],
        env={**os.environ, "POULTRYCO_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def address_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"http://127\.0\.0\.1:\d+(?= - Ctrl-C)", line):
            return found.group()
    message = f"it ended and said: {said}"
    raise AssertionError(message)


def processes_of(home: Path) -> list[str]:
    """Return the commands of Dagster's processes that work for that home."""
    wanted, found = f"DAGSTER_HOME={home}/dagster".encode(), []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes().split(b"\0")
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if wanted in environment and "dagster" in command:
            found.append(command)
    return found


def test_the_ui_serves_the_graph_and_leaves_nothing_when_it_is_stopped(home: Path) -> None:
    process = start(home)
    try:
        address = address_of(process)
        answer: dict[str, Any] = requests.post(
            f"{address}/graphql", json={"query": QUERY}, timeout=120
        ).json()["data"]
        (location,) = answer["workspaceOrError"]["locationEntries"]
        assert location["name"] == "poultryco"
        assert location["locationOrLoadError"]["__typename"] == "RepositoryLocation"
        assert len(answer["assetNodes"]) > 20

        # Two daemons on one home would start everything twice.
        second = start(home)
        assert "runs on" in second.communicate(timeout=120)[0]
        assert second.returncode == 1
        assert len(processes_of(home)) >= 4
    finally:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=120)[0]
    assert process.returncode == 0
    assert said.endswith("stopped\n")
    assert "Warning" not in said
    assert processes_of(home) == []
