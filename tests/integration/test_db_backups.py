"""Backups: of one instant, whole, restorable, and never over something that is there."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from database.backup_files import (
    default_file,
    digest_of,
    newest_backup,
    prune_backups,
    read_manifest,
)
from database.backup_programs import BackupError, program_for, run_program
from database.backups import restore_backup, restore_test, take_backup
from database.connections import connect
from database.object_digests import object_digests
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


def test_another_object_is_a_difference(url: str, backup: Path) -> None:
    file = backup.with_name("eggs.dump.json")
    manifest = json.loads(file.read_text())
    assert manifest["objects"].keys() == {"table public.eggs", "table archive.old_eggs"}
    manifest["objects"] |= {"table public.eggs": "x", "function public.lay()": "y"}
    del manifest["objects"]["table archive.old_eggs"]
    file.write_text(json.dumps(manifest))
    assert restore_backup(backup, url).differences == [
        "function public.lay(): not restored",
        "table archive.old_eggs: not in the backup",
        "table public.eggs: restored as another",
    ]


@pytest.mark.parametrize(
    "change",
    [
        "alter table eggs add constraint eggs_note check (note <> '')",
        "alter table eggs alter note set not null",
        "alter table eggs alter note set default 'egg'",
        "create index on eggs (note)",
        "comment on column eggs.note is 'Words.'",
        "create view brown_eggs as select * from eggs",
        "create function lay() returns void language sql as ''",
        "alter table eggs drop constraint eggs_pkey",
    ],
    ids=lambda change: change[:40],
)
def test_a_digest_changes_with_the_object(url: str, change: str) -> None:
    with connect(url) as connection:
        before = object_digests(connection)
        connection.execute("select set_config('search_path', 'public', true)")
        connection.execute(change.encode())
        assert object_digests(connection) != before
        connection.rollback()


def test_a_test_is_recorded_beside_the_backup(url: str, backup: Path) -> None:
    restore_test(backup, url)
    record = json.loads(backup.with_name("eggs.dump.restored.json").read_text())
    assert record["differences"] == []
    assert (record["tables"], record["rows"], record["objects"]) == (2, 100, 2)


def test_only_the_newest_backups_are_kept(url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="no backup of test_"):
        newest_backup(url, tmp_path)
    name = default_file(url, tmp_path).name.rpartition("-")[0]
    files = [tmp_path / f"{name}-2026010{day}T000000Z.dump" for day in range(1, 6)]
    others = [tmp_path / "mine.dump", tmp_path / f"x{files[0].name}"]
    for file in (*files, *others, Path(f"{files[0]}.json"), Path(f"{files[0]}.restored.json")):
        file.touch()
    assert newest_backup(url, tmp_path) == files[-1]
    assert prune_backups(url, tmp_path, keep=2) == files[:3]
    assert set(tmp_path.iterdir()) == {*files[3:], *others}
    assert prune_backups(url, tmp_path, keep=2) == []


def test_a_folder_nobody_can_write_to_is_refused(url: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BackupError, match="Nothing can be written"):
        take_backup(url, tmp_path / "file" / "eggs.dump")


def test_a_manifest_of_something_else_is_refused(backup: Path) -> None:
    for text in ("no json", '{"rows": {}}'):
        backup.with_name("eggs.dump.json").write_text(text)
        with pytest.raises(BackupError, match="no manifest"):
            read_manifest(backup)


def test_a_restore_that_fails_leaves_no_database(
    url: str, backup: Path, scratch_names: Callable[[], set[str]]
) -> None:
    backup.write_bytes(backup.read_bytes()[:300])
    file = backup.with_name("eggs.dump.json")
    manifest = json.loads(file.read_text())
    file.write_text(json.dumps(manifest | {"sha256": digest_of(backup)}))
    for name in (None, "half_restored"):
        with pytest.raises(BackupError, match="pg_restore failed"):
            restore_backup(backup, url, into=name)
    assert scratch_names() == set()


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
