"""Incidents in `quality.incidents`: what broke is told once, however often it breaks again.

Only the record is kept here; what counts as an incident and who is told is `alerts`.
"""

from dataclasses import dataclass
from datetime import datetime

import psycopg

SEE = """
insert into quality.incidents (incident_key, message, opened_at, last_seen_at)
values (%(key)s, %(message)s, now(), now())
on conflict (incident_key) where closed_at is null do update set
    message = excluded.message,
    last_seen_at = now(),
    occurrences = incidents.occurrences + 1
returning incident_key, message, opened_at, occurrences
"""
CLOSE = """
update quality.incidents set closed_at = now()
where closed_at is null and starts_with(incident_key, %(prefix)s)
returning incident_key, message, opened_at, occurrences
"""


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that broke. `occurrences` counts how often it was seen until now."""

    key: str
    message: str
    opened_at: datetime
    occurrences: int

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
