"""The archive of real prices that comes with the project, and its way into the warehouse.

What the archive is, where it comes from and how its file is laid out is written in
`seeds/necc_price_archive/PROVENANCE.md`. Files that a person brings are `price_files`.
"""

import json
import lzma
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import psycopg

from database.settings import PROJECT_ROOT
from ingestion.necc import cells
from ingestion.necc.imports import ImportReport, apply_import
from ingestion.necc.run_log import RunContext
from ingestion.necc.sheet import Basis
from ingestion.necc.zone_register import ZoneRegister

ARCHIVE_FOLDER = PROJECT_ROOT / "seeds" / "necc_price_archive"

# The prices of a zone's month travel as one array: 4,174 rows instead of 121,761.
STAGE_LINES = """
create temp table if not exists archive_lines (
    zone_id uuid not null, basis text not null, month date not null,
    is_in_imputed_month boolean not null, prices integer[] not null
) on commit delete rows;
truncate archive_lines
"""
STAGE_CELLS = """
insert into incoming_cells
select
    line.zone_id, line.month + (cell.day_number - 1)::integer, line.basis, cell.price, 'imported',
    line.is_in_imputed_month
from archive_lines as line
cross join lateral unnest(line.prices) with ordinality as cell (price, day_number)
where cell.price is not null
"""
CLAIM_COVERAGE = """
merge into market.nec_coverage as old
using (
    select date_trunc('month', date)::date as sheet_month, max(date) as covered_until
    from incoming_cells
    group by date_trunc('month', date)
) as new
on old.sheet_month = new.sheet_month and old.origin = 'archive'
when matched and old.covered_until < new.covered_until then update set
    covered_until = new.covered_until,
    read_at = now()
when not matched then insert (sheet_month, origin, covered_until, read_at)
values (new.sheet_month, 'archive', new.covered_until, now())
"""


class ArchiveSource(NamedTuple):
    """Where a figure was taken from; `name` as PROVENANCE.md explains it."""

    name: str
    is_imputed_month: bool


class ArchivePrice(NamedTuple):
    """A price of the archive. Key: date, zone name, basis; rupees per 100 eggs."""

    date: date
    zone_name: str
    basis: Basis
    price: int
    source: ArchiveSource


class ArchiveLine(NamedTuple):
    """A zone's prices of one month and source, by day; none where that source has none."""

    zone_name: str
    basis: Basis
    month: date
    source: ArchiveSource
    prices: tuple[int | None, ...]


@lru_cache(maxsize=1)
def clarification() -> str:
    """Return what NECC wants printed wherever its suggested prices are passed on."""
    return (ARCHIVE_FOLDER / "CLARIFICATION.txt").read_text(encoding="utf-8").strip()


def read_lines(folder: Path = ARCHIVE_FOLDER) -> Iterator[ArchiveLine]:
    """Yield the lines of the archive file, by zone name, basis, month and source."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    sources = {
        code: ArchiveSource(source["name"], source["is_imputed_month"])
        for code, source in manifest["sources"].items()
    }
    with lzma.open(folder / "prices.txt.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            zone_name, basis, month, source_code, prices = line.split("|")
            yield ArchiveLine(
                zone_name,
                Basis(basis),
                date.fromisoformat(f"{month}-01"),
                sources[source_code],
                tuple(None if price == "-" else int(price) for price in prices.split()),
            )


def read_archive(folder: Path = ARCHIVE_FOLDER) -> Iterator[ArchivePrice]:
    """Yield every price of the archive, in the order of its file."""
    for line in read_lines(folder):
        for day_number, price in enumerate(line.prices, start=1):
            if price is not None:
                day = line.month.replace(day=day_number)
                yield ArchivePrice(day, line.zone_name, line.basis, price, line.source)


def import_archive(
    connection: psycopg.Connection,
    *,
    execution_id: UUID | None = None,
    folder: Path = ARCHIVE_FOLDER,
) -> ImportReport:
    """Bring the archive into the prices and claim the days it speaks of, in one transaction.

    A price of the archive never overwrites one from the page or from a person. A second
    import compares everything and changes nothing.
    """
    run = RunContext(execution_id or uuid4(), "archive")
    lines = list(read_lines(folder))
    with connection.transaction():
        cells.begin(connection)
        register = ZoneRegister.from_database(connection)
        new_zones = register.resolve_or_add(
            connection, {line.zone_name: line.basis for line in lines}
        )
        _stage(connection, lines, register)
        connection.execute(CLAIM_COVERAGE)
        return apply_import(connection, run, new_zones)


def _stage(
    connection: psycopg.Connection, lines: list[ArchiveLine], register: ZoneRegister
) -> None:
    zone_ids = {name: register.zone_id(name) for name in {line.zone_name for line in lines}}
    connection.execute(STAGE_LINES)
    with connection.cursor().copy("copy archive_lines from stdin") as copy:
        for line in lines:
            prices = ",".join("null" if price is None else str(price) for price in line.prices)
            copy.write_row(
                (
                    zone_ids[line.zone_name],
                    line.basis.value,
                    line.month,
                    line.source.is_imputed_month,
                    f"{{{prices}}}",
                )
            )
    connection.execute(STAGE_CELLS)
