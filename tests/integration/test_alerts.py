"""Incidents: told once, counted, told when over; whatever the warehouse takes; never a secret."""

from urllib.parse import quote

import pytest

from database.connections import connect
from orchestration.alerts import Alerts, FailedStep
from tests.alerting import BROKEN, found, full_disk, incidents, with_channels
from tests.dagster_runs import settings_for
from tests.webhook import Webhook


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


def test_everything_is_told_when_the_warehouse_itself_is_away() -> None:
    with Webhook() as webhook:
        alerts = Alerts(with_channels("postgresql://anna:hunter2@127.0.0.1:1/none", webhook.url))
        for number in range(2):
            alerts.run_failed("daily_prices", f"run-{number}", BROKEN)
        assert len(webhook.texts) == 2


def test_everything_is_told_when_the_warehouse_answers_and_takes_nothing(
    warehouse: str, caplog: pytest.LogCaptureFixture
) -> None:
    # As after a failover, on the server that was the standby.
    read_only = f"{warehouse}{'&' if '?' in warehouse else '?'}options=" + quote(
        "-c default_transaction_read_only=on"
    )
    with Webhook() as webhook:
        alerts = Alerts(with_channels(read_only, webhook.url))
        for number in range(2):
            assert len(alerts.run_failed("daily_prices", f"run-{number}", BROKEN)) == 1
        assert alerts.run_succeeded("daily_prices") == []
    assert ["the layout changed" in text for text in webhook.texts] == [True, True]
    assert "incidents cannot be recorded: ReadOnlySqlTransaction" in caplog.text
    assert "incidents cannot be closed: ReadOnlySqlTransaction" in caplog.text
    assert incidents(warehouse) == []


def test_everything_is_told_when_somebody_locks_the_incidents(warehouse: str) -> None:
    with Webhook() as webhook, connect(warehouse) as other:
        other.execute("lock table quality.incidents")
        Alerts(with_channels(warehouse, webhook.url)).run_failed("daily_prices", "1", BROKEN)
        other.rollback()
    assert len(webhook.texts) == 1


@pytest.mark.parametrize("table", ["incidents", "alerts"])
def test_an_alert_is_sent_when_it_cannot_be_kept(
    table: str, warehouse: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Webhook() as webhook, full_disk(warehouse, table):
        Alerts(with_channels(warehouse, webhook.url)).run_failed("daily_prices", "1", BROKEN)
    assert len(webhook.texts) == 1
    assert incidents(warehouse) == []
    assert "incidents cannot be recorded: DiskFull" in caplog.text
    assert "hunter2" not in caplog.text


def test_a_step_is_recorded_when_checks_cannot_be(
    warehouse: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Webhook() as webhook, full_disk(warehouse, "results"):
        alerts = Alerts(with_channels(warehouse, webhook.url))
        for number in range(2):
            alerts.run_failed("daily_prices", f"run-{number}", BROKEN)
        assert incidents(warehouse) == [("daily_prices/necc_prices", 2, True)]
        alerts.run_succeeded("daily_prices")
    assert [text.split("\n")[0] for text in webhook.texts] == [
        "PoultryCo: daily_prices failed at necc_prices",
        webhook.texts[1],
    ]
    assert "works again" in webhook.texts[1]
    assert "incidents of checks cannot be recorded: DiskFull" in caplog.text


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
