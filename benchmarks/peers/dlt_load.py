"""Loads one table with dlt, its quickest PostgreSQL setting; prints the seconds.

Runs in an environment of its own: dlt is no dependency of the platform.
Arguments: address of the source, address of the warehouse, table.
"""

import sys
import tempfile
import time
from urllib.parse import quote

import dlt  # type: ignore[import-not-found]
from dlt.sources.sql_database import sql_database  # type: ignore[import-not-found]
from psycopg2.extensions import parse_dsn  # type: ignore[import-untyped]


def dlt_address(url: str) -> str:
    """Return a libpq address as dlt takes it: with a host and a password, needed or not."""
    parts = parse_dsn(url)
    password = parts.get("password", "none")
    host = quote(parts["host"], safe="")
    return f"postgresql://{parts['user']}:{password}@localhost/{parts['dbname']}?host={host}"


def sqlalchemy_address(url: str) -> str:
    """Return a libpq address with a host folder as SQLAlchemy takes it."""
    return url.replace("postgresql://", "postgresql+psycopg2://", 1)


source_url, warehouse_url, table = sys.argv[1:]
pipeline = dlt.pipeline(
    "poultryco_peer",
    destination=dlt.destinations.postgres(dlt_address(warehouse_url)),
    dataset_name="peer",
    pipelines_dir=tempfile.mkdtemp(prefix="poultryco-dlt-"),
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
