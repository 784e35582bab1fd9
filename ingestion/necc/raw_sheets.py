"""The store of page bodies as they arrived: `raw.necc_sheets` and their sightings.

Nothing is read into them here. A body is stored before anybody parses it, so that any sheet
can be parsed again without asking the page.
"""

import hashlib
import zlib
from datetime import date, datetime
from typing import NamedTuple

import psycopg

from ingestion.necc.page import FetchedPage
from ingestion.necc.sheet import ReportType

ADD_BODY = """
insert into raw.necc_sheets (
    sheet_month, report_type, sha256, body_zlib, body_bytes, http_status, fetched_at
) values (%(month)s, %(type)s, %(sha256)s, %(zlib)s, %(bytes)s, %(status)s, %(fetched_at)s)
on conflict on constraint uq_necc_sheets_body do nothing
"""
ADD_SIGHTING = """
insert into raw.necc_sheet_sightings (sheet_id, seen_at, elapsed_ms)
select sheet_id, %(fetched_at)s, %(elapsed_ms)s from raw.necc_sheets
where sheet_month = %(month)s and report_type = %(type)s and sha256 = %(sha256)s
returning sheet_id
"""
SIGHTINGS = """
select sheet.sheet_id, sheet.sheet_month, sighting.seen_at
from raw.necc_sheets as sheet
inner join raw.necc_sheet_sightings as sighting using (sheet_id)
where sheet.sheet_month = %(month)s and sheet.report_type = %(type)s
order by sighting.seen_at, sighting.sighting_id
"""
MONTHS = """
select distinct sheet_month from raw.necc_sheets where report_type = %s order by sheet_month
"""


class StoredSheet(NamedTuple):
    """A sighting of a stored body. `month` is the one that was asked for."""

    sheet_id: int
    month: date
    seen_at: datetime


def store(connection: psycopg.Connection, page: FetchedPage) -> int:
    """Store an answer of the page in one transaction; a body that is known gets a sighting.

    Returns:
        The id of the stored body, the same for the same bytes of the same month.
    """
    values = {
        "month": page.month,
        "type": str(page.report_type),
        "sha256": hashlib.sha256(page.body).hexdigest(),
        "zlib": zlib.compress(page.body, level=9),
        "bytes": len(page.body),
        "status": page.status,
        "fetched_at": page.fetched_at,
        "elapsed_ms": page.elapsed_ms,
    }
    with connection.transaction():
        connection.execute(ADD_BODY, values)
        ((sheet_id,),) = connection.execute(ADD_SIGHTING, values).fetchall()
    return int(sheet_id)


def body_of(connection: psycopg.Connection, sheet_id: int) -> bytes:
    """Return the bytes of a stored body, as they arrived.

    Raises:
        LookupError: There is no such sheet.
    """
    row = connection.execute(
        "select body_zlib from raw.necc_sheets where sheet_id = %s", [sheet_id]
    ).fetchone()
    if row is None:
        message = f"raw.necc_sheets has no sheet {sheet_id}"
        raise LookupError(message)
    return zlib.decompress(row[0])


def sightings(
    connection: psycopg.Connection, month: date, report_type: ReportType = ReportType.DAILY
) -> list[StoredSheet]:
    """Return every time a sheet of that month was seen, oldest first."""
    rows = connection.execute(SIGHTINGS, {"month": month, "type": report_type.value})
    return [StoredSheet(*row) for row in rows]


def newest(connection: psycopg.Connection, month: date) -> StoredSheet | None:
    """Return the daily sheet of that month that was seen last, if there is any."""
    found = sightings(connection, month)
    return found[-1] if found else None


def stored_months(connection: psycopg.Connection) -> list[date]:
    """Return the months that any daily sheet is stored of, oldest first."""
    return [month for (month,) in connection.execute(MONTHS, [ReportType.DAILY.value])]
