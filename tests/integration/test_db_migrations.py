"""Changes of the operational schema: planned, recorded, built anew, refused, taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import pytest

from database import new_files, schema_changes
from database.connections import connect
from database.emptying import DataInTheWayError, tables_with_data
from database.migration_records import RunState, recorded_runs
from database.migrations import MigrationError, read_migrations
from database.new_files import (
    NewFileError,
    create_migration_files,
    create_module_file,
    create_table_file,
)
from database.schema_changes import OtherDatabaseError, migrate_schema, plan_of, roll_back
from database.schema_trial import try_schema
from database.seed_files import read_seed_files
from database.seeding import SEEDS, seed
from database.server import EmbeddedServer
from database.settings import PROJECT_ROOT
from tests.databases import copy_of
from tests.schema_databases import SCHEMA, schema_template, seeded_template

PAGE = PROJECT_ROOT / "docs" / "cookbooks" / "add_a_table.md"
TWO_TABLES = """
create table firsts (id integer primary key, note text);
create view notes as select note from firsts;
create function one() returns integer language sql as 'select 1';
"""


@dataclass(frozen=True)
class Folders:
    """The two folders of a small schema."""

    schema: Path
    migrations: Path

    def write(self, **files: str) -> None:
        """Write files of the schema; an underscore before a number is left out."""
        for name, text in files.items():
            (self.schema / f"{name.removeprefix('_')}.sql").write_text(text)

    def change(self, name: str, there: str, back: str | None = None) -> None:
        """Write a migration, perhaps with its way back."""
        (self.migrations / f"{name}.sql").write_text(there)
        if back is not None:
            (self.migrations / f"{name}.down.sql").write_text(back)


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A small schema in place of ours."""
    folders = Folders(tmp_path / "schema", tmp_path / "migrations_sql")
    folders.schema.mkdir()
    folders.migrations.mkdir()
    folders.write(_001_firsts=TWO_TABLES, _002_seconds="create table seconds (id integer);")
    monkeypatch.setattr(schema_changes, "SCHEMA", folders.schema)
    monkeypatch.setattr(schema_changes, "MIGRATIONS", folders.migrations)
    return folders


@pytest.fixture
def url(copy_database: Callable[[str], str]) -> str:
    return copy_database("template1")


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    with connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def do(url: str, statement: str) -> None:
    with connect(url) as connection:
        connection.execute(statement.encode())


def test_a_plan_changes_nothing_and_says_what_would_run(url: str, folders: Folders) -> None:
    folders.change("001_more", "select 1")
    assert plan_of(url).pending == ["001_firsts.sql", "002_seconds.sql", "001_more.sql"]
    assert ask(url, "select to_regclass('schema_migrations')") == [(None,)]
    seen: list[str] = []
    assert migrate_schema(url, progress=seen.append) == seen
    assert plan_of(url).applied == sorted(seen)
    assert plan_of(url).pending == []


def test_every_run_is_recorded(url: str, folders: Folders) -> None:
    folders.write(_003_thirds="select 1 / 0")
    with pytest.raises(MigrationError, match="division by zero"):
        migrate_schema(url)
    runs = plan_of(url).runs
    assert [(run.name, run.state) for run in reversed(runs)] == [
        ("001_firsts.sql", "applied"),
        ("002_seconds.sql", "applied"),
        ("003_thirds.sql", "failed"),
    ]
    assert "division by zero" in (runs[0].error or "")
    assert runs[0].run_by == "postgres"
    assert runs[0].checksum == read_migrations(folders.schema)[2].checksum
    assert plan_of(url).pending == ["003_thirds.sql"]


def test_a_database_without_data_is_built_anew_when_a_file_was_edited(
    url: str, folders: Folders
) -> None:
    migrate_schema(url)
    folders.write(_001_firsts=TWO_TABLES.replace("note text", "remark text, note text"))
    plan = plan_of(url)
    assert (plan.is_rebuild, plan.is_refused) == (True, False)
    assert plan.rewritten == ["001_firsts.sql"]
    assert plan.pending == ["001_firsts.sql", "002_seconds.sql"]
    assert migrate_schema(url) == ["001_firsts.sql", "002_seconds.sql"]
    assert ask(url, "select remark, note from firsts") == []
    with connect(url, autocommit=True) as connection:
        assert [run.state for run in recorded_runs(connection)].count(RunState.EMPTIED) == 1


def test_a_database_with_data_refuses_an_edited_file(url: str, folders: Folders) -> None:
    migrate_schema(url)
    do(url, "insert into firsts values (1, 'mine'), (2, 'mine too')")
    folders.write(_001_firsts=TWO_TABLES.replace("note text", "note text, remark text"))
    plan = plan_of(url)
    assert (plan.is_rebuild, plan.is_refused, plan.filled) == (False, True, {"firsts": 2})
    with pytest.raises(DataInTheWayError, match=r"firsts \(2 rows\)"):
        migrate_schema(url)
    assert ask(url, "select note from firsts order by id") == [("mine",), ("mine too",)]


