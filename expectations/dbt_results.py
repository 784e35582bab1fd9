"""What dbt's data tests and unit tests found, as results beside those of the other checks.

Read from the files a dbt run leaves behind, so that it does not matter who ran it. Running dbt is
`orchestration` and the command line.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg

from database.check_results import CheckResult, Severity, Status, code_version, record
from database.connections import connect
from expectations.circumstances import look_around
from expectations.freshness import may_be_of
from expectations.samples import first_rows

OWNER = "data-platform"
RUN_RESULTS: Final = "run_results.json"
UNIT_TEST = "unit test"
STATUSES: Mapping[str, Status] = {
    "pass": "passed",
    "success": "passed",
    "warn": "failed",
    "fail": "failed",
    "error": "errored",
    "runtime error": "errored",
    "skipped": "skipped",
}
# What our own tests are of the kinds that other checks have; any other is a business rule.
KINDS = {
    "has_unique_key": "unique key",
    "relationships": "foreign key",
    "equals_stored_counters": "counter",
    "equals_stored_totals": "counter",
    "total_equals": "sum",
}
FORGET_BUILDS = """
delete from quality.builds
where (schema_name, table_name) not in (select * from unnest(%s::text[], %s::text[]))
"""
KEEP_BUILD = """
insert into quality.builds (schema_name, table_name, owner, built_at, may_be, seconds)
values (%(schema_name)s, %(table_name)s, %(owner)s, %(built_at)s, %(may_be)s, %(seconds)s)
on conflict (schema_name, table_name) do update set
    owner = excluded.owner, built_at = excluded.built_at,
    may_be = excluded.may_be, seconds = excluded.seconds
"""


@dataclass(frozen=True, slots=True)
class DbtRun:
    """The two files of a dbt run.

    Attributes:
        run_results: What it did, node by node.
        manifest: What the nodes are.
        core: The instant of the replicas it read; none without replicas.
        prices: The instant of the prices it read.
        run_id: What its results share.
    """

    run_results: Mapping[str, Any]
    manifest: Mapping[str, Any]
    core: datetime | None = None
    prices: datetime | None = None
    run_id: UUID = field(default_factory=uuid4)

    @property
    def began_at(self) -> datetime:
        """When dbt was started."""
        return datetime.fromisoformat(self.run_results["metadata"]["invocation_started_at"])

    def tests(self) -> list[CheckResult]:
        """Return a result for each data test and each unit test of the run."""
        return [
            self._result(self._test(done["unique_id"]), done)
            for done in self.run_results["results"]
            if done["unique_id"].startswith(("test.", "unit_test."))
        ]

    def builds(self) -> Iterator[dict[str, Any]]:
        """Yield each table that was built, when, and how long that took; views are not."""
        for done in self.run_results["results"]:
            model = self.manifest["nodes"].get(done["unique_id"], {})
            if done["status"] == "success" and self._is_table(model):
                yield {
                    **_relation(model),
                    "owner": self._owner(model),
                    "built_at": max(each["completed_at"] for each in done["timing"]),
                    "may_be": may_be_of(model["config"]),
                    "seconds": done["execution_time"],
                }

    def tables(self) -> list[dict[str, str]]:
        """Return every table that the project has, by schema and name."""
        return [_relation(node) for node in self.manifest["nodes"].values() if self._is_table(node)]

    def _is_table(self, node: Mapping[str, Any]) -> bool:
        return node.get("resource_type") == "model" and node["config"]["materialized"] in (
            "table",
            "incremental",
        )

    def _test(self, unique_id: str) -> Mapping[str, Any]:
        test: Mapping[str, Any]
        test = self.manifest["unit_tests"].get(unique_id) or self.manifest["nodes"][unique_id]
        return test

    def _owner(self, model: Mapping[str, Any]) -> str:
        groups = self.manifest["groups"].values()
        return next(
            (team(each["owner"]["name"]) for each in groups if each["name"] == model["group"]),
            OWNER,
        )

    def _model_of(self, test: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the model a test is about; of one about several, the first it names."""
        name = test["config"]["meta"].get("dagster", {}).get("ref", {}).get("name")
        read = [self.manifest["nodes"][each] for each in test["depends_on"]["nodes"]]
        named = [each for each in read if each["name"] == name]
        attached: Mapping[str, Any] | None
        attached = self.manifest["nodes"].get(test.get("attached_node"))
        return attached or (named or read)[0]

    def _result(self, test: Mapping[str, Any], done: Mapping[str, Any]) -> CheckResult:
        model = self._model_of(test)
        is_unit_test = test["resource_type"] == "unit_test"
        status = STATUSES[done["status"]]
        return CheckResult(
            **_relation(model),
            run_id=self.run_id,
            checked_at=self.began_at,
            check_name=f"{model['alias']}_{test['name']}" if is_unit_test else test["name"],
            tool="dbt",
            suite=model["fqn"][1],
            owner=self._owner(model),
            severity=_severity(test, done),
            status=status,
            message=_message(status, done),
            rows_checked=None,
            rows_failing=None if is_unit_test else done["failures"],
            samples=[],
            query=str(done.get("compiled_code") or "").strip(),
            seconds=done["execution_time"],
            code_version=code_version(),
            instant=self.prices if model["fqn"][2] == "market" else self.core,
            kind=UNIT_TEST if is_unit_test else _kind(test),
        )


