"""The commands of the operational database, as people and scripts use them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from database.server import EmbeddedServer
from tests.databases import make_home

COMMAND = str(Path(sys.executable).with_name("poultryco"))
POST = "0a0a0a0a-0000-4000-8000-000000000001"
PERSON = "0a0a0a0a-0000-4000-8000-000000000002"


class Shell:
    """Runs `poultryco db ...` on a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: str, code: int = 0) -> str:
        """Run, expect the exit code, return what was said on both streams."""
        done = subprocess.run(
            [COMMAND, "db", *arguments],
            check=False,
            capture_output=True,
            text=True,
            env={**os.environ, "POULTRYCO_HOME": str(self.home)},
            timeout=200,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def sql(self, statement: str) -> str:
        """Run SQL on the operational database; return what it gives."""
        done = subprocess.run(
            [COMMAND, "psql", "--database", "source", "-Atc", statement],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "POULTRYCO_HOME": str(self.home)},
        )
        return done.stdout.strip()


@pytest.fixture(scope="module")
def fresh() -> Iterator[Shell]:
    folder = make_home("poultryco-home")
    yield Shell(folder)
    EmbeddedServer(folder).stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def db(fresh: Shell) -> Shell:
    """A home whose operational database has its tables, reference data and one post."""
    fresh("migrate")
    fresh("seed")
    fresh.sql(
        f"insert into auth_users (id, email) values ('{PERSON}', 'who@example.com');"
        "insert into profiles (id, full_name, profile_slug, location_state, phone, email)"
        f" values ('{PERSON}', 'Some Body', 'some-body', 'Kerala', '+91900', 'who@example.com');"
        "insert into soc_posts (id, author_type, author_id, content, post_type)"
        f" values ('{POST}', 'individual', '{PERSON}', 'first words', 'text')"
    )
    return fresh


def test_a_fresh_home_is_planned_and_built_in_one_go(fresh: Shell) -> None:
    assert "poultryco db migrate" in fresh("tables", code=1)
    assert "run 001_" in fresh("plan")
    assert "files applied" in fresh("migrate")
    assert "nothing to do" in fresh("migrate")
    assert "nothing to do" in fresh("plan")
    said = fresh("status")
    assert "pending     0" in said
    assert "edited      none" in said
    assert "applied" in said


def test_reference_data_is_loaded_once(db: Shell) -> None:
    said = db("seed")
    assert " 0 new, 0 changed" in said
    assert db.sql("select count(*) from ref_states") == "301"


def test_tables_are_listed_with_what_they_hold(db: Shell) -> None:
    said = db("tables", "soc_")
    [line] = [line for line in said.splitlines() if line.startswith("soc_posts ")]
    assert line.split()[1] == "1"
    assert "community" in line
    assert "soc_posts" in db("tables", "soc_", "--filled")
    assert "soc_posts " not in db("tables", "soc_", "--empty")


def test_a_table_is_shown_without_what_tells_of_people(db: Shell) -> None:
    said = db("show", "posts")
    assert "soc_posts, of community" in said
    assert "author_id -> by author_type" in said
    assert "referred to by soc_post_likes (post_id), cascade" in said
    assert "count of soc_post_likes" in said
    assert POST in said
    assert "first words" not in said
    assert "similar names" in db("show", "soc_post", code=1)


def test_the_schema_obeys_its_rules(db: Shell) -> None:
    assert "0 findings" in db("validate")
    assert "S03" in db("validate", "--rules")
    db.sql("create table soc_strays (id integer)")
    said = db("validate", code=1)
    assert "S01 error" in said
    assert "soc_strays" in said
    db.sql("drop table soc_strays")


def test_the_dictionary_agrees_and_types_are_made_from_it(db: Shell, tmp_path: Path) -> None:
    assert "0 differences" in db("dictionary", "--check")
    db.sql("alter table soc_posts add mood text")
    assert "tables.soc_posts.columns.mood: not expected" in db("dictionary", "--check", code=1)
    db.sql("alter table soc_posts drop mood")
    assert "models" in db("types", str(tmp_path / "models"))
    assert "class SocPosts" in (tmp_path / "models" / "soc.py").read_text()


def test_the_whole_schema_is_tried_beside(db: Shell) -> None:
    assert "rows of reference data" in db("test")


