"""Backups: of one instant, whole, restorable, and never over something that is there."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from database.backup_programs import BackupError, program_for, run_program
from database.backups import default_file, read_manifest, restore_backup, take_backup
from database.connections import connect
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import seeded_template


@pytest.fixture
def url(copy_database: Callable[[str], str]) -> str:
    """URL of a database with two tables."""
    url = copy_database("template1")
    with connect(url) as connection:
        connection.execute("create table eggs (id integer primary key, note text)")
        connection.execute("insert into eggs select n, 'egg' from generate_series(1, 100) as n")
        connection.execute("create schema archive; create table archive.old_eggs ()")
    return url


@pytest.fixture
def backup(url: str, tmp_path: Path) -> Path:
    take_backup(url, tmp_path / "eggs.dump")
    return tmp_path / "eggs.dump"


@pytest.fixture
def scratch_names(server: EmbeddedServer) -> Callable[[], set[str]]:
    """Function that returns the names of databases there are now and were not before."""

    def names() -> set[str]:
        with connect(server.url("postgres")) as connection:
            return {str(row[0]) for row in connection.execute("select datname from pg_database")}

    before = names()
    return lambda: names() - before


def test_a_backup_says_what_is_in_it(url: str, backup: Path) -> None:
    manifest = read_manifest(backup)
    assert manifest.rows == {"archive.old_eggs": 0, "public.eggs": 100}
    assert manifest.size == backup.stat().st_size
    assert manifest.database in url
    assert [file.name for file in sorted(backup.parent.iterdir())] == [
        "eggs.dump",
        "eggs.dump.json",
    ]


def test_a_test_restore_leaves_nothing(
    url: str, backup: Path, scratch_names: Callable[[], set[str]]
) -> None:
    report = restore_backup(backup, url)
    assert report.differences == []
    assert scratch_names() == set()


def test_a_restore_makes_a_new_database(url: str, backup: Path, server: EmbeddedServer) -> None:
    with connect(url) as connection:
        connection.execute("delete from eggs")
    report = restore_backup(backup, url, into="restored_eggs")
    try:
        assert report.database == "restored_eggs"
        with connect(server.url("restored_eggs")) as connection:
            assert connection.execute("select count(*) from eggs").fetchone() == (100,)
        with pytest.raises(BackupError, match="already"):
            restore_backup(backup, url, into="restored_eggs")
    finally:
        with connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute("drop database restored_eggs")


def test_another_number_of_rows_is_a_difference(url: str, backup: Path) -> None:
    file = backup.with_name("eggs.dump.json")
    manifest = json.loads(file.read_text())
    manifest["rows"] |= {"public.eggs": 101, "public.feathers": 3}
    file.write_text(json.dumps(manifest))
    assert restore_backup(backup, url).differences == [
        "public.eggs: 101 in the backup, 100 restored",
        "public.feathers: 3 in the backup, no table restored",
    ]


def test_a_damaged_or_incomplete_backup_is_refused(url: str, backup: Path) -> None:
    content = backup.read_bytes()
    backup.write_bytes(content[:-10] + bytes(10))
    with pytest.raises(BackupError, match="damaged"):
        restore_backup(backup, url)
    backup.write_bytes(content)
    backup.with_name("eggs.dump.json").unlink()
    with pytest.raises(BackupError, match="no complete backup"):
        restore_backup(backup, url)


def test_a_backup_is_not_overwritten(url: str, backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupError, match="already"):
        take_backup(url, backup)
    assert backup.read_bytes() == before


def test_a_failing_program_leaves_no_file_and_no_password(url: str, tmp_path: Path) -> None:
    program = program_for("pg_dump", 15)
    target = f"{url}&password=hush&sslmode=disable".replace("/test_", "/no_such_")
    with pytest.raises(BackupError, match="does not exist") as failed:
        run_program(program, target, "--file", str(tmp_path / "x"))
    assert "hush" not in str(failed.value)


def test_a_row_written_during_the_backup_is_not_in_it(url: str, tmp_path: Path) -> None:
    with connect(url) as writer:
        writer.execute("insert into eggs values (0, 'uncommitted')")
        manifest = take_backup(url, tmp_path / "eggs.dump")
    assert manifest.rows["public.eggs"] == 100
    assert restore_backup(tmp_path / "eggs.dump", url).differences == []


def test_no_program_of_a_future_server_is_found() -> None:
    with pytest.raises(BackupError, match="No pg_dump fits"):
        program_for("pg_dump", 99)


def test_the_name_of_a_backup_says_of_what_and_when(url: str, tmp_path: Path) -> None:
    file = default_file(url, tmp_path)
    assert file.parent == tmp_path
    assert file.name.startswith("test_")
    assert file.suffix == ".dump"


def test_the_whole_schema_is_restored_with_its_rows(server: EmbeddedServer, tmp_path: Path) -> None:
    with copy_of(server, seeded_template(server)) as url:
        manifest = take_backup(url, tmp_path / "app.dump")
        assert manifest.rows["public.ref_states"] == 301
        assert restore_backup(tmp_path / "app.dump", url).differences == []


def test_a_backup_of_the_oldest_server_is_taken_and_restored(
    any_server: EmbeddedServer, tmp_path: Path
) -> None:
    with copy_of(any_server, "template1") as url:
        with connect(url) as connection:
            connection.execute("create table eggs as select 1 as id")
        take_backup(url, tmp_path / "eggs.dump")
        assert restore_backup(tmp_path / "eggs.dump", url).differences == []