def test_an_edited_file_is_refused_when_the_schema_is_frozen(
    url: str, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate_schema(url)
    folders.write(_001_firsts=TWO_TABLES + "select 1;")
    monkeypatch.setattr(schema_changes, "version", lambda _name: "1.0.0")
    assert plan_of(url).is_refused
    with pytest.raises(MigrationError, match="have changed"):
        migrate_schema(url)


def test_nobody_writes_between_the_look_and_the_drop(url: str, folders: Folders) -> None:
    migrate_schema(url)
    folders.write(_001_firsts=TWO_TABLES + "select 1;")
    with connect(url) as writer:
        writer.execute("insert into firsts values (1, 'uncommitted')")
        with pytest.raises(DataInTheWayError, match="Somebody works"):
            migrate_schema(f"{url}&options=-c%20lock_timeout%3D200ms")
        writer.commit()
    assert ask(url, "select note from firsts") == [("uncommitted",)]


def test_reference_data_is_no_data_but_a_row_more_is(server: EmbeddedServer) -> None:
    with copy_of(server, seeded_template(server)) as url:
        with connect(url, autocommit=True) as connection:
            assert tables_with_data(connection) == {}
        do(url, "insert into ref_skills (name, slug) values ('Keeping quail', 'keeping-quail')")
        seeded = {file.table: len(file.rows) for file in read_seed_files(SEEDS)}
        with connect(url, autocommit=True) as connection:
            assert tables_with_data(connection) == {"ref_skills": seeded["ref_skills"] + 1}


def test_our_own_schema_is_built_anew_with_everything_in_it(server: EmbeddedServer) -> None:
    with copy_of(server, seeded_template(server)) as url:
        do(url, "update schema_migrations set checksum = 'of an earlier text' where name ~ '^010'")
        assert plan_of(url).is_rebuild
        assert len(migrate_schema(url)) == len(read_migrations(SCHEMA))
        assert sum(report.inserted for report in seed(url)) > 0


def test_the_last_migration_is_taken_back_and_runs_again(url: str, folders: Folders) -> None:
    folders.change("001_add_a", "alter table firsts add a int", "alter table firsts drop a")
    folders.change("002_add_b", "alter table firsts add b int", "alter table firsts drop b")
    migrate_schema(url)
    assert roll_back(url) == "002_add_b.sql"
    with pytest.raises(Exception, match='column "b" does not exist'):
        ask(url, "select b from firsts")
    assert plan_of(url).pending == ["002_add_b.sql"]
    assert plan_of(url).runs[0].state == "rolled_back"
    assert migrate_schema(url) == ["002_add_b.sql"]
    assert ask(url, "select a, b from firsts") == []


def test_nothing_is_taken_back_when_there_is_no_migration(url: str, folders: Folders) -> None:
    migrate_schema(url)
    with pytest.raises(MigrationError, match="no migration to take back"):
        roll_back(url)
    folders.change("001_one_way", "alter table firsts add a int")
    migrate_schema(url)
    with pytest.raises(MigrationError, match="no way back"):
        roll_back(url)
    assert ask(url, "select a from firsts") == []


def test_a_failing_way_back_changes_nothing(url: str, folders: Folders) -> None:
    folders.change("001_a", "alter table firsts add a int", "alter table firsts drop a; select 1/0")
    migrate_schema(url)
    with pytest.raises(MigrationError, match="division by zero"):
        roll_back(url)
    assert ask(url, "select a from firsts") == []
    assert plan_of(url).pending == []


def test_the_schema_stands_a_trial_beside_a_database_it_does_not_touch(
    server: EmbeddedServer,
) -> None:
    with copy_of(server, "template1") as url:
        report = try_schema(url)
        assert (report.differences, report.findings) == ([], [])
        assert report.files == len(read_migrations(SCHEMA))
        assert report.is_good
        assert ask(url, "select count(*) from pg_tables where schemaname = 'public'") == [(0,)]
    with connect(server.url("postgres")) as connection:
        left = connection.execute("select from pg_database where datname like '%scratch%'")
        assert left.rowcount == 0


def test_a_new_table_obeys_every_rule_as_it_is_made(server: EmbeddedServer, tmp_path: Path) -> None:
    from database.catalog_reading import read_catalog
    from database.validation import validate

    for each in read_migrations(SCHEMA):
        (tmp_path / each.name).write_text(each.sql)
    [file] = create_table_file("soc_post_reactions", schema=tmp_path)
    number = int(file.name[:3])
    assert 70 < number < 90
    assert number not in {int(each.name[:3]) for each in read_migrations(SCHEMA)}
    with connect(server.url(schema_template(server))) as connection:
        before = validate(read_catalog(connection))
        connection.execute(file.read_bytes())
        catalog = read_catalog(connection)
        connection.rollback()
    assert "soc_post_reactions" in catalog.tables
    assert validate(catalog) == before


def test_the_tables_of_a_new_module_obey_every_rule_when_made_by_the_page(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    from database.catalog_reading import read_catalog
    from database.validation import validate

    for each in read_migrations(SCHEMA):
        (tmp_path / each.name).write_text(each.sql)
    [module] = create_module_file("flk_", schema=tmp_path)
    [flocks] = create_table_file("flk_flocks", schema=tmp_path)
    [notes] = create_table_file("flk_notes", schema=tmp_path)
    assert int(module.name[:3]) < int(flocks.name[:3]) < int(notes.name[:3])
    # The long example of the page is what people copy.
    [_, example, *_] = [text for text in PAGE.read_text().split("```") if "sql\n" in text[:4]]
    flocks.write_text(dedent(example.removeprefix("sql\n")))
    with connect(server.url(schema_template(server))) as connection:
        before = validate(read_catalog(connection))
        for file in (module, flocks, notes):
            connection.execute(file.read_bytes())
        catalog = read_catalog(connection)
        connection.rollback()
    assert {"flk_flocks", "flk_flock_versions", "flk_notes"} <= catalog.tables.keys()
    assert catalog.tables["flk_flocks"].trash_days == 30
    assert validate(catalog) == before


def test_nothing_is_made_twice(tmp_path: Path) -> None:
    create_module_file("flk_", schema=tmp_path)
    create_table_file("flk_flocks", schema=tmp_path)
    for make, name in (
        (create_module_file, "flk_"),
        (create_module_file, "soc_"),
        (create_module_file, "f_"),
        (create_table_file, "flk_flocks"),
    ):
        with pytest.raises(NewFileError):
            make(name, schema=tmp_path)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("soc_posts", "There is a table soc_posts"),
        ("posts", "an old name of it"),
        ("soc_reaction", "N03"),
        ("reactions", "N01"),
        ("soc_soc_reactions", "N04"),
        ("soc_postReactions", "N02"),
        ("soc_reactions; drop table profiles", "N02"),
    ],
)
def test_a_table_with_a_bad_name_is_not_made(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(NewFileError, match=reason):
        create_table_file(name, schema=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_migration_comes_with_its_way_back(tmp_path: Path) -> None:
    for name, number in (("add_a", "001"), ("add_b", "002")):
        files = create_migration_files(name, migrations=tmp_path)
        assert [file.name for file in files] == [
            f"{number}_{name}.sql",
            f"{number}_{name}.down.sql",
        ]
    with pytest.raises(NewFileError, match="cannot be the name"):
        create_migration_files("add_a", migrations=tmp_path)


def test_a_new_table_is_a_migration_when_the_schema_is_frozen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_files, "is_frozen", lambda: True)
    there, back = create_table_file("soc_post_reactions", migrations=tmp_path)
    assert there.name == "001_soc_post_reactions.sql"
    assert "drop table soc_post_reactions" in back.read_text()
    there, back = create_module_file("flk_", migrations=tmp_path)
    assert there.name == "002_flk_module.sql"
    assert "delete from sys_modules where prefix = 'flk_'" in back.read_text()


def test_an_untouched_migration_runs(url: str, folders: Folders) -> None:
    create_migration_files("nothing_yet", migrations=folders.migrations)
    migrate_schema(url)
    assert roll_back(url) == "001_nothing_yet.sql"


@pytest.mark.parametrize("look", [plan_of, migrate_schema], ids=["plan", "migrate"])
@pytest.mark.usefixtures("folders")
def test_a_database_of_somebody_else_is_left_alone(url: str, look: Callable[[str], object]) -> None:
    do(url, "create table orders (id integer)")
    with pytest.raises(OtherDatabaseError, match="not the operational database") as refused:
        look(url)
    assert refused.value.found == "1 tables that no file made: orders"
    assert ask(url, "select to_regclass('schema_migrations'), to_regclass('firsts')") == [
        (None, None)
    ]


def test_the_warehouse_is_not_taken_for_the_operational_database(
    copy_database: Callable[[str], str], empty_template: str
) -> None:
    warehouse = copy_database(empty_template)
    before = ask(warehouse, "select * from schema_migrations")
    with pytest.raises(OtherDatabaseError) as refused:
        migrate_schema(warehouse)
    assert "built from 001_schemas.sql" in refused.value.found
    assert ask(warehouse, "select * from schema_migrations") == before
