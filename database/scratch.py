"""Databases made for a moment, beside one that stays: for trying a schema or a backup."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from database.connections import connect
from database.errors import PlatformError

PREFIX = "poultryco_scratch_"


class ScratchError(PlatformError):
    """A database cannot be made."""


def beside(url: str, database: str) -> str:
    """Return the connection string of another database on the same server."""
    return make_conninfo(url, dbname=database)


def database_name(url: str) -> str:
    """Return the name of the database that `url` names."""
    return str(conninfo_to_dict(url).get("dbname"))


def make_database(url: str, name: str) -> str:
    """Make an empty database on the server of `url`; return its connection string.

    Raises:
        DatabaseUnreachableError: The server does not answer.
        ScratchError: There is one of that name, or this user may not make one.
    """
    with connect(url, autocommit=True) as connection:
        try:
            connection.execute(
                SQL("create database {} template template0").format(Identifier(name))
            )
        except psycopg.Error as error:
            raise ScratchError(
                f"The database {name} cannot be made",
                expected="a user who may create databases, and a new name",
                found=str(error).strip(),
                remedy="use the embedded server, or a user with createdb",
            ) from error
    return beside(url, name)


def drop_database(url: str, name: str) -> None:
    """Drop a database of the server of `url`, whoever is connected to it."""
    with connect(url, autocommit=True) as connection:
        connection.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """Yield the connection string of an empty database on the server of `url`, then drop it."""
    name = f"{PREFIX}{uuid4().hex[:12]}"
    scratch = make_database(url, name)
    try:
        yield scratch
    finally:
        drop_database(url, name)
