"""Imports a file of prices that a person brings: a long CSV, gzipped or not.

Columns `date,zone_name,price_type,price_inr_per_100_eggs` and, if there is one, `source`. The
prices are `imported`, as those of the archive. A file claims no coverage: a day it leaves out
may just not be in it. A file with a fault is refused as a whole, before anything changes.
"""

import csv
import gzip
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import psycopg

from ingestion.necc import cells
from ingestion.necc.calendar import FIRST_MONTH, today_ist
from ingestion.necc.errors import NeccError
from ingestion.necc.imports import ImportReport, apply_import
from ingestion.necc.refusals import HIGHEST_PRICE, LOWEST_PRICE
from ingestion.necc.run_log import RunContext
from ingestion.necc.sheet import Basis
from ingestion.necc.zone_register import ZoneRegister, fold

COLUMNS = ("date", "zone_name", "price_type", "price_inr_per_100_eggs")
SOURCE_COLUMN = "source"
IMPUTED_TAG = "AVG_MISMATCH"
FAULTS_SHOWN = 20

COPY = """
copy incoming_cells (zone_id, date, basis, price, source, is_in_imputed_month) from stdin
"""


class PriceFileError(NeccError):
    """A file of prices cannot be read, or some of its lines are no prices."""


class FilePrice(NamedTuple):
    """A price of a file. Key: date, zone name, basis; rupees per 100 eggs."""

    date: date
    zone_name: str
    basis: Basis
    price: int
    is_in_imputed_month: bool


def import_file(
    connection: psycopg.Connection, path: Path, *, execution_id: UUID | None = None
) -> ImportReport:
    """Bring the prices of a file in, in one transaction.

    They never overwrite prices from the page or from a person; an imported price that is
    another than the one imported before is a revision. A zone nobody knows is added, inactive
    and waiting for a review. A second import of the same file changes nothing.

    Raises:
        PriceFileError: The file cannot be read or holds a fault. Nothing has changed.
    """
    run = RunContext(execution_id or uuid4(), "file")
    prices = read_file(path)
    with connection.transaction():
        cells.begin(connection)
        register = ZoneRegister.from_database(connection)
        printed = {price.zone_name: price.basis for price in reversed(prices)}
        new_zones = register.resolve_or_add(connection, printed)
        zone_ids = {name: register.zone_id(name) for name in printed}
        _refuse_spellings_of_one_cell(path, prices, zone_ids)
        with connection.cursor().copy(COPY) as copy:
            for price in prices:
                row = (zone_ids[price.zone_name], price.date, price.basis.value, price.price)
                copy.write_row((*row, "imported", price.is_in_imputed_month))
        return apply_import(connection, run, new_zones)


def read_file(path: Path) -> list[FilePrice]:
    """Read and check a whole file.

    Raises:
        PriceFileError: It is no such file, or it has faulty lines; the first 20 are named.
    """
    try:
        return _checked(path, list(_numbered_rows(path)))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as error:
        raise PriceFileError(
            f"{path} cannot be read",
            expected="a CSV file in UTF-8, or such a file gzipped",
            found=str(error),
            remedy="check the path and how the file was saved",
        ) from error


def _numbered_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open("rb") as file:
        is_gzip = file.read(2) == b"\x1f\x8b"
    opened = gzip.open if is_gzip else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        _check_header(path, list(reader.fieldnames or []))
        for row in reader:
            yield reader.line_num, row


def _check_header(path: Path, header: list[str]) -> None:
    if [name for name in header if name != SOURCE_COLUMN] != list(COLUMNS):
        raise PriceFileError(
            f"{path} has other columns",
            expected=f"the header {','.join(COLUMNS)}, and {SOURCE_COLUMN} if you like",
            found=",".join(header) or "an empty file",
            remedy="rename or reorder its columns",
        )


def _checked(path: Path, rows: list[tuple[int, dict[str, str]]]) -> list[FilePrice]:
    today = today_ist()
    prices: list[FilePrice] = []
    faults: list[str] = []
    seen: dict[tuple[date, str, Basis], int] = {}
    for line, row in rows:
        try:
            price = _parse(row, today)
        except ValueError as error:
            faults.append(f"line {line}: {error}")
            continue
        first = seen.setdefault((price.date, fold(price.zone_name), price.basis), line)
        if first != line:
            faults.append(f"line {line}: the same day, zone and price type as line {first}")
        prices.append(price)
    if faults or not prices:
        raise _faulty(path, faults)
    return prices


def _parse(row: dict[str, str], today: date) -> FilePrice:
    day, zone_name, price_type, price = (_text(row, column) for column in COLUMNS)
    parsed = FilePrice(
        _day(day, today),
        zone_name,
        _basis(price_type),
        _price(price),
        IMPUTED_TAG in (row.get(SOURCE_COLUMN) or ""),
    )
    if None in row:
        message = "it has more cells than the header"
        raise ValueError(message)
    return parsed


def _text(row: dict[str, str], column: str) -> str:
    text = (row[column] or "").strip()
    if not text or "\0" in text:
        message = f"{column} is empty" if not text else f"{column} holds a NUL character"
        raise ValueError(message)
    return text


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if day.isoformat() != text:
        message = f"{text!r} is no date YYYY-MM-DD"
        raise ValueError(message)
    if not FIRST_MONTH <= day <= today:
        message = f"{day} is not between {FIRST_MONTH} and today, {today}"
        raise ValueError(message)
    return day


def _basis(text: str) -> Basis:
    if text not in list(Basis):
        message = f"price_type is {text!r}, neither suggested nor prevailing"
        raise ValueError(message)
    return Basis(text)


def _price(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not LOWEST_PRICE <= int(text) <= HIGHEST_PRICE:
        message = f"{text!r} is no whole number between {LOWEST_PRICE} and {HIGHEST_PRICE}"
        raise ValueError(message)
    return int(text)


def _refuse_spellings_of_one_cell(
    path: Path, prices: list[FilePrice], zone_ids: dict[str, UUID]
) -> None:
    """Refuse a cell that is there twice because its zone is spelled in two ways."""
    seen: dict[tuple[date, UUID, Basis], str] = {}
    faults = []
    for price in prices:
        first = seen.setdefault(
            (price.date, zone_ids[price.zone_name], price.basis), price.zone_name
        )
        if first != price.zone_name:
            faults.append(f"{price.date} {price.basis}: {first!r} and {price.zone_name!r} are one")
    if faults:
        raise _faulty(path, faults)


def _faulty(path: Path, faults: list[str]) -> PriceFileError:
    shown = "\n    ".join(faults[:FAULTS_SHOWN])
    more = len(faults) - FAULTS_SHOWN
    return PriceFileError(
        f"{path} was not imported: {len(faults)} faulty lines" if faults else f"{path} is empty",
        expected="on every line a day, a zone, a price type and a price, each cell once",
        found=f"\n    {shown}" + (f"\n    and {more} more" if more > 0 else "")
        if faults
        else "a header and no line",
        remedy="mend or remove these lines and import the file again; nothing was changed",
    )
