"""Rules about states: the trash and its time, histories of versions, moments that fit together."""

import re
from collections.abc import Iterator

from database.catalog import Versions
from expectations.beside import Grouped, Join, Touched, touched_by
from expectations.core_parts import INSTANT, Declared
from expectations.rules import EachRow, Rule

# Named after what has happened. What is planned may be called published_at or scheduled_at before.
PAST = re.compile(r"(?!.*(publish|schedul)).*(ed|sent|read|left)_at|last_.*_at")
UPKEEP = "Look why the upkeep of the source does not run (`poultryco db purge`), and run it."


def state_rules(table: Declared) -> Iterator[Rule]:
    """Yield the rules about trash, versions and moments of a table."""
    if table.table.trash_days is not None:
        yield from _trash(table, table.table.trash_days)
    if table.table.versions is not None:
        yield from _versions(table, table.table.versions)
    yield from _moments(table)


def _trash(table: Declared, days: int) -> Iterator[Rule]:
    shown = ("is_deleted", "deleted_at", "purge_at")
    overdue = f"purge_at <= {INSTANT} - interval '2 days'"
    # Days as hours, for a day of the clock's change is not 24 hours long.
    kept = f"purge_at is not distinct from deleted_at + interval '{days * 24} hours'"
    yield table.rule(
        f"{table.name}_trash_agrees",
        "trash",
        EachRow(
            f"case when is_deleted then deleted_at is not null and {kept}"
            " else num_nonnulls(deleted_at, deleted_by, deletion_reason, purge_at) = 0 end"
        ),
        description=f"A row of `{table.name}` in the trash says since when, and until when: {days}"
        " days; any other says nothing of it.",
        origin=f"trash of {table.name}, kept {days} days",
        shows=shown,
    )
    yield table.rule(
        f"{table.name}_trash_is_emptied",
        "trash",
        EachRow(f"({overdue}) is not true"),
        description=f"Nothing of `{table.name}` lies in the trash two days past its time.",
        origin=f"trash of {table.name}, kept {days} days",
        severity="warning",
        remedy=UPKEEP,
        shows=shown,
        ages=overdue,
    )


def _versions(table: Declared, versions: Versions) -> Iterator[Rule]:
    history = table.catalog.tables[versions.history_table]
    parent, number = history.primary_key.columns if history.primary_key else ("", "")
    kept = Grouped(
        "history",
        f"max({number}) as newest, min({number}) as oldest, count(*) as kept",
        f"core.{versions.history_table}",
        keys=(parent,),
        of=(table.key[0],),
        touched=_touched(versions.history_table, parent),
    )
    yield table.rule(
        f"{table.name}_history_is_complete",
        "versions",
        EachRow(
            "this.current_version is not distinct from history.newest and history.kept ="
            f" least(this.current_version, {versions.versions_kept})"
            " and history.newest - history.oldest + 1 = history.kept",
            (kept,),
        ),
        description=f"`{versions.history_table}` has the last {versions.versions_kept} versions of"
        f" each row of `{table.name}`, without a gap, up to the current one.",
        origin=f"versions of {table.name} in {versions.history_table}",
        severity="warning",
        shows=("current_version",),
        computed={"newest": "history.newest", "kept": "history.kept"},
    )
    newest = Join(
        "newest_version",
        f"core.{versions.history_table}",
        f"newest_version.{parent} = this.{table.key[0]}"
        f" and newest_version.{number} = this.current_version",
        touched=_touched(versions.history_table, parent),
    )
    content = [name for name in versions.content_columns if table.has([name])]
    ours = ", ".join(f"this.{name}" for name in content)
    theirs = ", ".join(f"newest_version.{name}" for name in content)
    yield table.rule(
        f"{table.name}_newest_version_is_current",
        "versions",
        EachRow(
            f"newest_version.{parent} is null or (({ours}) is not distinct from ({theirs})"
            " and (this.edited_at = newest_version.edited_at) is not false)",
            (newest,),
        ),
        description=f"The newest version in `{versions.history_table}` says what `{table.name}`"
        " says.",
        origin=f"versions of {table.name} in {versions.history_table}",
        severity="warning",
        shows=("current_version", "edited_at"),
    )


def _touched(history: str, parent: str) -> tuple[Touched, ...]:
    return (touched_by(history, f"select {parent} from changed"),)  # noqa: S608


def _moments(table: Declared) -> Iterator[Rule]:
    columns = [
        name
        for name, column in table.table.columns.items()
        if PAST.fullmatch(name) and column.type == "timestamp with time zone"
    ]
    if columns:
        latest = f"greatest({', '.join(columns)})" if len(columns) > 1 else columns[0]
        yield table.rule(
            f"{table.name}_moments_are_past",
            "moments",
            # The clock of the application may be ahead of that of its database.
            EachRow(f"{latest} is null or {latest} <= {INSTANT} + interval '5 minutes'"),
            description=f"Nothing of `{table.name}` is later than the data: {', '.join(columns)}.",
            origin="moments that only the past can have",
            severity="warning",
            shows=columns,
        )
    if table.has(["created_at", "updated_at"]):
        yield table.rule(
            f"{table.name}_updates_follow_creation",
            "moments",
            EachRow("(updated_at >= created_at) is not false"),
            description=f"No row of `{table.name}` was updated before it was created.",
            origin="updated_at moves with every update",
            severity="warning",
            shows=("created_at", "updated_at"),
        )
