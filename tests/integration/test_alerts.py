"""Incidents and alerts: told once, counted, told when over; never a secret, never a failure."""

from typing import Any

import dagster as dg
import pytest
from pydantic import SecretStr

from database.connections import connect
from database.settings import Environment, Settings
from orchestration.alerts import Alerts, FailedStep
from orchestration.sensors import build_sensors
from tests.dagster_runs import settings_for
from tests.webhook import Webhook

BROKEN = [FailedStep("necc_prices", "the layout changed")]


def incidents(url: str) -> list[tuple[Any, ...]]:
    with connect(url) as connection:
        return connection.execute(
            "select incident_key, occurrences, closed_at is null"
            " from quality.incidents order by incident_id"
        ).fetchall()


def with_webhook(url: str, address: str) -> Settings:
    return settings_for(url, webhook_url=SecretStr(address))


def test_an_incident_is_told_once_when_it_happens_again(warehouse: str) -> None:
    with Webhook() as webhook:
        alerts = Alerts(with_webhook(warehouse, webhook.url))
        for number in range(3):
            alerts.run_failed("daily_prices", f"run-{number}", BROKEN)
        assert len(webhook.texts) == 1
    assert "daily_prices failed at necc_prices" in webhook.texts[0]
    assert "the layout changed" in webhook.texts[0]
    assert "run-0" in webhook.texts[0]
    assert incidents(warehouse) == [("daily_prices/necc_prices", 3, True)]


def test_two_things_that_break_are_two_incidents(warehouse: str) -> None:
    alerts = Alerts(settings_for(warehouse))
    assert len(alerts.run_failed("daily_prices", "1", BROKEN)) == 1
    assert len(alerts.run_failed("daily_prices", "2", [FailedStep("dbt_models", "x")])) == 1
    assert [key for key, *_ in incidents(warehouse)] == [
        "daily_prices/necc_prices",
        "daily_prices/dbt_models",
    ]


def test_an_incident_is_closed_and_told_when_its_job_succeeds(warehouse: str) -> None:
    with Webhook() as webhook:
        alerts = Alerts(with_webhook(warehouse, webhook.url))
        alerts.run_failed("daily_prices", "1", BROKEN)
        alerts.run_failed("daily_prices", "2", BROKEN)
        assert alerts.run_succeeded("full_refresh") == []
        alerts.run_succeeded("daily_prices")
        assert alerts.run_succeeded("daily_prices") == []
    assert "daily_prices at necc_prices works again; it failed 2 times" in webhook.texts[1]
    assert len(webhook.texts) == 2
    assert incidents(warehouse) == [("daily_prices/necc_prices", 2, False)]


def test_it_is_a_new_incident_when_it_breaks_after_it_was_closed(warehouse: str) -> None:
    alerts = Alerts(settings_for(warehouse))
    alerts.run_failed("daily_prices", "1", BROKEN)
    alerts.run_succeeded("daily_prices")
    assert len(alerts.run_failed("daily_prices", "2", BROKEN)) == 1
    assert [is_open for *_, is_open in incidents(warehouse)] == [False, True]


def test_a_run_that_ends_without_a_failed_step_is_an_incident_too(warehouse: str) -> None:
    killed = [FailedStep("", "its process is gone")]
    (message,) = Alerts(settings_for(warehouse)).run_failed("daily_prices", "1", killed)
    assert message.startswith("PoultryCo: daily_prices failed\nits process is gone")
    Alerts(settings_for(warehouse)).run_succeeded("daily_prices")
    assert incidents(warehouse) == [("daily_prices/", 1, False)]


@pytest.mark.parametrize("status", [404, 500])
def test_nothing_breaks_when_the_webhook_refuses(
    status: int, warehouse: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Webhook(status=status) as webhook:
        Alerts(with_webhook(warehouse, webhook.url)).run_failed("daily_prices", "1", BROKEN)
    assert f"status {status}" in caplog.text
    assert "very-secret" not in caplog.text


def test_nothing_breaks_when_the_webhook_is_away(
    warehouse: str, caplog: pytest.LogCaptureFixture
) -> None:
    away = "http://127.0.0.1:1/services/very-secret"
    Alerts(with_webhook(warehouse, away)).run_failed("daily_prices", "1", BROKEN)
    assert "was not reached" in caplog.text
    assert "very-secret" not in caplog.text
    assert incidents(warehouse) == [("daily_prices/necc_prices", 1, True)]


def test_everything_is_told_when_the_warehouse_itself_is_away() -> None:
    with Webhook() as webhook:
        alerts = Alerts(with_webhook("postgresql://anna:hunter2@127.0.0.1:1/none", webhook.url))
        for number in range(2):
            alerts.run_failed("daily_prices", f"run-{number}", BROKEN)
        assert len(webhook.texts) == 2


def test_no_secret_is_told_when_an_error_quotes_one(warehouse: str) -> None:
    settings = with_webhook(warehouse, "http://127.0.0.1:1/services/very-secret")
    assert settings.warehouse_url is not None
    cause = (
        f"cannot reach {settings.warehouse_url.get_secret_value()} nor"
        " postgresql://anna:hunter2@db.example/app; http://127.0.0.1:1/services/very-secret"
    )
    (message,) = Alerts(settings).run_failed("daily_prices", "1", [FailedStep("dbt_models", cause)])
    assert "hunter2" not in message
    assert "very-secret" not in message
    assert settings.warehouse_url.get_secret_value() not in message
    assert "postgresql://anna:***@db.example/app" in message


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
        alerts = Alerts(with_webhook(warehouse, webhook.url))
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