def team(name: str) -> str:
    """Return the team of dbt's group owner as it is called everywhere else."""
    return name.lower().replace(" ", "-")


def record_dbt_run(url: str, target: Path) -> list[CheckResult]:
    """Write what the dbt run found whose files are in `target`; nothing if it left none.

    Returns:
        The results of its tests.

    Raises:
        DatabaseUnreachableError: The warehouse does not answer.
    """
    paths = [target / RUN_RESULTS, target / "manifest.json"]
    if not all(path.exists() for path in paths):
        return []
    run_results, manifest = (json.loads(path.read_bytes()) for path in paths)
    with connect(url, read_only=True) as connection:
        circumstances = look_around(connection, ())
        core = max(circumstances.instants.values(), default=None)
        run = DbtRun(run_results, manifest, core, circumstances.prices_instant)
    results = [_with_samples(url, each) for each in run.tests()]
    with connect(url) as connection:
        record(connection, results)
        _keep_builds(connection, run)
    return results


def _with_samples(url: str, result: CheckResult) -> CheckResult:
    """Ask a failed data test once more: dbt counts rows, and shows none."""
    if result.status != "failed" or result.kind == UNIT_TEST:
        return result
    with connect(url, read_only=True, autocommit=True) as connection:
        return replace(result, samples=first_rows(connection, result.query))


def _keep_builds(connection: psycopg.Connection, run: DbtRun) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(KEEP_BUILD.encode(), list(run.builds()))
        tables = run.tables()
        cursor.execute(
            FORGET_BUILDS,
            [[each[name] for each in tables] for name in ("schema_name", "table_name")],
        )


def _relation(model: Mapping[str, Any]) -> dict[str, str]:
    return {"schema_name": model["schema"], "table_name": model["alias"]}


def _severity(test: Mapping[str, Any], done: Mapping[str, Any]) -> Severity:
    declared = str(test["config"].get("severity", "error")).lower()
    return "warning" if done["status"] == "warn" or declared == "warn" else "error"


def _kind(test: Mapping[str, Any]) -> str:
    generic = test.get("test_metadata") or {}
    return KINDS.get(generic.get("name", ""), "business rule")


def _message(status: Status, done: Mapping[str, Any]) -> str:
    said = str(done.get("message") or "").strip()
    match status:
        case "passed":
            return "holds"
        case "skipped":
            return f"skipped: {said or 'what it reads was not built'}"
        case "errored":
            return f"could not be checked: {said}"
        case _:
            return f"{done['failures']} rows break the rule" if done["failures"] else said
