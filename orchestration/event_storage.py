"""Dagster's event log in SQLite, made quick enough for ranges of thousands of days.

Dagster's own storage opens and closes two files for each event. Here files stay open, and the
events of a range of partitions are stored in one transaction. What is in the files is the same:
either storage reads the other's.

Only how events get to disk belongs here. It is chosen by `dagster.yaml`.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self

import dagster as dg
from dagster._core.storage.event_log.schema import SqlEventLogStorageTable
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine

# The index, the run that is going on, and a few that somebody looks at.
MOST_OPEN_FILES = 8
BATCHES = {"DAGSTER_EVENT_BATCH_SIZE": "1000"}
"""Environment variable that makes Dagster hand over the events of a range together."""

IN_BATCHES = {
    dg.DagsterEventType.ASSET_MATERIALIZATION,
    dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
}


class QuickSqliteEventLogStorage(SqliteEventLogStorage):
    """SQLite storage that keeps files open between events and stores batches at once."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        self._known_tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> Self:
        """Return the storage that `dagster.yaml` describes."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> Engine:
        if shard in self._engines:
            self._engines.move_to_end(shard)
            return self._engines[shard]
        engine = create_engine(
            self.conn_string_for_shard(shard),
            pool_size=1,
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS},
        )
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        self._engines[shard] = engine
        if len(self._engines) > MOST_OPEN_FILES:
            self._engines.popitem(last=False)[1].dispose()
        return engine

    def has_table(self, table_name: str) -> bool:
        """Return whether the index has a table; one that is there stays there."""
        if table_name not in self._known_tables and super().has_table(table_name):
            self._known_tables.add(table_name)
        return table_name in self._known_tables

    def store_event_batch(self, events: Sequence[dg.EventLogEntry]) -> None:
        """Store the events of a run, those about partitions of assets in one transaction."""
        together = [event for event in events if event.dagster_event_type in IN_BATCHES]
        if together:
            self._store_together(together)
        for event in events:
            if event.dagster_event_type not in IN_BATCHES:
                self.store_event(event)

    def _store_together(self, events: Sequence[dg.EventLogEntry]) -> None:
        rows = [self._event_to_row(event) for event in events]
        insert = SqlEventLogStorageTable.insert()
        with self.run_connection(events[0].run_id) as connection:
            connection.execute(insert, rows)
        with self.index_connection() as connection:
            keys = [connection.execute(insert, row).inserted_primary_key for row in rows]
            ids = [key[0] for key in keys if key is not None]
            self._store_asset_event_tags(connection, events, ids)
            # An asset's own row tells of its latest event: the earlier ones need not be told.
            latest = {row["asset_key"]: place for place, row in enumerate(rows)}
            for place in latest.values():
                self._store_asset_event(connection, events[place], ids[place])

    def dispose(self) -> None:
        """Close the files."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()

    def wipe(self) -> None:
        """Remove all events."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        self._known_tables.clear()
        super().wipe()
