"""Databases with the operational schema, for tests of what reads and changes it."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from database.connections import connect
from database.schema_changes import SCHEMA, migrate_schema
from database.seeding import seed
from database.server import EmbeddedServer
from tests.databases import ensure_template

__all__ = ["SCHEMA", "schema_template", "seeded_template", "undone_on"]


def schema_template(server: EmbeddedServer) -> str:
    """Return the name of a template with the tables and no rows."""
    return ensure_template(server, "template_schema_unseeded", migrate_schema)


def seeded_template(server: EmbeddedServer) -> str:
    """Return the name of a template with the tables and the reference data."""

    def fill(url: str) -> None:
        migrate_schema(url)
        seed(url)

    return ensure_template(server, "template_schema_seeded", fill)


@contextmanager
def undone_on(url: str) -> Iterator[psycopg.Connection]:
    """Yield a connection in whose transaction everything is undone."""
    with connect(url) as connection:
        yield connection
        connection.rollback()
