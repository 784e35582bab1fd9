"""Incidents and alerts: told once, counted, told when over; never a secret, never a failure."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import dagster as dg
import pytest
from pydantic import SecretStr

from database.check_results import CheckResult, Severity, Status, record
from database.connections import connect
from database.settings import Environment, Settings
from orchestration.alerts import Alerts, FailedStep
from orchestration.sensors import WILL_RETRY, build_sensors
from tests.dagster_runs import settings_for
from tests.mailbox import Mailbox
from tests.webhook import Webhook

BROKEN = [FailedStep("necc_prices", "the layout changed")]


def incidents(url: str) -> list[tuple[Any, ...]]:
    with connect(url) as connection:
        return connection.execute(
            "select incident_key, occurrences, closed_at is null"
            " from quality.incidents order by incident_id"
        ).fetchall()


def with_channels(url: str, *addresses: str) -> Settings:
    return settings_for(url, alert_urls=SecretStr(" ".join(addresses)))


def test_an_incident_is_told_once_when_it_happens_again(warehouse: str) -> None:
    with Webhook() as webhook:
        alerts = Alerts(with_channels(warehouse, webhook.url))
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
        alerts = Alerts(with_channels(warehouse, webhook.url))
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
        Alerts(with_channels(warehouse, webhook.url)).run_failed("daily_prices", "1", BROKEN)
    assert "did not take a message" in caplog.text
    assert "very-secret" not in caplog.text


def test_nothing_breaks_when_the_webhook_is_away(
    warehouse: str, caplog: pytest.LogCaptureFixture
) -> None:
    away = "http://127.0.0.1:1/services/very-secret"
    Alerts(with_channels(warehouse, away)).run_failed("daily_prices", "1", BROKEN)
    assert "did not take a message" in caplog.text
    assert "very-secret" not in caplog.text
    assert incidents(warehouse) == [("daily_prices/necc_prices", 1, True)]


def test_everything_is_told_when_the_warehouse_itself_is_away() -> None:
    with Webhook() as webhook:
        alerts = Alerts(with_channels("postgresql://anna:hunter2@127.0.0.1:1/none", webhook.url))
        for number in range(2):
            alerts.run_failed("daily_prices", f"run-{number}", BROKEN)
        assert len(webhook.texts) == 2


def test_no_secret_is_told_when_an_error_quotes_one(warehouse: str) -> None:
    settings = with_channels(warehouse, "http://127.0.0.1:1/services/very-secret")
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


def found(
    url: str, owner: str, status: Status, *names: str, severity: Severity = "warning"
) -> None:
    """Record what checks of an owner found just now."""
    shared: dict[str, Any] = {
        "run_id": uuid4(),
        "tool": "great_expectations",
        "suite": "core",
        "schema_name": "core",
        "table_name": "soc_posts",
        "owner": owner,
        "severity": severity,
        "status": status,
        "message": "3 of 40 rows break the rule",
        "rows_checked": 40,
        "rows_failing": 3,
        "samples": [],
        "query": "",
        "seconds": 0.0,
        "code_version": "test",
        "instant": None,
        "checked_at": datetime.now(UTC),
    }
    with connect(url) as connection:
        record(connection, [CheckResult(check_name=name, **shared) for name in names])


def test_forty_failing_checks_of_an_owner_are_one_message(warehouse: str) -> None:
    names = [f"counter_{number:02}" for number in range(40)]
    found(warehouse, "community", "failed", *names)
    found(warehouse, "commerce", "failed", "prices_add_up", severity="error")
    with Webhook() as webhook:
        alerts = Alerts(with_channels(warehouse, webhook.url))
        alerts.run_succeeded("replicate")
        alerts.run_succeeded("replicate")
    first, second = webhook.texts
    assert first.split("\n") == [
        "PoultryCo: 1 check fails, owner commerce",
        "error core.soc_posts prices_add_up: 3 of 40 rows break the rule",
    ]
    lines = second.split("\n")
    assert lines[0] == "PoultryCo: 40 checks fail, owner community"
    assert lines[-1] == "and 20 more"
    assert len(incidents(warehouse)) == 41


def test_only_what_is_new_is_told_and_each_check_that_holds_again(warehouse: str) -> None:
    alerts = Alerts(settings_for(warehouse))
    found(warehouse, "community", "failed", "likes", "comments")
    assert len(alerts.run_succeeded("replicate")) == 1
    found(warehouse, "community", "failed", "likes", "comments", "shares")
    (message,) = alerts.run_succeeded("replicate")
    assert message.startswith(
        "PoultryCo: 1 check fails, owner community\nwarning core.soc_posts sha"
    )
    found(warehouse, "community", "skipped", "likes")
    assert alerts.run_succeeded("replicate") == []
    found(warehouse, "community", "passed", "likes", "comments")
    (message,) = alerts.run_failed("replicate", "1", [])
    title, *lines = message.split("\n")
    assert title == "PoultryCo: 2 checks hold again, owner community"
    assert [line.partition(" since")[0] for line in lines] == [
        "comments, failed 2 times",
        "likes, failed 2 times",
    ]
    assert ("check/great_expectations/shares", 1, True) in incidents(warehouse)


def test_an_alert_waits_for_a_channel_that_is_away(warehouse: str, tmp_path: Path) -> None:
    file = f"file://{tmp_path}/alerts/of%20the%20day.txt"
    with Webhook() as webhook:
        settings = with_channels(warehouse, webhook.url, file)
    # It is gone now, and the file is not.
    Alerts(settings).run_failed("daily_prices", "1", BROKEN)
    with Webhook(port=int(webhook.url.split(":")[2].split("/")[0])) as back:
        Alerts(settings).run_failed("daily_prices", "2", BROKEN)
        Alerts(settings).run_failed("daily_prices", "3", BROKEN)
    assert [text.split("\n")[0] for text in back.texts] == [
        "PoultryCo: daily_prices failed at necc_prices"
    ]
    written = (tmp_path / "alerts" / "of the day.txt").read_text()
    assert written.count("daily_prices failed at necc_prices") == 1
    with connect(warehouse) as connection:
        tries = connection.execute(
            "select split_part(channel, '-', 1), attempts, delivered_at is not null"
            " from quality.alerts order by 1"
        ).fetchall()
    assert tries == [("file", 1, True), ("http", 2, True)]


def test_an_alert_is_mailed_with_its_first_line_as_the_subject(warehouse: str) -> None:
    with Mailbox() as mailbox:
        Alerts(with_channels(warehouse, mailbox.url)).run_failed("daily_prices", "run-1", BROKEN)
    (mail,) = mailbox.mails
    assert mail["subject"] == "PoultryCo: daily_prices failed at necc_prices"
    assert "team@poultryco.test" in mail["to"]
    body = mail.get_body(preferencelist=("plain", "html"))
    assert body is not None
    assert "the layout changed" in body.get_content()


@pytest.mark.parametrize("address", ["nonsense", "carrier-pigeon://very-secret", "file:///proc/no"])
def test_nothing_breaks_when_an_address_is_none(
    address: str, warehouse: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Webhook() as webhook:
        alerts = Alerts(with_channels(warehouse, address, webhook.url))
        alerts.run_failed("daily_prices", "1", BROKEN)
        assert len(webhook.texts) == 1
    assert "alert channel" in caplog.text
    assert "very-secret" not in caplog.text


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
