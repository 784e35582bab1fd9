"""The benchmark of the schema at a size where its figures say nothing: that it runs, and tells."""

from collections.abc import Iterator

import pytest

from benchmarks import schema, schema_data
from benchmarks.plans import used_indexes
from database.community.verification import verify
from database.connections import connect
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import seeded_template

MEMBERS = 250


@pytest.fixture(scope="module")
def filled(server: EmbeddedServer) -> Iterator[str]:
    """URL of a database with the smallest community of a benchmark."""
    with copy_of(server, seeded_template(server)) as url:
        schema_data.fill(url, MEMBERS)
        yield url


def test_the_community_of_a_benchmark_breaks_no_rule(filled: str) -> None:
    size = schema_data.count(filled)
    assert size.members == MEMBERS
    assert size.posts % 15 == 0
    assert size.likes > size.posts
    assert verify(filled).violations == ()


def test_the_benchmark_prints_its_tables_and_leaves_all_as_it_was(
    filled: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(schema, "REPEATS", 1)
    monkeypatch.setattr(schema, "SECONDS_OF_LIKES", 1)
    before = schema_data.count(filled)
    schema.run(MEMBERS, filled)
    printed = capsys.readouterr().out
    for row in (
        "250 members",
        "db migrate, an empty database",
        "db repair-counters --dry-run",
        "feed of a visitor",
        "an old version restored",
        "likes inserted",
        "a like, one hot post, full speed, triggers off",
    ):
        assert row in printed
    assert schema_data.count(filled) == before
    assert verify(filled).violations == ()


def test_indexes_used_inside_of_a_function_are_told(filled: str) -> None:
    with connect(filled) as connection:
        found = used_indexes(
            connection,
            lambda: connection.execute("select get_personalized_feed(null, as_of => '2026-04-08')"),
        )
    assert "idx_soc_posts_engagement_score" in found


def test_a_big_table_that_is_read_whole_is_told(filled: str) -> None:
    with connect(filled) as connection:
        found = used_indexes(
            connection,
            lambda: connection.execute("select count(*) from soc_post_likes where id is not null"),
        )
    assert found == ["SEQ SCAN of soc_post_likes"]
