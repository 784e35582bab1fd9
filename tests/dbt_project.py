"""dbt inside the test's own process: a project parsed once a session, then run many times.

One invocation at a time: dbt keeps global state. What the tests ask of it is in
`tests/integration/test_dbt_*`.
"""

import fcntl
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from database.environment import tool_environment
from database.settings import Settings
from tests.databases import HOME_VARIABLE

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


# What is built beside has schemas of its own; to parse for another prefix takes ten seconds.
PREFIX = "green_"
BESIDE = {"POULTRYCO_DBT_SCHEMA_PREFIX": PREFIX}
OF_PRICES = "+path:models/ana/market"
DATABASE = "POULTRYCO_DBT_DATABASE"


class DbtInProcess:
    """The dbt project on one warehouse. Make it by `dbt_on`, which sets the environment."""

    def __init__(self, target: Path, manifest: "Manifest | None" = None) -> None:
        self._target = target
        self._paths = ["--target-path", str(target), "--log-path", str(target)]
        self.manifest: Manifest = manifest or self._invoke(None, ["parse"])

    def __call__(self, *arguments: str) -> list[Any]:
        """Run a command and return its results, one a node; fail where any of them failed."""
        results: list[Any] = self._invoke(self.manifest, list(arguments)).results
        return results

    def semantic_manifest(self) -> str:
        """Return what dbt knows of metrics, as it writes it down for MetricFlow."""
        from dbt.contracts.graph.semantic_manifest import SemanticManifest

        path = self._target / "semantic_manifest.json"
        SemanticManifest(self.manifest).write_json_to_file(str(path))
        return path.read_text()

    def selected(self, *selection: str) -> set[str]:
        """Return the names of the nodes that a selection finds."""
        return set(self._invoke(self.manifest, ["ls", "--output", "name", *selection]))

    def _invoke(self, manifest: "Manifest | None", arguments: list[str]) -> Any:
        from dbt.cli.main import dbtRunner

        flags = ["--quiet", "--log-level-file", "none", "--no-write-json"]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = dbtRunner(manifest=manifest).invoke([*flags, *arguments, *self._paths])
        failed = [
            f"{each.node.name}: {each.message}"
            for each in getattr(answer.result, "results", ())
            if each.status in {"error", "fail", "runtime error"}
        ]
        assert answer.success, f"dbt {' '.join(arguments)}: {failed or answer.exception}"
        return answer.result


def is_of_prices(node: Mapping[str, Any]) -> bool:
    """Say whether a node of a manifest is a model of prices or a test of one."""
    return node["fqn"][2] == "market" or "stg_core_nec_" in node["name"]


@contextmanager
def dbt_on(url: str, target: Path, **environment: str) -> Iterator[DbtInProcess]:
    """Yield dbt for the warehouse at `url`; more variables are set by name.

    In a session of tests the project is parsed once for each set of such variables, outside of
    one by every call; so is a copy of the project, which the variable `DBT_PROJECT_DIR` names.
    """
    settings = Settings.model_validate({"warehouse_url": url})
    with patch.dict(os.environ, {**tool_environment(settings), **environment}):
        home = os.environ.get(HOME_VARIABLE)
        is_own = home is None or "DBT_PROJECT_DIR" in environment
        yield DbtInProcess(target, None if is_own else _parsed_once(Path(str(home)), environment))


def _parsed_once(home: Path, environment: Mapping[str, str]) -> "Manifest":
    """Return the project as the first who asked has parsed it, its relations in our database."""
    from dbt.contracts.graph.manifest import Manifest

    folder = home / "-".join(["parsed", *environment.values()])
    folder.mkdir(exist_ok=True)
    parsed = folder / "manifest.msgpack"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not parsed.exists():
            parsed.write_bytes(DbtInProcess(folder).manifest.to_msgpack())
    manifest = Manifest.from_msgpack(parsed.read_bytes())
    database = os.environ[DATABASE]
    relations = [model.node_relation for model in manifest.semantic_models.values()]
    for each in filter(None, [*manifest.nodes.values(), *manifest.sources.values(), *relations]):
        if each.relation_name:
            each.relation_name = each.relation_name.replace(str(each.database), database, 1)
        each.database = database
    # What models see as `graph` is a copy, and came along with the names of the first database.
    manifest.build_flat_graph()
    return manifest
