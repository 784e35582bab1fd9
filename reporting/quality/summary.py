"""The one-page summary: what its HTML is given, and its Markdown. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from reporting.formats import day, moment, number
from reporting.quality.health import counted
from reporting.quality.view import Failure
from reporting.results import Check

MOST_SHOWN = 12
MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def summary_of(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the summary shows, of the context of the report."""
    counts: Counter[str] = context["counts"]
    failures: Sequence[Failure] = context["failures"]
    return {
        "headline": context["headline"],
        "checked_at": context["checked_at"],
        "figures": [
            ("Errors", counts["error"]),
            ("Warnings", counts["warning"]),
            ("Passed", counts["passed"]),
            ("Skipped", counts["skipped"]),
            ("Recovered", len(context["recovered"])),
        ],
        "fresh": [each for each in failures if each.check.is_newly_failing],
        "standing": [each for each in failures if not each.check.is_newly_failing],
        "recovered": context["recovered"],
        "freshness": list(_freshness(context)),
        "most": MOST_SHOWN,
    }


def _freshness(context: Mapping[str, Any]) -> Iterator[str]:
    replicas = context["replicas"]
    instant: datetime | None = context["newest_instant"]
    late = [row for row in replicas if row.is_behind or row.replica.problem]
    if instant is None:
        yield "Nothing is replicated yet."
    else:
        state = f"{counted(len(late), 'is', 'are')} behind or stopped" if late else "none is behind"
        tables = counted(len(replicas), "table", "tables")
        yield f"Replicas are of {moment(instant)}: of {tables} {state}."
    builds = context["builds"]
    if builds:
        old = [row for row in builds if row.late_since]
        state = f"{counted(len(old), 'is', 'are')} late" if old else "none is late"
        yield f"Of {counted(len(builds), 'table', 'tables')} that dbt builds {state}."
    reading = context["reading"]
    if reading is None or reading.last_date is None:
        yield "There are no prices yet."
    else:
        yield f"Prices reach {day(reading.last_date)}."


def markdown(summary: Mapping[str, Any]) -> str:
    """Return the summary as Markdown without tables, which chats do not show."""
    lines = ["# Data quality of PoultryCo", "", f"**{_text(summary['headline'])}**", ""]
    figures = ", ".join(f"{word.lower()} {number(count)}" for word, count in summary["figures"])
    lines += [f"{moment(summary['checked_at'])}: {figures}.", ""]
    for title, part in (("Newly failing", "fresh"), ("Still failing", "standing")):
        if summary[part]:
            lines += [f"## {title}", "", *_failing(summary[part], summary["most"]), ""]
    if summary["recovered"]:
        lines += ["## Recovered", "", *_recovered(summary["recovered"], summary["most"]), ""]
    lines += ["## Freshness", "", *(f"- {_text(each)}" for each in summary["freshness"]), ""]
    return "\n".join(lines)


def _failing(failures: Sequence[Failure], most: int) -> Iterator[str]:
    for failure in failures[:most]:
        check = failure.check
        yield (
            f"- **{check.severity}** {_code(check.check_name)} on {_code(check.table)}"
            f" ({_text(check.owner)}, since {moment(failure.since)}): {_text(check.message or '')}"
        )
        if failure.remedy:
            yield f"  To do: {_text(failure.remedy.replace('`', ''))}"
    if len(failures) > most:
        yield f"- and {number(len(failures) - most)} more in the report"


def _recovered(checks: Sequence[Check], most: int) -> Iterator[str]:
    for check in checks[:most]:
        yield f"- {_code(check.check_name)} on {_code(check.table)}"
    if len(checks) > most:
        yield f"- and {number(len(checks) - most)} more"


def _text(text: str) -> str:
    return MARKUP.sub(r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    return f"`{' '.join(text.replace('`', chr(39)).split())}`"
