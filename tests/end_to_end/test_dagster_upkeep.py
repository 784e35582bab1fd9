"""Upkeep of the operational database by Dagster's jobs: every one on a real database."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from pydantic import SecretStr

from database.connections import connect
from database.server import EmbeddedServer
from database.settings import Settings
from orchestration.failures import Retries
from orchestration.upkeep import Maintained, build_upkeep_jobs
from tests.databases import copy_of
from tests.members import Community
from tests.schema_databases import seeded_template

LONG_AGO = "now() - interval '200 days'"
JOBS = {job.name: job for job in build_upkeep_jobs()}

# Tests share a database, and go in the order they are written in.


class Upkeep:
    """A database, a home, and a way to run the jobs on them."""

    def __init__(self, url: str, home: Path) -> None:
        self.url = url
        self.settings = Settings(home=home, maintenance_url=SecretStr(url))
        self.instance = dg.DagsterInstance.ephemeral()

    def run(self, chore: str, **changes: Any) -> dg.ExecuteInProcessResult:
        """Run a job as Dagster does, without its waiting."""
        settings = self.settings.model_copy(update=changes)
        return JOBS[f"upkeep_{chore}"].execute_in_process(
            instance=self.instance,
            raise_on_error=False,
            resources={"maintained": Maintained(settings), "retries": Retries(2, 0)},
        )

    def metadata(self, chore: str) -> dict[str, Any]:
        """Run a job that succeeds; return what it says."""
        result = self.run(chore)
        assert result.success
        [event] = [e for e in result.all_node_events if e.is_successful_output]
        return {name: each.value for name, each in event.step_output_data.metadata.items()}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with connect(self.url) as connection:
            return connection.execute(query.encode()).fetchall()


@pytest.fixture(scope="module")
def upkeep(
    any_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Upkeep]:
    with copy_of(any_server, seeded_template(any_server)) as url:
        upkeep = Upkeep(url, tmp_path_factory.mktemp("home"))
        with connect(url) as connection:
            fill(Community(connection))
        yield upkeep
        upkeep.instance.dispose()


def fill(community: Community) -> None:
    """Three people who know each other in a row, and something for every chore to do."""
    people = [community.person(name) for name in ("Asha", "Bala", "Chitra")]
    community.run("update profiles set last_active_at = now()")
    for one, other in pairwise(people):
        community.join(one, other)
    post = community.post(people[0])
    community.post(people[1], is_deleted=True, deleted_at=community.value(f"select {LONG_AGO}"))
    community.like(post, people[1])
    community.run("update soc_post_likes set created_at = now() - interval '1 day'")
    community.run("select sys_make_partitions('2024-02-01', '2024-02-01')")
    community.add("usr_activity", profile_id=people[0], activity_type="device_added")
    community.run(f"update usr_activity set created_at = {LONG_AGO}")
    community.add(
        "int_invitations",
        inviter_profile_id=people[0],
        invitee_identifier="somebody@example.org",
        invitation_type="email",
        expires_at=community.value(f"select {LONG_AGO}"),
    )


def test_months_are_made_and_old_ones_dropped(upkeep: Upkeep) -> None:
    said = upkeep.metadata("make_months")
    assert said["rows"] == 2
    assert "ana_activity_log_2024_02 | dropped" in said["what"]
    assert said["seconds"] >= 0
    assert upkeep.metadata("make_months")["rows"] == 0


def test_what_is_over_expires(upkeep: Upkeep) -> None:
    assert upkeep.metadata("expire")["rows"] == 1
    assert upkeep.rows("select status from int_invitations") == [("expired",)]
    assert upkeep.metadata("expire")["rows"] == 0


def test_a_purge_that_fails_in_the_middle_changes_nothing(upkeep: Upkeep) -> None:
    with connect(upkeep.url) as connection:
        connection.execute(
            "create function stay() returns trigger language plpgsql as"
            " $$ begin raise exception 'not today'; end $$;"
            " create trigger stay before delete on soc_posts execute function stay()"
        )
    before = upkeep.rows("select count(*) from usr_activity")
    result = upkeep.run("purge")
    assert not result.success
    failure = failure_of(result)
    assert "What is past its time cannot be deleted" in failure
    assert "not today" in failure
    assert upkeep.rows("select count(*) from usr_activity") == before == [(1,)]
    assert retries_of(result) == 0
    with connect(upkeep.url) as connection:
        connection.execute("drop trigger stay on soc_posts; drop function stay()")


def test_a_purge_whose_connection_is_cut_is_tried_again(upkeep: Upkeep) -> None:
    """The server ends the first connection while it deletes; the second try does the work."""
    with connect(upkeep.url) as connection:
        connection.execute(
            "create sequence tries;"
            "create function cut() returns trigger language plpgsql as $$ begin"
            " if nextval('tries') = 1 then perform pg_terminate_backend(pg_backend_pid()); end if;"
            " return null; end $$;"
            " create trigger cut after delete on soc_posts execute function cut()"
        )
    result = upkeep.run("purge")
    assert result.success
    assert retries_of(result) == 1
    assert upkeep.rows("select count(*) from usr_activity") == [(0,)]
    assert upkeep.rows("select count(*) from soc_posts") == [(1,)]
    with connect(upkeep.url) as connection:
        connection.execute(
            "drop trigger cut on soc_posts; drop function cut(); drop sequence tries"
        )
    assert upkeep.metadata("purge")["rows"] == 0


def test_views_are_refreshed(upkeep: Upkeep) -> None:
    assert upkeep.rows("select count(*) from mv_popular_posts") == [(0,)]
    assert upkeep.metadata("refresh_views")["rows"] == 5
    assert upkeep.rows("select likes_count from mv_popular_posts") == [(1,)]


def test_the_day_before_is_recorded(upkeep: Upkeep) -> None:
    assert upkeep.metadata("record_engagement")["rows"] == 1
    assert upkeep.rows("select post_engagements from usr_engagement_analytics") == [(1,)]


def test_suggestions_are_renewed(upkeep: Upkeep) -> None:
    said = upkeep.metadata("refresh_suggestions")
    assert said["rows"] == 2
    assert "people | 3" in said["what"]
    assert upkeep.rows("select status, count(*) from soc_connection_suggestions group by 1") == [
        ("pending", 2)
    ]


def test_wrong_counters_are_a_warning_and_stay(upkeep: Upkeep) -> None:
    assert "warning" not in upkeep.metadata("check_counters")
    with connect(upkeep.url) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update soc_posts set likes_count = 7")
    said = upkeep.metadata("check_counters")
    assert "soc_posts.likes_count in 1 rows" in said["warning"]
    assert "repair-counters" in said["warning"]
    assert upkeep.rows("select likes_count from soc_posts") == [(7,)]


def test_a_backup_is_taken_and_restored(upkeep: Upkeep) -> None:
    folder = upkeep.settings.backups_dir
    assert "There is no backup" in failure_of(upkeep.run("test_backup"))
    taken = upkeep.metadata("back_up")
    tested = upkeep.metadata("test_backup")
    assert tested["rows"] == taken["rows"] > 1000
    [record] = folder.glob("*.restored.json")
    assert json.loads(record.read_text())["differences"] == []

    [manifest] = list(folder.glob("*.dump.json"))
    text = manifest.read_text()
    manifest.write_text(text.replace('"public.soc_posts": 1', '"public.soc_posts": 2'))
    assert "public.soc_posts: 2 in the backup, 1 restored" in failure_of(upkeep.run("test_backup"))


def test_a_database_that_is_away_is_asked_again_and_then_told(upkeep: Upkeep) -> None:
    away = SecretStr("postgresql://me:hush@/nothing?host=/nowhere")
    result = upkeep.run("expire", maintenance_url=away)
    assert not result.success
    assert retries_of(result) == 2
    assert "Cannot connect to nothing at /nowhere" in failure_of(result)
    assert "hush" not in failure_of(result)


def test_a_user_who_may_only_read_is_refused(upkeep: Upkeep) -> None:
    with connect(upkeep.url, autocommit=True) as connection:
        connection.execute("create role reader_of_upkeep login")
        connection.execute("grant select on all tables in schema public to reader_of_upkeep")
    try:
        reader = SecretStr(upkeep.url.replace("//postgres@", "//reader_of_upkeep@"))
        result = upkeep.run("expire", maintenance_url=reader)
        assert retries_of(result) == 0
        assert "permission denied" in failure_of(result)
        assert "owner" in failure_of(result)
    finally:
        with connect(upkeep.url, autocommit=True) as connection:
            connection.execute("drop owned by reader_of_upkeep; drop role reader_of_upkeep")


def test_every_job_was_tried(upkeep: Upkeep) -> None:
    done = {run.job_name for run in upkeep.instance.get_runs()}
    assert done == JOBS.keys()


def failure_of(result: dg.ExecuteInProcessResult) -> str:
    """Return what a failed step says."""
    [event] = [event for event in result.all_node_events if event.is_step_failure]
    data = event.step_failure_data.user_failure_data
    assert data is not None
    return str(data.description)


def retries_of(result: dg.ExecuteInProcessResult) -> int:
    return sum(event.is_step_up_for_retry for event in result.all_node_events)
