"""Fills a database for the benchmark of the schema: ten posts and a hundred likes a member.

A fifth of the members is a synthetic community, whole. Four copies of its people, their network
and what they post make up the others; each of these posts then stands for two quiet ones more,
by the same author with the same words and few likes, because in a community most posts get few.
Copies change the last byte of ids, so they have the tails and clusters of the original and an
order of their own. Triggers sleep meanwhile; counters are counted at the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Literal

from database.community import calendar
from database.community.bulk_loading import without_indexes
from database.community.functions import Plan
from database.community.generation import generate
from database.community.recounting import recount
from database.connections import connect
from poultryco.community_prices import archive_figures

COPIES = (1, 2, 3, 4)
QUIET = (8, 16)
# Of 256: how many of a post's likes its quiet copies get.
QUIET_SHARE = 6
PEOPLE = (
    "auth_users", "biz_profile_versions", "biz_profiles", "biz_stats", "org_profiles", "org_stats",
    "profiles", "res_resources", "usr_completeness_checks", "usr_education", "usr_experiences",
    "usr_preferences", "usr_privacy_settings", "usr_profile_roles", "usr_profile_skills",
    "usr_skill_endorsements", "usr_stats", "usr_verifications",
    "soc_blocked_users", "soc_connections", "soc_follows",
)  # fmt: skip
POSTS = ("soc_posts", "soc_post_versions", "soc_poll_votes", "soc_post_likes", "soc_post_comments")
POST_IDS = {
    "soc_posts": {"id", "shared_post_id"},
    "soc_post_versions": {"post_id"},
    "soc_poll_votes": {"id", "post_id"},
    "soc_post_likes": {"id", "post_id"},
}
SESSION = """
set local session_replication_role = replica;
set local jit = off;
set local work_mem = '128MB';
set local synchronous_commit = off;
create function pg_temp.copy_of(id uuid, copy integer) returns uuid language sql immutable
return encode(set_byte(uuid_send(id), 15, get_byte(uuid_send(id), 15) # copy), 'hex')::uuid;
"""
COUNTS = """
select
    (select count(*) from profiles), (select count(*) from soc_posts),
    (select count(*) from soc_post_likes)
"""
COLUMNS = """
select
    attname,
    case
        when atttypid = 'uuid'::regtype and not exists (
            select from pg_constraint
            where conrelid = attrelid and contype = 'f' and attnum = any (conkey)
                and confrelid::regclass::text <> all (%(copied)s)
        ) then 'id'
        when atttypid = 'text'::regtype and exists (
            select from pg_index where indrelid = attrelid and indisunique and attnum = any (indkey)
        ) then 'name'
        else 'same'
    end
from pg_attribute
where attrelid = %(table)s::regclass and attnum > 0 and not attisdropped and attgenerated = ''
order by attnum
"""


@dataclass(frozen=True, slots=True)
class Size:
    """Rows that the benchmark speaks of."""

    members: int
    posts: int
    likes: int


def fill(url: str, members: int, until: date = calendar.LAST_DAY) -> None:
    """Fill a database that has its tables and reference data and nobody in it.

    Args:
        url: The database.
        members: How many people.
        until: The last day of their history, a day in India.
    """
    generate(url, Plan(members // (1 + len(COPIES)), until=until), archive_figures())
    with connect(url) as connection:
        connection.execute(SESSION)
        with without_indexes(connection):
            for table in (*PEOPLE, *POSTS):
                _copy(connection, table, COPIES)
            for table, ids in POST_IDS.items():
                _copy(connection, table, QUIET, ids=ids, thinned=table == "soc_post_likes")
            recount(connection)
    with connect(url, autocommit=True) as connection:
        connection.execute("vacuum (freeze, analyze)")
        connection.execute("checkpoint")


def count(url: str) -> Size:
    """Return how many there are."""
    with connect(url) as connection:
        row = connection.execute(COUNTS).fetchone()
    return Size(*(row or ()))


def _copy(
    connection: psycopg.Connection,
    table: str,
    copies: Sequence[int],
    *,
    ids: set[str] | None = None,
    thinned: bool = False,
) -> None:
    """Add copies of a table's rows; `ids` are the columns to change, by default all of its own."""
    rows = connection.execute(
        COLUMNS.encode(), {"table": table, "copied": [*PEOPLE, *POSTS]}
    ).fetchall()
    columns = {str(name): str(kind) for name, kind in rows}
    if ids is not None:
        columns = {name: "id" if name in ids else "same" for name in columns}
    connection.execute(
        SQL(
            "insert into {table} ({columns}) select {values} from {table}"
            " cross join unnest({copies}::integer[]) as each (copy) {thinning}"
        ).format(
            table=Identifier(table),
            columns=_listed(map(Identifier, columns)),
            values=_listed(_value(name, kind) for name, kind in columns.items()),
            copies=Literal(list(copies)),
            thinning=SQL("where get_byte(uuid_send(id), 7) < {}").format(Literal(QUIET_SHARE))
            if thinned
            else SQL(""),
        )
    )


def _value(column: str, kind: str) -> Composable:
    forms = {
        "id": SQL("pg_temp.copy_of({}, copy)"),
        "name": SQL("{} || '-copy-' || copy"),
        "same": SQL("{}"),
    }
    return forms[kind].format(Identifier(column))


def _listed(parts: Iterable[Composable]) -> Composable:
    return SQL(", ").join(parts)
