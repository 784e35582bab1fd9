"""Dagster's home: its settings, its quick event log, runs whose process was killed."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from database.settings import Settings
from orchestration.event_storage import BATCHES, QuickSqliteEventLogStorage
from orchestration.instance import (
    PROCESS_TAG,
    end_abandoned_runs,
    only_daemon,
    open_instance,
    prepare_home,
    process_tag,
)
from orchestration.partitions import DAYS, range_tags

FAILED = dg.DagsterRunStatus.FAILURE
STARTED = dg.DagsterRunStatus.STARTED


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@dg.multi_asset(
    specs=[dg.AssetSpec("prices")],
    partitions_def=DAYS,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def prices() -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata={"rows": 3})


def test_settings_of_dagster_are_renewed_when_they_have_changed(settings: Settings) -> None:
    config = prepare_home(settings) / "dagster.yaml"
    config.write_text("telemetry: {enabled: true}", encoding="utf-8")
    prepare_home(settings)
    assert "enabled: false" in config.read_text(encoding="utf-8")
    assert str(settings.home) in config.read_text(encoding="utf-8")
    with open_instance(settings) as instance:
        assert not instance.telemetry_enabled
        assert not instance.nux_enabled


def test_events_of_a_range_are_stored_together_and_found_by_either_storage(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in BATCHES.items():
        monkeypatch.setenv(name, value)
    first, last = DAYS.get_partition_keys()[100], DAYS.get_partition_keys()[139]
    days = range_tags(
        *(DAYS.time_window_for_partition_key(key).start.date() for key in (first, last))
    )
    with open_instance(settings) as instance:
        assert isinstance(instance.event_log_storage, QuickSqliteEventLogStorage)
        run = dg.materialize([prices], instance=instance, tags=days)
        found = instance.get_materialized_partitions(dg.AssetKey("prices"))
        planned = instance.all_logs(
            run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
        )
    assert len(found) == len(planned) == 40
    assert {first, last} <= found

    (settings.home / "dagster" / "dagster.yaml").write_text("", encoding="utf-8")
    with dg.DagsterInstance.from_config(str(settings.home / "dagster")) as plain:
        assert plain.get_materialized_partitions(dg.AssetKey("prices")) == found
        latest = plain.get_latest_materialization_event(dg.AssetKey("prices"))
        assert latest is not None
        assert latest.asset_materialization is not None
        assert latest.asset_materialization.partition == last
        assert len(plain.all_logs(run.run_id)) > 80


def unfinished_run(instance: dg.DagsterInstance, tags: dict[str, str]) -> str:
    run = instance.create_run_for_job(_job, tags=tags)
    instance.report_engine_event("started", run)
    instance.handle_run_event(
        run.run_id,
        dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, run.job_name),
        datetime.now(UTC),
    )
    return run.run_id


def test_only_runs_whose_process_is_gone_are_ended(settings: Settings) -> None:
    child = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=-1)
    dead = {PROCESS_TAG: f"{child.pid}-1"}
    try:
        with open_instance(settings) as instance:
            ours, gone, daemons = (
                unfinished_run(instance, tags) for tags in (process_tag(), dead, {})
            )
            # The number of the dead process belongs to another one by now.
            assert end_abandoned_runs(instance) == [gone]
            assert status_of(instance, gone) is FAILED
            assert status_of(instance, ours) is status_of(instance, daemons) is STARTED
            assert end_abandoned_runs(instance, daemon_is_gone=True) == [daemons]
            assert status_of(instance, ours) is STARTED
    finally:
        child.communicate()


def test_a_home_has_one_daemon(settings: Settings) -> None:
    with only_daemon(settings) as first, only_daemon(settings) as second:
        assert (first, second) == (True, False)
    with only_daemon(settings) as third:
        assert third


def test_the_tag_of_a_run_names_this_process() -> None:
    assert process_tag()[PROCESS_TAG].startswith(f"{os.getpid()}-")


@dg.op
def _nothing() -> None: ...


@dg.job
def _job() -> None:
    _nothing()


def status_of(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status
