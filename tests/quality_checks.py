"""Checks and rules that the quality report is tried with.

What it makes of them is not known here.
"""

from datetime import UTC, datetime
from typing import Any

from expectations.rules import EachRow, Rule
from reporting.results import Check

NOW = datetime(2026, 4, 8, 5, 0, tzinfo=UTC)
EVIL = "</script><script>alert(1)</script>`*|\n# <img src=x>"


def check(name: str, status: str = "failed", **others: Any) -> Check:
    """A check of which only what is said here matters."""
    known: dict[str, Any] = {
        "check_name": name,
        "tool": "great_expectations",
        "suite": "core",
        "schema_name": "core",
        "table_name": "soc_posts",
        "module": "soc",
        "kind": "counter",
        "owner": "community",
        "severity": "error",
        "status": status,
        "message": "2 of 10 rows break the rule",
        "rows_checked": 10,
        "rows_failing": 2,
        "samples": [],
        "checked_at": NOW,
    }
    return Check(**(known | others))


def rule(name: str, **others: Any) -> Rule:
    known: dict[str, Any] = {
        "name": name,
        "table": "core.soc_posts",
        "severity": "error",
        "description": "Every post has `likes_count` likes.",
        "remedy": "Count again.",
        "expect": EachRow("true"),
        "shows": "this.id, this.likes_count",
        "key": ("id",),
        "module": "soc",
    }
    return Rule(**(known | others))