def test_there_is_nothing_to_take_back(db: Shell) -> None:
    assert "no migration to take back" in db("rollback", code=1)


def test_an_edited_file_is_refused_where_there_is_data(db: Shell) -> None:
    db.sql("update schema_migrations set checksum = 'x' || checksum where name ~ '^010'")
    assert "refused: 010_auth_users.sql" in db("plan", code=1)
    assert "holds data" in db("migrate", code=1)
    assert db.sql("select count(*) from soc_posts") == "1"
    db.sql("update schema_migrations set checksum = substr(checksum, 2) where name ~ '^010'")


def test_rows_come_back_and_go_for_good(db: Shell) -> None:
    db.sql("update soc_posts set content = 'second words'")
    assert "as version 3" in db("restore", "soc_posts", POST, "--version", "1")
    assert db.sql("select content from soc_posts") == "first words"
    db.sql("update soc_posts set is_deleted = true")
    assert "out of the trash" in db("restore", "soc_posts", POST, "--from-trash")
    assert "cannot be restored" in db("restore", "soc_posts", POST, "--from-trash", code=1)
    assert "either" in db("restore", "soc_posts", POST, code=2)
    assert "soc_posts" in db("purge")
    assert db.sql("select count(*) from soc_posts") == "1"


def test_wrong_counters_are_found_and_repaired(db: Shell) -> None:
    db.sql("set session_replication_role = replica; update soc_posts set likes_count = 7")
    assert "soc_posts.likes_count: 1 rows wrong" in db("repair-counters", "--dry-run", code=1)
    assert "repaired" in db("repair-counters")
    assert " 0 wrong" in db("repair-counters", "--dry-run")
    assert db.sql("select likes_count from soc_posts") == "0"


def test_a_backup_is_taken_and_proven(db: Shell, tmp_path: Path) -> None:
    assert "backups" in db("backup")
    assert len(list((db.home / "backups").glob("*.dump"))) == 1
    file = tmp_path / "app.dump"
    db("backup", str(file))
    assert "already" in db("backup", str(file), code=1)
    assert " 0 differences" in db("restore-backup", str(file))
    file.write_bytes(b"no backup")
    assert "damaged" in db("restore-backup", str(file), code=1)


def test_a_bad_name_is_refused_with_the_rule(db: Shell) -> None:
    assert "N03" in db("create", "soc_thing", code=1)
    assert "There is a table soc_posts" in db("create", "posts", code=1)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense hush", "The address of the database cannot be read"),
        ("http://me:hush@host/x", "The address of the database cannot be read"),
        ("postgresql://me:hush@127.0.0.1:1/x", "Cannot connect to x at 127.0.0.1:1 as me"),
    ],
    ids=["no_address", "of_the_web", "nobody_there"],
)
def test_a_wrong_address_is_refused_without_its_password(db: Shell, url: str, said: str) -> None:
    answer = db("show", "soc_posts", "--url", url, code=1)
    assert said in answer
    assert "hush" not in answer


def test_an_empty_address_never_means_another_database(db: Shell) -> None:
    assert "--url is empty" in db("purge", "--url", "", code=2)


def test_a_user_who_may_only_read_can_look_and_is_told_why_not_more(db: Shell) -> None:
    db.sql("create role looker login; grant pg_read_all_data to looker")
    address = EmbeddedServer(db.home).url("poultryco_app")
    url = address.replace("//postgres@", "//looker@")
    assert "0 findings" in db("validate", "--url", url)
    assert "soc_posts" in db("tables", "soc_", "--url", url)
    db.sql("delete from schema_migrations where name ~ '^901'")
    for command in ("migrate", "seed", "purge"):
        said = db(command, "--url", url, code=1)
        assert "permission denied" in said
        assert "to do:    use the owner of the database" in said
    assert "createdb" in db("test", "--url", url, code=1)
    db.sql(
        "insert into schema_migrations (name, checksum, duration_ms)"
        " select name, checksum, 0 from schema_migration_runs where name ~ '^901'"
    )
    db.sql("drop owned by looker; drop role looker")


def test_chores_are_listed_and_done(db: Shell) -> None:
    assert "refresh_views" in db("upkeep")
    assert "mv_popular_posts" in db("upkeep", "refresh_views")
    assert "There is no chore tidy" in db("upkeep", "tidy", code=1)
