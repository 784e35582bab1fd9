"""The upkeep of an operational database, chore by chore: what each does, and what came of it.

A chore is one function of `upkeep`, `renewal` or `backups`, run alike from the command line and
from Dagster, which knows when. All may be run at any time and again.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from database import renewal, upkeep
from database.backup_files import default_file, newest_backup, prune_backups
from database.backup_programs import BackupError
from database.backups import restore_test, take_backup
from database.errors import PlatformError

BACKUPS_KEPT = 30

Line = tuple[str, object]


class ChoreError(PlatformError):
    """There is no such chore."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a chore.

    Attributes:
        rows: Rows written, deleted or looked at, as the chore's description says.
        lines: What there is to say, as names and values.
        warning: What somebody should look at; empty if nothing.
    """

    rows: int
    lines: tuple[Line, ...]
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Chore:
    """A piece of upkeep. Key: its name.

    Attributes:
        name: What it is called everywhere.
        description: What it does, and what its rows are.
        work: Does it, on a database, given the folder of backups.
    """

    name: str
    description: str
    work: Callable[[str, Path], Outcome]


def make_months(url: str, _backups: Path) -> Outcome:
    """Make the months of the logs that are to come, drop those past their retention."""
    made, dropped = renewal.make_months(url), renewal.drop_old_months(url)
    lines = [*((name, "made") for name in made), *((name, "dropped") for name in dropped)]
    return Outcome(len(lines), tuple(lines))


def expire(url: str, _backups: Path) -> Outcome:
    """Mark what is over."""
    return _counted(renewal.expire(url).items())


def purge(url: str, _backups: Path) -> Outcome:
    """Delete what is past its time."""
    return _counted((each.table_name, each.rows_purged) for each in upkeep.purge(url))


def refresh_views(url: str, _backups: Path) -> Outcome:
    """Refresh the materialized views."""
    spent = renewal.refresh_views(url)
    return Outcome(len(spent), tuple((view, f"{ms:.0f} ms") for view, ms in spent.items()))


def record_engagement(url: str, _backups: Path) -> Outcome:
    """Write the days of engagement."""
    return _counted((str(day), n) for day, n in renewal.record_engagement_days(url).items())


def refresh_suggestions(url: str, _backups: Path) -> Outcome:
    """Renew suggestions of connections."""
    people, suggestions = renewal.refresh_suggestions(url)
    return Outcome(suggestions, (("people", people), ("open suggestions", suggestions)))


def check_counters(url: str, _backups: Path) -> Outcome:
    """Recount, and change nothing."""
    counters = upkeep.repair_counters(url, dry_run=True)
    wrong = [(f"{each.table_name}.{each.column_name}", each.rows_wrong) for each in counters]
    outcome = _counted(line for line in wrong if line[1])
    if not outcome.lines:
        return Outcome(0, (("counters looked at", len(counters)),))
    named = ", ".join(f"{name} in {rows} rows" for name, rows in outcome.lines)
    remedy = "find what writes past the triggers, then `poultryco db repair-counters`"
    return Outcome(outcome.rows, outcome.lines, f"counters are wrong: {named}; to do: {remedy}")


def back_up(url: str, backups: Path) -> Outcome:
    """Take a backup, delete those that are too many."""
    file = default_file(url, backups)
    manifest = take_backup(url, file)
    gone = prune_backups(url, backups, keep=BACKUPS_KEPT)
    return Outcome(
        sum(manifest.rows.values()),
        (("file", str(file)), ("bytes", manifest.size), ("older ones deleted", len(gone))),
    )


def test_backup(url: str, backups: Path) -> Outcome:
    """Restore the newest backup into a scratch database.

    Raises:
        BackupError: There is none, it does not restore, or it comes back as another.
    """
    file = newest_backup(url, backups)
    report = restore_test(file, url)
    if report.differences:
        raise BackupError(
            f"{file} does not come back as it was",
            expected=f"{len(report.manifest.rows)} tables and {len(report.manifest.objects)} "
            "objects as in its manifest",
            found="; ".join(report.differences[:20]),
            remedy="take a new backup and test it; keep the older ones until one is good",
        )
    return Outcome(
        sum(report.manifest.rows.values()),
        (
            ("file", str(file)),
            ("taken at", report.manifest.taken_at),
            ("tables", len(report.manifest.rows)),
            ("objects", len(report.manifest.objects)),
        ),
    )


CHORES = {
    chore.name: chore
    for chore in (
        Chore(
            "make_months",
            "Makes the partitions of this month and the next three, drops those whose rows are all"
            " past their retention. Rows: partitions.",
            make_months,
        ),
        Chore(
            "expire",
            "Marks memberships and invitations that are over. Rows: those marked.",
            expire,
        ),
        Chore(
            "purge",
            "Deletes the trash after its days, logs past their retention, read notifications and"
            " deleted messages after 30 days, versions that are too many. Rows: those deleted.",
            purge,
        ),
        Chore(
            "refresh_views",
            "Refreshes the materialized views while the application reads them. Rows: views.",
            refresh_views,
        ),
        Chore(
            "record_engagement",
            "Writes usr_engagement_analytics of yesterday (UTC) and of days that were missed."
            " Rows: people and days.",
            record_engagement,
        ),
        Chore(
            "refresh_suggestions",
            "Renews the suggested connections of people active in the last 30 days."
            " Rows: open suggestions.",
            refresh_suggestions,
        ),
        Chore(
            "check_counters",
            "Recounts every counter, changes nothing, warns of wrong ones. Rows: wrong ones.",
            check_counters,
        ),
        Chore(
            "back_up",
            f"Takes a backup into the home's backups/ and keeps the newest {BACKUPS_KEPT}."
            " Rows: of all tables.",
            back_up,
        ),
        Chore(
            "test_backup",
            "Restores the newest backup into a scratch database, compares rows and objects, drops"
            " it, and writes beside the backup what came of it. Rows: restored.",
            test_backup,
        ),
    )
}


def chore_named(name: str) -> Chore:
    """Return a chore.

    Raises:
        ChoreError: There is none of that name.
    """
    if name not in CHORES:
        raise ChoreError(
            f"There is no chore {name}",
            expected=f"one of {', '.join(CHORES)}",
            found=name,
            remedy="see `poultryco db upkeep`",
        )
    return CHORES[name]


def _counted(lines: Iterable[tuple[str, int]]) -> Outcome:
    found = tuple(lines)
    return Outcome(sum(rows for _, rows in found), found)
