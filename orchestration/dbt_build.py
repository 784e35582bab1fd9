"""Runs `dbt build` for a step: environment, one build at a time, proof that all of it ran.

What the models are in Dagster is `dbt_assets` and `dbt_translator`.
"""

import io
import logging
import os
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any, Final

import dagster as dg
from dagster_dbt import DbtCliInvocation, DbtCliResource
from dagster_dbt.core.dbt_event_iterator import DbtEventIterator
from dagster_dbt.errors import DagsterDbtCliRuntimeError
from packaging.version import Version, parse

from database.bring_up import warehouse_url
from database.environment import tool_environment
from database.errors import PlatformError
from database.locks import REPLICATION, exclusive, shared
from database.settings import Settings
from expectations.dbt_results import RUN_RESULTS, record_dbt_run
from orchestration.checked_replicas import require_checked
from orchestration.dbt_lineage import LineageStore, with_columns
from orchestration.dbt_manifest import DBT_PROJECT, dbt_program, fingerprint, target_folder

BUILD_LOCK = "poultryco dbt build"
RECOUNTED: Final = ("POULTRYCO_RECOUNT_FROM", "POULTRYCO_RECOUNT_TO")
PARTIAL_PARSE = "partial_parse.msgpack"
RUN_FOLDERS_KEPT = 5
CHECKED = (dg.AssetCheckResult, dg.AssetCheckEvaluation, dg.AssetObservation)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class DbtBuildIncompleteError(PlatformError):
    """dbt ended well, and yet some of what it was to do was not done."""


class _Cli(DbtCliResource):
    """dbt-core of this environment. Asking it for its version takes a second and the network."""

    @cached_property
    def _cli_version(self) -> Version:
        return parse(installed_version("dbt-core"))


@dataclass(frozen=True, slots=True)
class DbtBuild:
    """Builds models in the warehouse of the settings."""

    settings: Settings

    def stream(
        self,
        context: dg.AssetExecutionContext,
        *,
        full_refresh: bool,
        recounted: tuple[str, str] | None,
        expected: Collection[str],
    ) -> Iterator[Any]:
        """Yield Dagster's events of a build of what the run selected.

        Args:
            context: The running step; its selection decides what is built.
            full_refresh: Build incremental models from nothing.
            recounted: First and last day that daily models count again, touched or not.
            expected: Unique ids of nodes that must be among the results.

        Raises:
            UncheckedReplicasError: The replicas are newer than those that the run has checked.
            DbtBuildIncompleteError: dbt left one of `expected` out.
            DagsterDbtCliRuntimeError: A model or a test of error severity failed.
        """
        # Business rules are proved by unit tests before a release, not by each build.
        arguments = ["build", "--exclude-resource-type", "unit_test"]
        arguments += ["--full-refresh"] if full_refresh else []
        target = target_folder(self.settings)
        variables = {
            **tool_environment(self.settings),
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_LEVEL_FILE": "none",
            **dict(zip(RECOUNTED, recounted or (), strict=False)),
        }
        with self._core_still(context), self._alone(context), environment(variables):
            require_checked(context, warehouse_url(self.settings))
            cli = _Cli(project_dir=str(DBT_PROJECT), dbt_executable=dbt_program())
            with _quiet(logging.getLogger("dagster.builtin")):
                invocation = cli.cli(arguments, context=context.op_execution_context)
                try:
                    yield from _events(context, invocation, target)
                    require_results(invocation.get_artifact(RUN_RESULTS), expected)
                finally:
                    # Where a test failed, that is what has to be remembered.
                    record_dbt_run(warehouse_url(self.settings), invocation.target_path)
                    _tidy(invocation, target)

    def _core_still(self, context: dg.AssetExecutionContext) -> AbstractContextManager[None]:
        def tell() -> None:
            context.log.info("a replication is at work; waiting for it to end")

        return shared(warehouse_url(self.settings), REPLICATION, on_wait=tell)

    def _alone(self, context: dg.AssetExecutionContext) -> AbstractContextManager[None]:
        def tell() -> None:
            context.log.info("another dbt build is running; waiting for it to end")

        return exclusive(warehouse_url(self.settings), BUILD_LOCK, on_wait=tell)


def _events(
    context: dg.AssetExecutionContext, invocation: DbtCliInvocation, target: Path
) -> Iterator[Any]:
    """Yield what was built, then what was checked, then raise what broke."""
    with redirect_stdout(_Lines(context.log.debug)):
        events, error = _drained(invocation.stream())
    if (invocation.target_path / RUN_RESULTS).exists():
        built = [event for event in events if not isinstance(event, CHECKED)]
        counted = DbtEventIterator(iter(built), invocation).fetch_row_counts()
        store = LineageStore(target / "lineage.json", fingerprint())
        yield from with_columns(invocation, counted, store)
        yield from (event for event in events if isinstance(event, CHECKED))
    if error is not None:
        raise error


def _drained(events: Iterator[Any]) -> tuple[list[Any], Exception | None]:
    """Return what dbt did, and how it broke. While it runs, nothing else is asked of the machine.

    Dagster's threads for row counts and columns spin as they wait for the next event; two of
    them beside dbt made a build half as long again.
    """
    done: list[Any] = []
    try:
        done.extend(events)
    except DagsterDbtCliRuntimeError as error:
        return done, error
    return done, None


@contextmanager
def _quiet(logger: logging.Logger) -> Iterator[None]:
    """Keep a logger to warnings for a while: dagster-dbt tells how it works, dbt what it does."""
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


class _Lines(io.TextIOBase):
    """A stream that hands each line to a function: dbt's output, for the log of the run."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def write(self, text: str) -> int:
        """Pass on the lines of `text` that say something; without their colours."""
        for line in COLOURS.sub("", text).splitlines():
            if line.strip():
                self._tell(line)
        return len(text)


@contextmanager
def environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables of this process for a while: dbt reads nothing else."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def require_results(run_results: Mapping[str, Any], expected: Collection[str]) -> None:
    """Compare what dbt did with what was selected: a node left out is no success.

    Raises:
        DbtBuildIncompleteError: A node of `expected` has no result, or was skipped.
    """
    done = {
        result["unique_id"] for result in run_results["results"] if result["status"] != "skipped"
    }
    missing = sorted(set(expected) - done)
    if missing:
        raise DbtBuildIncompleteError(
            f"dbt left out {len(missing)} of the {len(expected)} nodes that were selected",
            expected="a result for each model and each data test",
            found=f"none for {', '.join(missing)}",
            remedy="run `poultryco dbt build` and look why; is a test attached to a source?",
        )


def _tidy(invocation: DbtCliInvocation, target: Path) -> None:
    """Close dbt's connections, keep its parsed project for the next run, drop old folders."""
    if invocation.adapter is not None:
        invocation.adapter.cleanup_connections()
    parsed = invocation.target_path / PARTIAL_PARSE
    if parsed.exists():
        parsed.replace(target / PARTIAL_PARSE)
    folders = sorted(
        (path for path in target.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime
    )
    for folder in folders[:-RUN_FOLDERS_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
