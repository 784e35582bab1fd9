"""The catalog as it is read from a database, and the dictionary that is committed of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from database.catalog import Aggregate, Catalog, Column, OnTargetDelete, Table
from database.catalog_reading import CatalogError, allowed_values, read_catalog, split_comment
from database.connections import connect
from database.dictionary import (
    DICTIONARY,
    HEADER,
    DictionaryError,
    differences,
    read_dictionary,
    write_dictionary,
)
from database.dictionary_pages import PAGES, write_pages
from database.schema_changes import migrate_schema
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import schema_template

MEND = "run `poultryco db dictionary` and commit what it changes"


@pytest.fixture(scope="module")
def catalog(server: EmbeddedServer) -> Catalog:
    with connect(server.url(schema_template(server)), read_only=True) as connection:
        return read_catalog(connection)


def test_the_committed_dictionary_describes_the_schema(catalog: Catalog) -> None:
    assert differences(read_dictionary(), catalog) == [], MEND
    assert read_dictionary() == catalog


def test_the_committed_files_are_what_would_be_written(catalog: Catalog, tmp_path: Path) -> None:
    for write, committed in ((write_dictionary, DICTIONARY), (write_pages, PAGES)):
        folder = tmp_path / committed.parent.name
        assert {file.name for file in write(catalog, folder)} == {
            file.name for file in committed.iterdir()
        }
        for file in folder.iterdir():
            assert file.read_text() == (committed / file.name).read_text(), MEND


def test_the_catalog_is_the_same_on_every_server(any_server: EmbeddedServer) -> None:
    with copy_of(any_server, "template1") as url:
        migrate_schema(url)
        with connect(url, read_only=True) as connection:
            assert differences(read_dictionary(), read_catalog(connection)) == []


def test_a_second_writing_changes_nothing(catalog: Catalog, tmp_path: Path) -> None:
    assert write_dictionary(catalog, tmp_path) != []
    (tmp_path / "gone.yml").write_text(f"{HEADER}tables: {{}}\n")
    assert write_dictionary(catalog, tmp_path) == [tmp_path / "gone.yml"]
    assert write_dictionary(catalog, tmp_path) == []


def test_every_table_of_the_plan_is_there(catalog: Catalog) -> None:
    ours = [name for name in catalog.tables if not name.startswith("sys_")]
    # Those of the contract less three that are computed, and two for currencies.
    assert len(ours) == 208
    assert all(catalog.owner_of(name) for name in catalog.tables)


def test_a_table_shows_what_was_declared_of_it(catalog: Catalog) -> None:
    posts = catalog.tables["soc_posts"]
    assert posts.grain == "post"
    assert posts.primary_key is not None
    assert posts.primary_key.columns == ("id",)
    assert posts.trash_days == 30
    assert posts.versions is not None
    assert posts.versions.history_table == "soc_post_versions"
    assert posts.counters["likes_count"].aggregate is Aggregate.COUNT
    assert [each.child for each in posts.counters["likes_count"].sources] == ["soc_post_likes"]
    assert posts.references["author_id"].on_target_delete is OnTargetDelete.CASCADE
    assert posts.old_names["posts"] == "strategy"
    assert posts.columns["content"].is_pii
    assert posts.columns["visibility"].allowed == ("public", "connections", "private")
    assert posts.columns["engagement_score"].generated is not None
    assert "touch_updated_at" in posts.triggers


def test_references_are_found_from_their_target(catalog: Catalog) -> None:
    referring = set(catalog.referring_to("soc_posts"))
    assert ("soc_post_likes", "post_id", "cascade") in referring
    assert any(table == "shr_entity_likes" and "entity_id" in key for table, key, _ in referring)


def test_partitions_are_no_tables(catalog: Catalog) -> None:
    assert catalog.tables["ana_profile_views"].partitioned_by == "RANGE (created_at)"
    assert not [name for name in catalog.tables if name.startswith("ana_profile_views_")]


def test_another_database_is_refused_with_what_to_do(
    copy_database: Callable[[str], str],
) -> None:
    with (
        connect(copy_database("template1")) as connection,
        pytest.raises(CatalogError, match="db migrate"),
    ):
        read_catalog(connection)


def test_a_folder_without_a_dictionary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DictionaryError, match="db dictionary"):
        read_dictionary(tmp_path)


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        (None, (None, ())),
        ("Plain.", ("Plain.", ())),
        ("Name. @pii", ("Name.", ("pii",))),
        ("@secret", (None, ("secret",))),
        ("Mails go to me@piile.", ("Mails go to me@piile.", ())),
    ],
)
def test_tags_are_split_from_a_comment(comment: str | None, expected: object) -> None:
    assert split_comment(comment) == expected


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("(a = ANY (ARRAY['x'::text, 'it''s, y'::text]))", ("a", ("x", "it's, y"))),
        ("((a IS NULL) OR (a = ANY (ARRAY['x'::text])))", ("a", ("x",))),
        ("((b IS NULL) OR (a = ANY (ARRAY['x'::text])))", None),
        ("((a = ANY (ARRAY['x'::text])) AND (b > 1))", None),
        ("(a > 1)", None),
    ],
)
def test_a_check_says_what_a_column_may_hold(check: str, expected: object) -> None:
    assert allowed_values(check) == expected


def test_differences_name_the_place() -> None:
    column = Column(type="text")
    one = Catalog(tables={"a": Table(columns={"x": column, "y": column})})
    other = Catalog(tables={"a": Table(columns={"y": Column(type="uuid"), "z": column})})
    assert differences(one, other) == [
        "tables.a.columns.x: missing",
        "tables.a.columns.y.type: expected text, found uuid",
        "tables.a.columns.z: not expected",
    ]
    turned = Catalog(tables={"a": Table(columns={"y": column, "x": column})})
    assert differences(one, turned) == ["tables.a.columns: in another order"]
