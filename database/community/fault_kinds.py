"""Which violations can be planted: one kind for every invariant of the operational tables.

They are data, in `faults.toml`. Each damages one row; which row follows from the data alone. How
they are planted and written down is `faults`.
"""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from database.errors import PlatformError

FAULTS = Path(__file__).with_name("faults.toml")


class FaultFileError(PlatformError):
    """A file of violations is not as it must be."""


class FaultKind(BaseModel):
    """A violation that can be planted. Key: table, what.

    Attributes:
        kind: Which invariant is broken.
        table: Where the damaged row is.
        what: What is wrong with it, in words.
        set: What an update assigns; `statement` is none then.
        where: Which rows it may damage.
        skip: How many of them, in the order of their keys, are passed over.
        statement: What damages a row in another way, without a returning clause.
        key: Columns that name the row.
        relax: What lets it in: a clause of `alter table`, or `drop index ...`.
        after_recount: Whether a recount would mend it: those are planted after one.
        rule: Kind of the rule of `verification` that it breaks; none where PostgreSQL itself
            refuses such a row, or nothing does.
        checks: Names of the checks on `core` that find it, in a replica.
        rows: SQL for the keys of the rows that those checks show; the damaged row without it.
        seen_by: SQL for the keys of all rows that break the invariant so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    kind: str = Field(min_length=1)
    table: str = Field(pattern="^[a-z][a-z0-9_]*$")
    what: str = Field(min_length=1)
    set: str | None = None
    where: str = "true"
    skip: int = Field(default=0, ge=0)
    statement: str | None = None
    key: list[str] = Field(default=["id"], min_length=1)
    relax: str | None = None
    after_recount: bool = False
    rule: str | None = None
    checks: list[str] = Field(min_length=1)
    rows: str | None = None
    seen_by: str = Field(min_length=1)

    @model_validator(mode="after")
    def _is_update_or_statement(self) -> "FaultKind":
        if (self.set is None) == (self.statement is None):
            message = "either `set` or `statement` says what is damaged"
            raise ValueError(message)
        if self.statement is not None and {"where", "skip"} & self.model_fields_set:
            message = "`where` and `skip` belong to `set`; a `statement` finds its row itself"
            raise ValueError(message)
        return self


class _FaultFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    fault: list[FaultKind] = Field(min_length=1)


def read_fault_kinds(file: Path = FAULTS) -> Sequence[FaultKind]:
    """Read the violations that can be planted, in their order.

    Raises:
        FaultFileError: The file is no TOML, or an entry lacks something or has what none has.
    """
    try:
        return _FaultFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8"))).fault
    except tomllib.TOMLDecodeError as error:
        raise _unreadable(file, "TOML", str(error)) from error
    except ValidationError as error:
        found = "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()
        )
        raise _unreadable(file, "entries as its heading describes them", found) from error


def _unreadable(file: Path, expected: str, found: str) -> FaultFileError:
    return FaultFileError(
        f"The violations of {file} cannot be read",
        expected=expected,
        found=found,
        remedy="mend the file",
    )
