"""Channels: each gets every alert once, in its own time; one that is away breaks nothing."""

from pathlib import Path
from typing import Any

import pytest

from database.connections import connect
from orchestration.alerts import Alerts
from orchestration.channels import channels
from tests.alerting import BROKEN, incidents, with_channels
from tests.mailbox import Mailbox
from tests.webhook import Webhook


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


def test_an_alert_is_mailed_with_its_first_line_as_the_subject(warehouse: str) -> None:
    with Mailbox() as mailbox:
        Alerts(with_channels(warehouse, mailbox.url)).run_failed("daily_prices", "run-1", BROKEN)
    (mail,) = mailbox.mails
    assert mail["subject"] == "PoultryCo: daily_prices failed at necc_prices"
    assert "team@poultryco.test" in mail["to"]
    body = mail.get_body(preferencelist=("plain", "html"))
    assert body is not None
    assert "the layout changed" in body.get_content()


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


def keep(url: str, channel: str, *messages: str, days: int = 0) -> None:
    """Let messages wait for a channel since some days."""
    with connect(url) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "insert into quality.alerts (channel, message, made_at)"
            " values (%s, %s, now() - make_interval(days => %s))",
            [(channel, message, days) for message in messages],
        )


def waiting(url: str) -> list[tuple[Any, ...]]:
    with connect(url) as connection:
        return connection.execute(
            "select message, attempts from quality.alerts where delivered_at is null"
            " order by alert_id"
        ).fetchall()


def test_messages_that_are_refused_keep_no_other_back(warehouse: str) -> None:
    with Webhook(refuses=lambda text: text.startswith("bad")) as webhook:
        settings = with_channels(warehouse, webhook.url)
        (channel,) = channels(settings)
        keep(warehouse, channel.name, "bad 1", "good 1", "bad 2", "bad 3", "good 2")
        Alerts(settings).run_succeeded("daily_prices")
        assert waiting(warehouse) == [("bad 1", 1), ("bad 2", 1), ("bad 3", 1), ("good 2", 0)]
        Alerts(settings).run_succeeded("daily_prices")
    assert webhook.texts[:4] == ["bad 1", "good 1", "bad 2", "bad 3"]
    assert webhook.texts[4:] == ["good 2", "bad 1", "bad 2"]


def test_a_channel_that_is_away_is_tried_twice(warehouse: str) -> None:
    with Webhook(status=503) as webhook:
        settings = with_channels(warehouse, webhook.url)
        (channel,) = channels(settings)
        keep(warehouse, channel.name, *"abcdef")
        Alerts(settings).run_succeeded("daily_prices")
    assert webhook.texts == ["a", "b"]


def test_what_was_delivered_stays_so_when_the_connection_breaks(
    warehouse: str, caplog: pytest.LogCaptureFixture
) -> None:
    def break_at_d(text: str) -> bool:
        if text == "d":
            with connect(warehouse) as other:
                other.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where query like '%quality.alerts%' and pid <> pg_backend_pid()"
                    " and datname = current_database()"
                )
        return False

    with Webhook(refuses=break_at_d) as webhook:
        settings = with_channels(warehouse, webhook.url)
        (channel,) = channels(settings)
        keep(warehouse, channel.name, *"abcde")
        Alerts(settings).run_succeeded("daily_prices")
    assert webhook.texts == [*"abcd"]
    assert waiting(warehouse) == [("d", 0), ("e", 0)]
    assert f"alerts wait for {channel.name}: AdminShutdown" in caplog.text


def test_a_late_alert_says_since_when_and_one_of_last_week_is_dropped(
    warehouse: str, caplog: pytest.LogCaptureFixture
) -> None:
    with Webhook() as webhook:
        settings = with_channels(warehouse, webhook.url)
        (channel,) = channels(settings)
        keep(warehouse, channel.name, "necc failed\nlong ago", days=8)
        keep(warehouse, "of an address that is set no more", "dbt failed", days=8)
        keep(warehouse, channel.name, "market failed", days=6)
        Alerts(settings).run_succeeded("daily_prices")
    (text,) = webhook.texts
    assert text.startswith("market failed\nwaiting since 20")
    dropped = [line for line in caplog.messages if "is dropped" in line]
    assert len(dropped) == 2
    assert dropped[0].endswith(f"{channel.name} did not take it in 0 attempts: necc failed")
    assert waiting(warehouse) == []
