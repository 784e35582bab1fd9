"""How PostgreSQL ran a statement: the indexes it used, also inside of functions.

`EXPLAIN` stops at a function; auto_explain, of PostgreSQL's own contrib, does not.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.errors import Diagnostic

# A scan of a table with fewer rows is as good as an index.
BIG_TABLE = 5000
SETTINGS = """
load 'auto_explain';
set auto_explain.log_min_duration = 0;
set auto_explain.log_analyze = on;
set auto_explain.log_nested_statements = on;
set auto_explain.log_format = json;
set auto_explain.log_level = notice
"""
BIG_TABLES = """
select relname from pg_class where relkind in ('r', 'm', 'p') and reltuples >= %s
"""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a plan that ran.

    Attributes:
        name: What it does, and to which table or index.
        rows: How many it passed on.
        seconds: What it took without the nodes below.
    """

    name: str
    rows: int
    seconds: float


def costliest_nodes(connection: psycopg.Connection, query: str, count: int) -> list[Node]:
    """Run a query and return the nodes of its plan that took longest, the longest first."""
    explained = connection.execute(f"explain (analyze, format json) {query}".encode()).fetchone()
    plan = explained[0][0]["Plan"] if explained else {}
    found = [_measured(node) for node in _nodes(plan)]
    return sorted(found, key=lambda node: node.seconds, reverse=True)[:count]


def _measured(node: dict[str, Any]) -> Node:
    loops = node["Actual Loops"]
    # A plan of a CTE hangs below whoever reads it first, and is part of its time.
    below = sum(each["Actual Total Time"] * each["Actual Loops"] for each in node.get("Plans", []))
    of = node.get("Index Name") or node.get("Relation Name") or node.get("CTE Name")
    return Node(
        name=f"{node['Node Type']}{f' of {of}' if of else ''}",
        rows=round(node["Actual Rows"] * loops),
        seconds=max(node["Actual Total Time"] * loops - below, 0) / 1000,
    )


def used_indexes(connection: psycopg.Connection, run: Callable[[], object]) -> list[str]:
    """Return what `run` reads by, in the order of use: indexes, and big tables read whole.

    The transaction is rolled back: a plan is told when its portal closes.

    Args:
        connection: The one on which `run` runs its statements, of a superuser.
        run: Runs them.
    """
    big = {row[0] for row in connection.execute(BIG_TABLES, [BIG_TABLE]).fetchall()}
    notices: list[str] = []

    def note(diagnostic: Diagnostic) -> None:
        notices.append(diagnostic.message_primary or "")

    connection.execute(SETTINGS)
    connection.add_notice_handler(note)
    try:
        run()
    finally:
        connection.rollback()
        connection.remove_notice_handler(note)
    found = [
        name
        for notice in notices
        if "plan:" in notice
        for node in _nodes(json.loads(notice.partition("plan:")[2])["Plan"])
        for name in _reading(node, big)
    ]
    return list(dict.fromkeys(found))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", []):
        yield from _nodes(child)


def _reading(node: dict[str, Any], big: set[str]) -> Iterator[str]:
    # Nodes that never ran are alternatives that were not taken.
    if not node.get("Actual Loops", 1):
        return
    if "Index Name" in node:
        yield node["Index Name"]
    elif node["Node Type"] == "Seq Scan" and node["Relation Name"] in big:
        yield f"SEQ SCAN of {node['Relation Name']}"
