"""Do the unit tests of the models notice a wrong rule? Turns signs around and counts who objects.

dbt writes down once what it runs for each unit test; from there on PostgreSQL is asked directly,
a query a mutant. What a mutant is stands in `tests.mutants`, what is counted in `tests.mutate`.
"""

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import psycopg

from database.connections import connect
from tests.dbt_project import dbt_on
from tests.mutants import Change
from tests.tested_sql import Site, TestedSql

LAYERS = ("ana", "intermediate")
# A mutant may well count to infinity; its plan is used once.
SESSION = "set statement_timeout = '5s'; set jit = off; set max_parallel_workers_per_gather = 0"


@dataclass(frozen=True, slots=True)
class Model:
    """A model with what dbt runs for its unit tests.

    Attributes:
        name: As dbt calls it.
        domain: The folder it is in.
        statements: By unit test, sorted; none where it has no test.
    """

    name: str
    domain: str
    statements: dict[str, str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A sign of a model that says something else.

    Attributes:
        site: Where it stands.
        instead: What it says.
        is_killed: Whether a unit test of the model fails for it.
    """

    site: Site
    instead: str
    is_killed: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a model's mutants.

    Attributes:
        model: Which.
        mutants: Those that PostgreSQL takes for SQL, in the order of the model.
        refused_count: Those it does not; no test is needed against them.
        unreadable: Unit tests that fail without any mutant, only because they are written anew.
    """

    model: Model
    mutants: list[Mutant]
    refused_count: int
    unreadable: list[str]


def tested_models(url: str, target: Path, only: str | None) -> list[Model]:
    """Run the unit tests by dbt and return the models of `ana` and `intermediate`, by name.

    Args:
        url: A warehouse in which the parents of the models are built.
        target: Where dbt may write.
        only: Keep to the model of this name.
    """
    with dbt_on(url, target) as dbt:
        dbt("test", "--select", ",".join(["test_type:unit", *([only] if only else [])]))
    statements: dict[str, dict[str, str]] = defaultdict(dict)
    for test in sorted(dbt.manifest.unit_tests.values(), key=lambda test: str(test.name)):
        if only in {None, test.model}:
            file = Path(test.original_file_path)
            run = target / "run" / test.package_name / file / file.parent / f"{test.name}.sql"
            statements[test.model][test.name] = run.read_text("utf-8")
    return [
        Model(node.name, node.fqn[2], statements[node.name])
        for node in sorted(dbt.manifest.nodes.values(), key=lambda node: str(node.name))
        if node.resource_type == "model" and node.fqn[1] in LAYERS and only in {None, node.name}
    ]


def trials(url: str, models: Iterable[Model]) -> Iterator[Trial]:
    """Yield what becomes of the mutants of each model, in the order of the models."""
    # Not forked: dbt has left threads behind.
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as processes:
        yield from processes.map(partial(tried, url), models)


def tried(url: str, model: Model) -> Trial:
    """Ask the unit tests of a model about each of its mutants, until one fails.

    Args:
        url: A warehouse; nothing is written to it.
        model: Which.
    """
    with connect(url, read_only=True, autocommit=True) as connection:
        connection.execute(SESSION)
        tests = {name: TestedSql(statement) for name, statement in model.statements.items()}
        unreadable = [name for name, test in tests.items() if _fails(connection, str(test)) != "no"]
        verdicts = {
            mutant: _verdict(connection, asked)
            for mutant, asked in _by_mutant(
                test for name, test in tests.items() if name not in unreadable
            ).items()
        }
    mutants = [
        Mutant(site, instead, is_killed=verdict == "yes")
        for (site, instead), verdict in verdicts.items()
        if verdict != "refused"
    ]
    return Trial(model, mutants, len(verdicts) - len(mutants), unreadable)


Asked = list[tuple[TestedSql, Change]]


def _by_mutant(tests: Iterable[TestedSql]) -> dict[tuple[Site, str], Asked]:
    found: dict[tuple[Site, str], Asked] = defaultdict(list)
    for test in tests:
        for site, change in test.changes():
            found[site, change.instead].append((test, change))
    return found


def _verdict(connection: psycopg.Connection, asked: Asked) -> str:
    for test, change in asked:
        verdict = _fails(connection, test.with_change(change))
        if verdict != "no":
            return verdict
    return "no"


def _fails(connection: psycopg.Connection, query: str) -> str:
    """Say whether a unit test fails: yes, no, or refused where its SQL means nothing."""
    try:
        row = connection.execute(query.encode()).fetchone()
    except psycopg.Error as error:
        # Class 42 is syntax and unknown operators; others are of the rows, such as a division by 0.
        return "refused" if (error.sqlstate or "").startswith("42") else "yes"
    assert row is not None
    return "yes" if row[0] else "no"
