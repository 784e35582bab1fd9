"""How many connections a run may open, at the source and at the warehouse."""

from typing import NamedTuple

import psycopg

MOST_WORKERS = 8
# Held beside the workers': the snapshot's at the source; the lock's and the publisher's here.
SOURCE_EXTRA = 1
WAREHOUSE_EXTRA = 3
# The application comes first: replication takes a tenth of what it leaves free.
SOURCE_SHARE = 10
FREE = """
select greatest(
    current_setting('max_connections')::integer
    - current_setting('superuser_reserved_connections')::integer
    - (select coalesce(sum(numbackends), 0)::integer from pg_stat_database), 0
)
"""


class Budget(NamedTuple):
    """Workers, and the connections they and the rest of a run need."""

    workers: int

    @property
    def at_source(self) -> int:
        """Connections to the source, all of them."""
        return self.workers + SOURCE_EXTRA

    @property
    def at_warehouse(self) -> int:
        """Connections to the warehouse, all of them."""
        return self.workers + WAREHOUSE_EXTRA


def budget_for(source: psycopg.Connection, wanted: int) -> Budget:
    """Return how many workers may read the source: as many as wanted, fewer where it is full."""
    row = source.execute(FREE.encode()).fetchone()
    free = int(row[0]) if row else 0
    affordable = max(free // SOURCE_SHARE - SOURCE_EXTRA, 1)
    return Budget(max(1, min(wanted, affordable, MOST_WORKERS)))
