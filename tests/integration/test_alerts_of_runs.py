"""Sensors: which runs they tell of, and what of a step that a blocking check has stopped."""

from collections.abc import Iterator
from dataclasses import dataclass

import dagster as dg
import pytest

from database.check_results import Status
from database.settings import Environment
from orchestration.alerts import Alerts
from orchestration.sensors import WILL_RETRY, build_sensors
from tests.alerting import found, full_disk, incidents, with_channels
from tests.dagster_runs import settings_for
from tests.webhook import Webhook


def test_a_run_that_is_tried_again_is_not_told_of(warehouse: str) -> None:
    @dg.op
    def read() -> None:
        raise dg.Failure(description="the layout changed", allow_retries=False)

    @dg.job
    def daily_prices() -> None:
        read()

    on_failure, _ = build_sensors(Environment.LOCAL)
    alerts = Alerts(settings_for(warehouse))
    with dg.DagsterInstance.ephemeral() as instance:
        for tags in ({WILL_RETRY: "true"}, {}):
            run = daily_prices.execute_in_process(
                instance=instance, raise_on_error=False, tags=tags
            )
            context = context_of(run, instance, "tell_of_failures").for_run_failure()
            on_failure(context, alerts=alerts)
            assert len(incidents(warehouse)) == (0 if tags else 1)


def test_sensors_tell_of_failures_and_recoveries_of_runs(warehouse: str) -> None:
    failing = True

    @dg.op
    def read() -> None:
        if failing:
            raise dg.Failure(description="the layout changed", allow_retries=False)

    @dg.job
    def daily_prices() -> None:
        read()

    on_failure, on_success = build_sensors(Environment.LOCAL)
    with Webhook() as webhook, dg.DagsterInstance.ephemeral() as instance:
        alerts = Alerts(with_channels(warehouse, webhook.url))
        run = daily_prices.execute_in_process(instance=instance, raise_on_error=False)
        on_failure(context_of(run, instance, "tell_of_failures").for_run_failure(), alerts=alerts)
        failing = False
        run = daily_prices.execute_in_process(instance=instance)
        on_success(context_of(run, instance, "tell_of_recoveries"), alerts=alerts)
    assert [text.split("\n")[0] for text in webhook.texts] == [
        "PoultryCo: daily_prices failed at read",
        webhook.texts[1],
    ]
    assert "the layout changed" in webhook.texts[0]
    assert "works again" in webhook.texts[1]


@dataclass
class Guarded:
    """A job that a blocking check stops while rows are bad, and the sensors that look at it."""

    url: str
    alerts: Alerts
    instance: dg.DagsterInstance
    rows_are_bad: bool = True
    is_recorded: bool = True

    def run(self) -> None:
        """Run it and let the sensors tell."""
        asset, check = self._guarded_asset()
        job = dg.Definitions(
            assets=[asset],
            asset_checks=[check],
            jobs=[dg.define_asset_job("daily_prices")],
        ).resolve_job_def("daily_prices")
        run = job.execute_in_process(instance=self.instance, raise_on_error=False)
        on_failure, on_success = build_sensors(Environment.LOCAL)
        if run.success:
            context = context_of(run, self.instance, "tell_of_recoveries")
            on_success(context, alerts=self.alerts)
        else:
            failure = context_of(run, self.instance, "tell_of_failures").for_run_failure()
            on_failure(failure, alerts=self.alerts)

    def _guarded_asset(self) -> tuple[dg.AssetsDefinition, dg.AssetChecksDefinition]:
        @dg.asset(key=["core", "soc_posts"])
        def posts() -> None:
            """Hold rows."""

        @dg.asset_check(asset=posts, blocking=True)
        def is_sound() -> dg.AssetCheckResult:
            if self.is_recorded:
                status: Status = "failed" if self.rows_are_bad else "passed"
                found(self.url, "community", status, "fk_author", severity="error")
            return dg.AssetCheckResult(passed=not self.rows_are_bad)

        return posts, is_sound


@pytest.fixture
def guarded(warehouse: str) -> Iterator[tuple[Guarded, Webhook]]:
    with Webhook() as webhook, dg.DagsterInstance.ephemeral() as instance:
        alerts = Alerts(with_channels(warehouse, webhook.url))
        yield Guarded(warehouse, alerts, instance), webhook


def test_a_blocking_check_is_told_and_the_step_it_stopped_is_not(
    guarded: tuple[Guarded, Webhook],
) -> None:
    job, webhook = guarded
    for _ in range(2):
        job.run()
    assert [text.split("\n") for text in webhook.texts] == [
        [
            "PoultryCo: 1 check fails, owner community",
            "error core.soc_posts fk_author: 3 of 40 rows break the rule",
        ]
    ]
    assert incidents(job.url) == [("check/great_expectations/fk_author", 2, True)]
    job.rows_are_bad = False
    job.run()
    assert len(webhook.texts) == 2
    assert webhook.texts[1].startswith("PoultryCo: 1 check holds again, owner community")


def test_a_blocking_check_that_was_told_before_the_run_is_not_told_again(
    guarded: tuple[Guarded, Webhook],
) -> None:
    job, webhook = guarded
    found(job.url, "community", "failed", "fk_author", severity="error")
    job.alerts.run_succeeded("replicate")
    job.run()
    assert len(webhook.texts) == 1


def test_a_step_is_told_when_nothing_tells_of_the_check_that_stopped_it(
    guarded: tuple[Guarded, Webhook],
) -> None:
    job, webhook = guarded
    job.is_recorded = False
    # Another rule of that table is told, and has stopped nothing.
    found(job.url, "community", "failed", "likes")
    job.run()
    assert webhook.texts[0].startswith("PoultryCo: daily_prices failed at core__soc_posts_is_sound")
    assert "1 blocking asset check failed" in webhook.texts[0]
    assert webhook.texts[1].startswith("PoultryCo: 1 check fails")
    job.rows_are_bad = False
    job.run()
    assert "daily_prices at core__soc_posts_is_sound works again" in webhook.texts[2]
    assert len(webhook.texts) == 3


def test_a_step_that_a_check_stopped_is_told_when_checks_cannot_be_recorded(
    guarded: tuple[Guarded, Webhook],
) -> None:
    job, webhook = guarded
    found(job.url, "community", "failed", "fk_author", severity="error")
    job.is_recorded = False
    with full_disk(job.url, "results"):
        job.run()
    assert len(webhook.texts) == 1
    assert "daily_prices failed at core__soc_posts_is_sound" in webhook.texts[0]


def context_of(
    result: dg.ExecuteInProcessResult, instance: dg.DagsterInstance, name: str
) -> dg.RunStatusSensorContext:
    event = result.get_run_failure_event() if not result.success else result.get_run_success_event()
    return dg.build_run_status_sensor_context(
        sensor_name=name,
        dagster_event=event,
        dagster_instance=instance,
        dagster_run=result.dagster_run,
    )
