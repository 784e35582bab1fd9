"""One dbt command as a process: what each model cost by dbt's own count, and what a person waits.

Times are kept beside each other because most of a short command is dbt starting.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from database.environment import tool_environment
from database.settings import Settings
from expectations.dbt_results import RUN_RESULTS


@dataclass(frozen=True, slots=True)
class DbtRun:
    """Seconds of one command.

    Attributes:
        models: What each model took, by name.
        database: What their statements took, without what dbt does between them.
        running: From the first model to the last, several at a time.
        command: All of it, as a person waits for it.
        queries: The query that each model ran, by name.
    """

    models: Mapping[str, float]
    database: float
    running: float
    command: float
    queries: Mapping[str, str]

    @property
    def execution(self) -> float:
        """Seconds of all models, as if one had run after the other."""
        return sum(self.models.values())

    @property
    def start(self) -> float:
        """Seconds of the command in which no model ran: importing, parsing, connecting."""
        return self.command - self.running


def environment_of(warehouse: str, target: Path) -> dict[str, str]:
    """Return the environment for dbt on the warehouse at this URL, which writes to `target`."""
    settings = Settings.model_validate({"warehouse_url": warehouse})
    paths = {"DBT_TARGET_PATH": str(target), "DBT_LOG_PATH": str(target)}
    return {**os.environ, **tool_environment(settings), **paths}


def run_dbt(environment: Mapping[str, str], *arguments: str) -> DbtRun:
    """Run models.

    Args:
        environment: Where the warehouse is, and where dbt writes its files.
        arguments: What follows `dbt run`.
    """
    dbt = str(Path(sys.executable).with_name("dbt"))
    log = Path(environment["DBT_LOG_PATH"]) / "dbt.log"
    log.unlink(missing_ok=True)
    flags = ["--quiet", "--log-format-file", "json"]
    started = time.perf_counter()
    subprocess.run([dbt, *flags, "run", *arguments], check=True, env=dict(environment))
    command = time.perf_counter() - started
    answer = json.loads((Path(environment["DBT_TARGET_PATH"]) / RUN_RESULTS).read_bytes())
    results = {each["unique_id"].split(".")[-1]: each for each in answer["results"]}
    return DbtRun(
        models={name: each["execution_time"] for name, each in results.items()},
        database=_statement_seconds(log),
        running=answer["elapsed_time"],
        command=command,
        queries={name: each["compiled_code"] for name, each in results.items()},
    )


def _statement_seconds(log: Path) -> float:
    """Return what the statements of models took, by dbt's log in JSON."""
    with log.open() as lines:
        events = [json.loads(line) for line in lines if '"SQLQueryStatus"' in line]
    return sum(
        float(event["data"]["elapsed"])
        for event in events
        if event["data"].get("node_info", {}).get("resource_type") == "model"
    )
