"""Loads one table with dlt, its quickest PostgreSQL setting; prints the seconds.

Runs in an environment of its own: dlt is no dependency of the platform.
Arguments: address of the source, address of the warehouse, table.
"""

import os
import sys
import time

import dlt  # type: ignore[import-not-found]
from dlt.sources.sql_database import sql_database  # type: ignore[import-not-found]
from psycopg2.extensions import parse_dsn  # type: ignore[import-untyped]


def credentials(url: str) -> dict[str, str]:
    """Return a libpq address as dlt takes it; it insists on a password."""
    parts = parse_dsn(url)
    return {
        "database": parts["dbname"],
        "username": parts["user"],
        "host": parts["host"],
        "password": parts.get("password", "none"),
    }


def sqlalchemy_address(url: str) -> str:
    """Return a libpq address with a host folder as SQLAlchemy takes it."""
    return url.replace("postgresql://", "postgresql+psycopg2://", 1)


source_url, warehouse_url, table = sys.argv[1:]
# A socket's folder gets lost on dlt's way to libpq, which then asks the environment.
os.environ["PGHOST"] = credentials(warehouse_url)["host"]
pipeline = dlt.pipeline(
    "poultryco_peer",
    destination=dlt.destinations.postgres(credentials(warehouse_url)),
    dataset_name="peer",
    dev_mode=True,
)
rows = sql_database(
    sqlalchemy_address(source_url),
    schema="public",
    table_names=[table],
    backend="pyarrow",
    chunk_size=100_000,
)
began = time.monotonic()
pipeline.run(rows, write_disposition="replace", loader_file_format="csv")
print(time.monotonic() - began)
