"""What a run looks at before it reads: the source, the replicas, the dictionary; and the plan."""

from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

import psycopg

from database.catalog import Catalog
from ingestion.operational.classification import known_catalog
from ingestion.operational.errors import ReplicationError
from ingestion.operational.matching import Drift, Match, ReplicaShape, match_tables
from ingestion.operational.plan import TablePlan, plan_tables
from ingestion.operational.replicas import change_types, core_shapes
from ingestion.operational.snapshot import Snapshot
from ingestion.operational.source import SourceTable, read_source
from ingestion.operational.state import ReplicaState, read_states

# Of a table that is smaller, looking for what changed takes as long as reading all of it.
SMALL_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a run is to do.

    Attributes:
        tables: Patterns of tables of core, such as `soc_*`; all when empty.
        is_full: Read every table whole, whatever is known of it.
        is_verifying: Compare every row, not only what was touched.
        workers: How many tables are read at a time.
        small_bytes: Tables below this size are hashed whole instead of read by their cursor.
    """

    tables: tuple[str, ...] = ()
    is_full: bool = False
    is_verifying: bool = False
    workers: int = 4
    small_bytes: int = SMALL_BYTES


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do.

    Attributes:
        tables: How each table is read, the largest first.
        drift: How the source differs from the dictionary.
        instant: When the source was looked at.
    """

    tables: list[TablePlan]
    drift: list[Drift]
    instant: datetime


@dataclass(frozen=True, slots=True)
class Scene:
    """What a plan is made from.

    Attributes:
        source: Tables of the source.
        states: What is known of the replicas.
        shapes: Tables of core as they are.
        changes: Types of the columns of the tables of changes as they are.
        dictionary: What is known and classified.
        matches: Which table of core is read from which.
        strangers: What concerns no table of the dictionary.
    """

    source: dict[str, SourceTable]
    states: dict[str, ReplicaState]
    shapes: dict[str, ReplicaShape]
    changes: dict[str, dict[str, str]]
    dictionary: Catalog
    matches: list[Match]
    strangers: list[Drift]

    def state_of(self, table: str) -> ReplicaState:
        """Return what is known of a table, be it nothing."""
        return self.states.get(table, ReplicaState(table))


def look(
    source: psycopg.Connection, warehouse: psycopg.Connection, dictionary: Catalog | None = None
) -> Scene:
    """Look at both databases.

    Args:
        source: The operational database.
        warehouse: The warehouse.
        dictionary: What is known and classified; by default what is committed.
    """
    tables, shapes = read_source(source), core_shapes(warehouse)
    # What is no more in core is read anew.
    states = {name: state for name, state in read_states(warehouse).items() if name in shapes}
    dictionary = dictionary or known_catalog()
    held = {name: shape for name, shape in shapes.items() if _holds_rows(states.get(name))}
    matches, strangers = match_tables(tables, dictionary, held)
    return Scene(tables, states, shapes, change_types(warehouse), dictionary, matches, strangers)


def make_plan(scene: Scene, wishes: Wishes, snapshot: Snapshot) -> Plan:
    """Plan a run.

    Raises:
        ReplicationError: A pattern names no table.
    """
    chosen = _chosen(scene.matches, wishes.tables)
    tables = plan_tables(
        chosen,
        scene.source,
        scene.states,
        small_bytes=wishes.small_bytes,
        is_full=wishes.is_full,
        is_verifying=wishes.is_verifying,
    )
    drift = [each for match in chosen for each in match.drift]
    return Plan(tables, drift + ([] if wishes.tables else scene.strangers), snapshot.instant)


def _holds_rows(state: ReplicaState | None) -> bool:
    return state is not None and state.instant is not None


def _chosen(matches: list[Match], patterns: tuple[str, ...]) -> list[Match]:
    for pattern in patterns:
        if not any(fnmatchcase(match.table, pattern) for match in matches):
            raise ReplicationError(
                f"No table is called {pattern}",
                expected="names of tables of core, or patterns such as 'soc_*'",
                found=pattern,
                remedy="see what there is: poultryco db tables",
            )
    return [
        match
        for match in matches
        if not patterns or any(fnmatchcase(match.table, each) for each in patterns)
    ]
