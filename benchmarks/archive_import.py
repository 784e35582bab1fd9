"""The archive import against a plain COPY of the same rows into a table with the same key.

What the import does beyond that: it unpacks the file, compares every cell with what is there,
checks the bounds and the zone of each row, and keeps a second index.
"""

import psycopg

from benchmarks.measure import Measure, median_seconds
from benchmarks.servers import scratch_warehouse
from database.connections import connect
from ingestion.necc.archive import import_archive
from ingestion.necc.zones import load_zones

REPEATS = 3
EMPTY = """
truncate market.nec_prices, market.nec_price_revisions, market.nec_coverage,
    market.nec_scraper_logs
"""
PLAIN_TABLE = """
create table plain_prices (
    zone_id uuid, date date, suggested_price integer, prevailing_price integer,
    primary key (zone_id, date)
)
"""
PLAIN_ROWS = """
copy (select zone_id, date, suggested_price, prevailing_price from market.nec_prices) to stdout
"""


def measures() -> list[Measure]:
    """Time a first and a second import on a server of their own."""
    with scratch_warehouse() as url, connect(url, autocommit=True) as connection:
        load_zones(connection)
        first = median_seconds(lambda: _import_into_nothing(connection), REPEATS)
        second = median_seconds(lambda: import_archive(connection), REPEATS)
        plain = _plain_copy_seconds(connection)
    other = "COPY into a table with the same key"
    return [
        Measure("import the archive", first, other, plain),
        Measure("import the archive again", second, other, plain),
    ]


def _import_into_nothing(connection: psycopg.Connection) -> None:
    connection.execute(EMPTY)
    import_archive(connection)


def _plain_copy_seconds(connection: psycopg.Connection) -> float:
    with connection.cursor().copy(PLAIN_ROWS) as copy:
        rows = b"".join(bytes(block) for block in copy)
    connection.execute(PLAIN_TABLE)

    def copy_plainly() -> None:
        connection.execute("truncate plain_prices")
        with connection.cursor().copy("copy plain_prices from stdin") as copy:
            copy.write(rows)

    return median_seconds(copy_plainly, REPEATS)
