"""Databases with the operational schema, for tests of what reads and changes it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import cast

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from database.community.functions import Plan
from database.community.generation import PriceFigure, count_rows, generate
from database.connections import connect
from database.schema_changes import SCHEMA, migrate_schema
from database.seeding import seed
from database.server import EmbeddedServer
from poultryco.community_prices import archive_figures
from tests.databases import ensure_template

__all__ = [
    "COMMUNITY",
    "SCHEMA",
    "checksums",
    "community_template",
    "recent_figures",
    "schema_template",
    "seeded_template",
    "undone_on",
]

COMMUNITY = Plan(members=120, seed=1)
RECENT = date(2025, 4, 1)


def schema_template(server: EmbeddedServer) -> str:
    """Return the name of a template with the tables and no rows."""
    return ensure_template(server, "template_schema_unseeded", migrate_schema)


def seeded_template(server: EmbeddedServer) -> str:
    """Return the name of a template with the tables and the reference data."""
    return ensure_template(server, "template_schema_seeded", seed, start=schema_template(server))


@contextmanager
def undone_on(url: str) -> Iterator[psycopg.Connection]:
    """Yield a connection in whose transaction everything is undone."""
    with connect(url) as connection:
        yield connection
        connection.rollback()


def community_template(server: EmbeddedServer) -> str:
    """Return the name of a template with a small synthetic community, `COMMUNITY`."""
    return ensure_template(
        server,
        "template_community",
        lambda url: generate(url, COMMUNITY, recent_figures()),
        start=seeded_template(server),
    )


@cache
def recent_figures() -> list[PriceFigure]:
    """Return the last year of the price archive: all of it would only make copies slower."""
    return [figure for figure in archive_figures() if figure.day >= RECENT]


def checksums(url: str, without: Sequence[str] = ()) -> dict[str, tuple[int, int]]:
    """Return rows and a checksum of every table, the columns `without` left out."""
    query = SQL(
        "select count(*), coalesce(sum(hashtextextended((to_jsonb(row) - {}::text[])::text, 0)), 0)"
        " from {} as row"
    )
    with connect(url, read_only=True) as connection:
        return {
            table: cast(
                "tuple[int, int]",
                connection.execute(
                    query.format(Literal(list(without)), Identifier(table))
                ).fetchone(),
            )
            for table in count_rows(connection)
        }
