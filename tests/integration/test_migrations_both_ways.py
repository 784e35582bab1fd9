"""Migrations up, down and up again on the whole schema; the catalog tells what they left."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from database import schema_changes
from database.connections import connect
from database.migrations import MigrationError
from database.object_digests import object_digests
from database.schema_changes import migrate_schema, plan_of, roll_back
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import schema_template

UP = """
create table usr_hobbies (
    id uuid not null default gen_random_uuid() constraint pk_usr_hobbies primary key,
    profile_id uuid not null
    constraint fk_usr_hobbies_profile_id references profiles on delete cascade,
    name text not null constraint ck_usr_hobbies_name check (name <> '')
);
comment on table usr_hobbies is 'What somebody likes to do. Grain: person and hobby.';
create index idx_usr_hobbies_profile_id on usr_hobbies (profile_id);
alter table profiles add hobbies_count integer not null default 0;
create function sys_hobby() returns text language sql as $$ select 'hens' $$;
"""
DOWN = """
drop function sys_hobby();
alter table profiles drop hobbies_count;
drop table usr_hobbies;
"""


def digests(url: str) -> dict[str, str]:
    with connect(url) as connection:
        return object_digests(connection)


@pytest.fixture
def url(server: EmbeddedServer) -> Iterator[str]:
    """URL of a database with the whole schema as it is."""
    with copy_of(server, schema_template(server)) as url:
        yield url


@pytest.fixture
def folder(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of migrations; after `url`, whose template must not have them."""
    assert url
    monkeypatch.setattr(schema_changes, "MIGRATIONS", tmp_path)
    return tmp_path


def test_the_catalog_is_the_same_when_migrations_go_down_and_up_again(
    url: str, folder: Path
) -> None:
    (folder / "001_hobbies.sql").write_text(UP)
    (folder / "001_hobbies.down.sql").write_text(DOWN)
    before = digests(url)
    assert migrate_schema(url) == ["001_hobbies.sql"]
    after = digests(url)
    made = {"table public.usr_hobbies", "function public.sys_hobby()"}
    assert {*after} - {*before} == made
    assert roll_back(url) == "001_hobbies.sql"
    assert digests(url) == before
    assert migrate_schema(url) == ["001_hobbies.sql"]
    assert digests(url) == after
    assert [run.state for run in plan_of(url).runs[:3]] == ["applied", "rolled_back", "applied"]


def test_a_failing_migration_changes_nothing_and_is_recorded(url: str, folder: Path) -> None:
    (folder / "001_hobbies.sql").write_text(UP + "select 1 / 0;")
    before = digests(url)
    with pytest.raises(MigrationError, match="division by zero"):
        migrate_schema(url)
    assert digests(url) == before
    assert plan_of(url).runs[0].state == "failed"
    assert plan_of(url).pending == ["001_hobbies.sql"]
