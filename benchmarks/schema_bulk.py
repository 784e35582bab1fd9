"""Many rows in one statement, with the triggers that count and without.

The floor is the same statement on the same table with its triggers off: keys and indexes are
the same. Everything is undone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from benchmarks.figures import Comparison, in_turns, seconds_of

ROWS = 100_000
PREPARE = """
create temp table new_likes as
select distinct on (post_id, profile_id) post_id, profile_id
from (
    select
        liked.post_id,
        people.ids[1 + floor(random() * cardinality(people.ids))::integer] as profile_id
    from (select post_id from soc_post_likes order by random() limit %(rows)s * 2) as liked
    cross join (select array_agg(id) as ids from profiles) as people
) as drawn
where not exists (
    select from soc_post_likes
    where soc_post_likes.post_id = drawn.post_id and soc_post_likes.profile_id = drawn.profile_id
)
limit %(rows)s;
create temp table one_post as select id from soc_posts where likes_count = 0 limit 1;
create temp table old_likes as select id from soc_post_likes order by random() limit %(rows)s;
create temp table old_comments as
select id from soc_post_comments where parent_comment_id is not null
order by random() limit %(rows)s;
analyze new_likes;
analyze old_likes;
analyze old_comments
"""
LIKES = "insert into soc_post_likes (post_id, profile_id) select post_id, profile_id from new_likes"
LIKES_OF_ONE = (
    "insert into soc_post_likes (post_id, profile_id)"
    " select one_post.id, profiles.id from one_post, profiles limit {rows}"
)
COMMENTS = (
    "insert into soc_post_comments (post_id, profile_id, content)"
    " select post_id, profile_id, 'Good to know.' from new_likes"
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement over many rows of a table whose triggers count."""

    name: str
    table: str
    sql: str


def comparisons(connection: psycopg.Connection, rows: int, repeats: int) -> Iterator[Comparison]:
    """Measure each statement with triggers and without, in turns.

    Args:
        connection: Of the owner of the tables, not in autocommit.
        rows: How many rows a statement is to write, where there are so many.
        repeats: How often, after one that is not counted.
    """
    connection.execute("set local work_mem = '128MB'")
    for statement in PREPARE.split(";"):
        connection.execute(statement.encode(), {"rows": rows} if "%(" in statement else None)
    connection.commit()
    for each in (
        Statement("likes inserted", "soc_post_likes", LIKES),
        Statement("likes of one post inserted", "soc_post_likes", LIKES_OF_ONE.format(rows=rows)),
        Statement("likes deleted", "soc_post_likes", _delete("soc_post_likes", "old_likes")),
        Statement("comments inserted", "soc_post_comments", COMMENTS),
        Statement(
            "comments deleted", "soc_post_comments", _delete("soc_post_comments", "old_comments")
        ),
    ):
        yield in_turns(
            f"{_undone(connection, each)[1]:,} {each.name}",
            lambda: _undone(connection, each)[0],  # noqa: B023  # Called at once.
            "triggers off",
            lambda: _undone(connection, each, counted=False)[0],  # noqa: B023
            repeats,
        )


def _delete(table: str, ids: str) -> str:
    return f"delete from {table} using {ids} where {table}.id = {ids}.id"  # noqa: S608


def _undone(
    connection: psycopg.Connection, each: Statement, *, counted: bool = True
) -> tuple[float, int]:
    """Run a statement; return its seconds and how many rows it met."""
    if not counted:
        connection.execute(f"alter table {each.table} disable trigger user".encode())
    rows = 0

    def run() -> None:
        nonlocal rows
        rows = connection.execute(each.sql.encode()).rowcount

    seconds = seconds_of(run)
    connection.rollback()
    return seconds, rows
