"""What steps are given to work with: the warehouse, the page, the folder of reports.

Plain objects made from our settings, so that no address or password stands in the
configuration that Dagster stores and shows. Nothing is opened before it is used.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from database.bring_up import replicated_url, warehouse_url
from database.connections import connect
from database.settings import Settings
from ingestion.necc.page import PageClient


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The warehouse; whatever it lacks is brought up when it is asked for."""

    settings: Settings

    def url(self) -> str:
        """Return the URI of a warehouse that is up and has its tables."""
        return warehouse_url(self.settings)

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection]:
        """Yield a connection whose one transaction is committed in the end."""
        with connect(self.url()) as connection:
            yield connection


@dataclass(frozen=True, slots=True)
class OperationalDatabase:
    """The application's database; the embedded one is brought up, one that was named is not."""

    settings: Settings

    def url(self) -> str:
        """Return the URI of a database that is only read."""
        return replicated_url(self.settings)


@dataclass(frozen=True, slots=True)
class NeccPage:
    """The NECC page, asked politely."""

    settings: Settings

    def client(self, *, is_required: bool = True) -> PageClient:
        """Return a client; a page nobody insists on is asked once and not waited for long."""
        address = self.settings.necc_url
        pause = self.settings.necc_min_interval_seconds
        if is_required:
            return PageClient(address, min_interval_seconds=pause)
        return PageClient(
            address,
            min_interval_seconds=pause,
            connect_timeout=5.0,
            read_timeout=15.0,
            deadline_seconds=30.0,
            retries=0,
        )


@dataclass(frozen=True, slots=True)
class Reports:
    """The folder that reports are written to."""

    folder: Path
