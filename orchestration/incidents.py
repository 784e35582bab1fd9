"""Incidents in `quality.incidents`: what broke is told once, however often it breaks again.

An incident is a step of a job, or a check. Only the record is kept here, and what waits to be
delivered; what is said and to whom is `alerts`.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import psycopg

from orchestration.channels import Channel

logger = logging.getLogger("poultryco.alerts")

SEE = """
insert into quality.incidents (incident_key, message, opened_at, last_seen_at)
values (%(key)s, %(message)s, now(), now())
on conflict (incident_key) where closed_at is null do update set
    message = excluded.message,
    last_seen_at = now(),
    occurrences = incidents.occurrences + 1
returning incident_key, message, opened_at, occurrences, owner
"""
CLOSE = """
update quality.incidents set closed_at = now()
where closed_at is null and starts_with(incident_key, %(prefix)s)
returning incident_key, message, opened_at, occurrences, owner
"""
# The last word on each check. What no check has spoken of for a day stays as it was.
LAST_RESULTS = """
with last_results as (
    select distinct on (tool, check_name)
        concat_ws('/', 'check', tool, check_name) as incident_key,
        concat_ws(' ', severity, concat(schema_name, '.', table_name), check_name)
            || ': ' || message as message,
        concat(schema_name, '.', table_name) as full_name,
        severity,
        checked_at,
        status,
        owner
    from quality.results
    where checked_at > now() - interval '1 day' and status <> 'skipped'
    order by tool, check_name, checked_at desc
)
"""
SEE_CHECKS = f"""
{LAST_RESULTS}
insert into quality.incidents (incident_key, message, opened_at, last_seen_at, owner)
select incident_key, message, checked_at, checked_at, owner
from last_results
where status in ('failed', 'errored')
order by incident_key
on conflict (incident_key) where closed_at is null do update set
    message = excluded.message,
    last_seen_at = excluded.last_seen_at,
    occurrences = incidents.occurrences + 1
where incidents.last_seen_at < excluded.last_seen_at
returning incident_key, message, opened_at, occurrences, owner
"""  # noqa: S608
CLOSE_CHECKS = f"""
{LAST_RESULTS}
update quality.incidents set closed_at = last_results.checked_at
from last_results
where
    incidents.incident_key = last_results.incident_key and incidents.closed_at is null
    and last_results.status = 'passed' and last_results.checked_at > incidents.last_seen_at
returning
    incidents.incident_key, incidents.message, incidents.opened_at, incidents.occurrences,
    incidents.owner
"""  # noqa: S608
TABLES_TOLD_OF = f"""
{LAST_RESULTS}
select distinct full_name
from last_results
inner join quality.incidents using (incident_key)
where
    incidents.closed_at is null
    and last_results.status in ('failed', 'errored') and last_results.severity = 'error'
"""  # noqa: S608
KEEP_ALERT = "insert into quality.alerts (channel, message) values (%s, %s)"
FORGET_ALERTS = "delete from quality.alerts where made_at < now() - interval '90 days'"
# After a week it is no news.
EXPIRE_ALERTS = """
delete from quality.alerts
where delivered_at is null and made_at < now() - interval '7 days'
returning channel, made_at, attempts, split_part(message, E'\\n', 1)
"""
# Who tells at the same time takes others. What was refused lets the rest go first.
NEXT = """
select
    alert_id,
    concat_ws(E'\\n', message, case
        when made_at < now() - interval '10 minutes'
            then to_char(made_at, '"waiting since" YYYY-MM-DD HH24:MI "UTC"')
    end)
from quality.alerts
where channel = %(channel)s and delivered_at is null and alert_id <> all(%(tried)s)
order by attempts, alert_id
limit 1
for update skip locked
"""
TRIED = """
update quality.alerts
set attempts = attempts + 1, delivered_at = case when %(is_delivered)s then now() end
where alert_id = %(alert_id)s
"""
REFUSALS_OF_A_CHANNEL_AWAY = 2


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that broke. `occurrences` counts how often it was seen until now."""

    key: str
    message: str
    opened_at: datetime
    occurrences: int
    owner: str = ""

    @property
    def is_new(self) -> bool:
        """Nobody has been told yet."""
        return self.occurrences == 1


def see(connection: psycopg.Connection, key: str, message: str) -> Incident:
    """Open an incident, or count one more occurrence of the one that is open under that key."""
    (row,) = connection.execute(SEE, {"key": key, "message": message}).fetchall()
    return Incident(*row)


def close(connection: psycopg.Connection, prefix: str) -> list[Incident]:
    """Close every open incident whose key starts with `prefix`; return them."""
    return [Incident(*row) for row in connection.execute(CLOSE, {"prefix": prefix})]


def see_checks(connection: psycopg.Connection) -> list[Incident]:
    """Open an incident for each check that failed last, or count it; return the new ones."""
    seen = [Incident(*row) for row in connection.execute(SEE_CHECKS.encode())]
    return [incident for incident in seen if incident.is_new]


def close_checks(connection: psycopg.Connection) -> list[Incident]:
    """Close the incident of each check that passed since; return them."""
    return [Incident(*row) for row in connection.execute(CLOSE_CHECKS.encode())]


def tables_told_of(connection: psycopg.Connection) -> frozenset[str]:
    """Return the tables, with their schema, whose failing checks of severity error are told."""
    return frozenset(name for (name,) in connection.execute(TABLES_TOLD_OF.encode()))


def keep_alerts(
    connection: psycopg.Connection, channels: Iterable[Channel], messages: Iterable[str]
) -> None:
    """Keep messages until each channel has taken them; drop those that waited for too long."""
    rows = [(channel.name, message) for channel in channels for message in messages]
    with connection.cursor() as cursor:
        cursor.executemany(KEEP_ALERT, rows)
        cursor.execute(FORGET_ALERTS)
        for channel, made_at, attempts, title in cursor.execute(EXPIRE_ALERTS):
            logger.error(
                "alert of %s is dropped, alert channel %s did not take it in %s attempts: %s",
                *(f"{made_at:%Y-%m-%d %H:%M} UTC", channel, attempts, title),
            )


def deliver_alerts(connection: psycopg.Connection, channel: Channel) -> None:
    """Deliver what waits for a channel, a transaction a message, each tried once.

    A message may be refused for what it says; after two in a row the channel is away.
    """
    tried: list[int] = []
    refused = 0
    while refused < REFUSALS_OF_A_CHANNEL_AWAY:
        with connection.transaction():
            row = connection.execute(NEXT, {"channel": channel.name, "tried": tried}).fetchone()
            if row is None:
                return
            alert_id, message = row
            is_delivered = channel.deliver(message)
            connection.execute(TRIED, {"alert_id": alert_id, "is_delivered": is_delivered})
        tried.append(alert_id)
        refused = 0 if is_delivered else refused + 1
