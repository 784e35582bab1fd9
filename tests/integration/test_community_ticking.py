"""Days that a synthetic community lives on: through every trigger, whole, and reproducibly."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import psycopg
import pytest

from database.community import calendar
from database.community.generation import CommunityError
from database.community.ticking import tick
from database.community.verification import verify
from database.connections import connect
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import COMMUNITY, checksums, community_template, seeded_template

DAYS = 6
FIRST_DAY = COMMUNITY.until + timedelta(days=1)
# What triggers and defaults write is the time of the tick itself.
OF_THE_CLOCK = ("updated_at", "last_updated_at", "last_calculated_at", "edited_at")
COMPANIONS = {"usr_preferences", "usr_privacy_settings"}
DIE_ON_AN_ORDER = """
create function die() returns trigger language plpgsql as $$
begin
    perform pg_terminate_backend(pg_backend_pid());
    perform pg_sleep(60);
    return null;
end
$$
"""


class Lived(NamedTuple):
    """A community before and after some days."""

    before: str
    after: str
    days: list[date]

    def ids(self, url: str, query: str) -> set[object]:
        """Return what the query finds."""
        with connect(url, read_only=True) as connection:
            return {row[0] for row in connection.execute(query.encode()).fetchall()}

    def gone(self, query: str) -> set[object]:
        """Return what it found before and does not find after."""
        return self.ids(self.before, query) - self.ids(self.after, query)

    def new(self, query: str) -> set[object]:
        """Return what it finds after and did not find before."""
        return self.ids(self.after, query) - self.ids(self.before, query)


@pytest.fixture(scope="module")
def lived(server: EmbeddedServer) -> Iterator[Lived]:
    template = community_template(server)
    with copy_of(server, template) as before, copy_of(server, template) as after:
        yield Lived(before, after, tick(after, DAYS, seed=3))


def test_days_follow_the_last_one(lived: Lived) -> None:
    assert lived.days == [FIRST_DAY + timedelta(days=number) for number in range(DAYS)]


def test_every_rule_holds_afterwards(lived: Lived) -> None:
    assert verify(lived.after).violations == ()


@pytest.mark.parametrize(
    "table",
    [
        "ana_activity_log",
        "evt_registrations",
        "msg_messages",
        "prd_orders",
        "profiles",
        "soc_comment_likes",
        "soc_connections",
        "soc_follows",
        "soc_post_comments",
        "soc_post_likes",
        "soc_posts",
    ],
)
def test_there_is_new_activity_on_these_days(lived: Lived, table: str) -> None:
    first, end = (calendar.instant(day) for day in (FIRST_DAY, FIRST_DAY + timedelta(days=DAYS)))
    new = lived.new(f"select id from {table}")
    assert new
    inside = f"select id from {table} where created_at >= '{first}' and created_at < '{end}'"
    assert new <= lived.ids(lived.after, inside)


def test_posts_are_edited_and_keep_their_history(lived: Lived) -> None:
    edited = lived.new(
        "select (id, current_version)::text from soc_posts where current_version > 1"
    )
    kept = lived.new("select (post_id, version)::text from soc_post_versions where version > 1")
    assert edited
    assert edited <= kept


def test_rows_go_into_the_trash_and_some_are_purged(lived: Lived) -> None:
    assert lived.new("select id from soc_posts where is_deleted")
    assert lived.gone("select id from soc_posts where is_deleted")


def test_likes_and_follows_are_taken_back(lived: Lived) -> None:
    assert lived.gone("select id from soc_post_likes")
    assert lived.gone("select id from soc_follows")


def test_accounts_go_with_all_that_is_their_own(lived: Lived) -> None:
    people = lived.gone("select id from profiles")
    assert people
    assert not people & lived.ids(lived.after, "select profile_id from soc_post_likes")


def test_the_same_days_are_lived_again(server: EmbeddedServer, lived: Lived) -> None:
    with copy_of(server, community_template(server)) as url:
        tick(url, DAYS, seed=3)
        again, first = (checksums(each, OF_THE_CLOCK) for each in (url, lived.after))
    assert {table for table, rows in again.items() if rows != first[table]} <= COMPANIONS


def test_another_seed_lives_other_days(server: EmbeddedServer, lived: Lived) -> None:
    with copy_of(server, community_template(server)) as url:
        tick(url, 1, seed=4)
        others = lived.ids(url, "select id from soc_posts")
    assert lived.new("select id from soc_posts").isdisjoint(
        others - lived.ids(lived.before, "select id from soc_posts")
    )


def test_a_killed_tick_leaves_whole_days(server: EmbeddedServer, lived: Lived) -> None:
    with copy_of(server, community_template(server)) as url:
        second = calendar.instant(FIRST_DAY + timedelta(days=1))
        with connect(url) as connection:
            connection.execute(DIE_ON_AN_ORDER)
            connection.execute(
                "create trigger die before insert on prd_orders for each row"
                f" when (new.created_at >= '{second}') execute function die()".encode()
            )
        with pytest.raises(psycopg.OperationalError):
            tick(url, DAYS, seed=3)
        with connect(url) as connection:
            connection.execute("drop trigger die on prd_orders")
            connection.execute("drop function die")
        assert verify(url).violations == ()
        local = "(max(created_at) at time zone 'Asia/Kolkata')::date"
        for table in ("soc_posts", "ana_activity_log"):
            assert lived.ids(url, f"select {local} from {table}") == {FIRST_DAY}
        assert tick(url, DAYS - 1, seed=3) == lived.days[1:]
        again, first = (checksums(each, OF_THE_CLOCK) for each in (url, lived.after))
    assert {table for table, rows in again.items() if rows != first[table]} <= COMPANIONS


def test_nothing_can_happen_where_nobody_is(
    server: EmbeddedServer, copy_database: Callable[[str], str]
) -> None:
    with pytest.raises(CommunityError, match="Nothing can happen") as refusal:
        tick(copy_database(seeded_template(server)), 1)
    assert "community generate" in refusal.value.remedy


def test_a_day_that_is_not_over_is_refused(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "database.community.ticking.today", lambda: FIRST_DAY + timedelta(days=DAYS)
    )
    before = checksums(lived.after)
    with pytest.raises(CommunityError, match="cannot live on"):
        tick(lived.after, 1)
    assert checksums(lived.after) == before
