"""The migration runner: once each, all or nothing a file, history cannot be rewritten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from database.bring_up import WAREHOUSE_MIGRATIONS
from database.connections import connect
from database.migrations import MigrationError, migrate, read_migrations


@pytest.fixture
def database(copy_database: Callable[[str], str]) -> str:
    """URL of a database without anything in it."""
    return copy_database("template1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two migrations."""
    (tmp_path / "001_first.sql").write_text("create table first (id int); create table more ();")
    (tmp_path / "002_second.sql").write_text("insert into first values (1), (2);")
    return tmp_path


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_files_are_applied_in_order_and_recorded(database: str, folder: Path) -> None:
    assert migrate(database, folder) == ["001_first.sql", "002_second.sql"]
    assert rows(database, "select count(*) from first") == [(2,)]
    recorded = rows(database, "select name, applied_by from public.schema_migrations order by 1")
    assert recorded == [("001_first.sql", "postgres"), ("002_second.sql", "postgres")]


def test_nothing_happens_when_all_is_applied(database: str, folder: Path) -> None:
    migrate(database, folder)
    assert migrate(database, folder) == []
    assert rows(database, "select count(*) from first") == [(2,)]


def test_only_new_files_are_applied_later(database: str, folder: Path) -> None:
    migrate(database, folder)
    (folder / "003_third.sql").write_text("insert into first values (3);")
    assert migrate(database, folder) == ["003_third.sql"]


def test_a_failing_file_leaves_no_trace_and_those_before_it_stay(
    database: str, folder: Path
) -> None:
    (folder / "002_second.sql").write_text("insert into first values (1); select 1 / 0;")
    with pytest.raises(MigrationError, match=r"002_second\.sql failed") as failed:
        migrate(database, folder)
    assert "division by zero" in failed.value.found
    assert rows(database, "select count(*) from first") == [(0,)]
    assert rows(database, "select name from public.schema_migrations") == [("001_first.sql",)]


def test_an_edited_applied_file_is_refused_and_nothing_is_applied(
    database: str, folder: Path
) -> None:
    migrate(database, folder)
    (folder / "001_first.sql").write_text("create table other (id int);")
    (folder / "003_third.sql").write_text("insert into first values (3);")
    with pytest.raises(MigrationError, match="have changed") as refused:
        migrate(database, folder)
    assert "001_first.sql" in refused.value.found
    assert rows(database, "select count(*) from first") == [(2,)]


def test_a_removed_applied_file_is_refused(database: str, folder: Path) -> None:
    migrate(database, folder)
    (folder / "002_second.sql").unlink()
    with pytest.raises(MigrationError, match="have changed"):
        migrate(database, folder)


@pytest.mark.parametrize("name", ["002_twin.sql", "two.sql", "3_short.sql", "004_Capital.sql"])
def test_a_file_without_a_place_in_the_order_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_text("select 1;")
    with pytest.raises(MigrationError, match="no place in the order"):
        read_migrations(folder)


def test_two_runners_at_once_apply_each_file_once(database: str, folder: Path) -> None:
    (folder / "003_slow.sql").write_text("select pg_sleep(0.3); insert into first values (3);")
    with ThreadPoolExecutor(4) as pool:
        applied = list(pool.map(lambda _: migrate(database, folder), range(4)))
    assert sorted(map(len, applied)) == [0, 0, 0, 3]
    assert rows(database, "select count(*) from first") == [(3,)]


def test_the_warehouse_has_a_comment_on_every_table(warehouse: str) -> None:
    assert len(read_migrations(WAREHOUSE_MIGRATIONS)) >= 6
    uncommented = rows(
        warehouse,
        "select relname from pg_class c join pg_namespace n on n.oid = relnamespace"
        " where nspname in ('raw', 'market', 'quality') and relkind = 'r'"
        " and obj_description(c.oid) is null",
    )
    assert uncommented == []


def test_every_foreign_key_of_the_warehouse_has_an_index(warehouse: str) -> None:
    unindexed = rows(
        warehouse,
        "select conrelid::regclass, conname from pg_constraint k where contype = 'f'"
        " and not exists (select from pg_index i where i.indrelid = k.conrelid"
        "  and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)",
    )
    assert unindexed == []
