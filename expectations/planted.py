"""Whether checks found the violations that were planted in a community, and nothing else.

What was planted is the list that `community generate --faults` writes.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from database.check_results import CheckResult
from database.errors import PlatformError


class PlantedFileError(PlatformError):
    """A file is no list of planted violations."""


class Planted(BaseModel):
    """A violation, as the list says it. Key: table, what.

    Attributes:
        table: Where the damaged row is.
        what: What is wrong with it.
        checks: The checks that must find it.
        rows: The rows that each of them must show, by columns that name a row.
    """

    model_config = ConfigDict(frozen=True)

    table: str
    what: str
    checks: Sequence[str]
    rows: Sequence[Mapping[str, Any]]


def read_planted(file: Path) -> list[Planted]:
    """Read the list of what was planted.

    Raises:
        PlantedFileError: It is not there, or is no such list.
    """
    try:
        return TypeAdapter(list[Planted]).validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise PlantedFileError(
            f"The planted violations of {file} cannot be read",
            expected="the file that `poultryco community generate --faults FILE` wrote",
            found=str(error),
            remedy="name that file, or generate a community with `--faults` again",
        ) from error


def differences(planted: Iterable[Planted], results: Iterable[CheckResult]) -> list[str]:
    """Return a line for each check that does not show exactly the rows that were planted for it.

    A check that nothing was planted for must have passed; one that did not look is a difference.
    """
    wanted: dict[str, list[Mapping[str, Any]]] = {}
    for fault in planted:
        for name in fault.checks:
            wanted.setdefault(name, []).extend(fault.rows)
    found = {result.check_name: result for result in results}
    lines = [f"{name} was not asked" for name in wanted if name not in found]
    for name, result in found.items():
        rows = wanted.get(name, [])
        if result.status not in {"passed", "failed"}:
            lines.append(f"{name} {result.message}")
        elif result.rows_failing != len(rows) or not _are_shown(rows, result.samples):
            lines.append(f"{name}: expected {_listed(rows)}, found {_listed(result.samples)}")
    return lines


def _are_shown(rows: Iterable[Mapping[str, Any]], samples: Iterable[Mapping[str, Any]]) -> bool:
    shown = list(samples)
    return all(
        any(row.items() <= {k: str(v) for k, v in sample.items()}.items() for sample in shown)
        for row in ({name: str(value) for name, value in row.items()} for row in rows)
    )


def _listed(rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(rows), default=str)
