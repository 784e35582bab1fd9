"""How checks stand: counts by module and owner, and what the report says first. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from database.catalog import Catalog
from reporting.formats import IST, day, number
from reporting.results import Check

MOST_PLACES_NAMED = 2
# Schemas whose tables belong to no module of the application.
SCHEMA_TITLES = {
    "core": "Replication",
    "market": "Collected prices",
    "staging": "Staging models",
    "intermediate": "Intermediate models",
    "ana": "Analytics",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Checks that belong together: those of a module, or of an owner. Key: key.

    Attributes:
        key: Prefix of the module without its underscore, a schema, or the owner.
        title: What people call it.
        owners: Who is asked.
        counts: Checks by outcome: error, warning, passed, skipped.
    """

    key: str
    title: str
    owners: tuple[str, ...]
    counts: Counter[str]

    @property
    def state(self) -> str:
        """The worst outcome; skipped only if nothing else is there."""
        order = ("error", "warning", "passed", "skipped")
        return next((each for each in order if self.counts[each]), "skipped")


@dataclass(frozen=True, slots=True)
class Modules:
    """Tells to which module a check belongs.

    Attributes:
        catalog: The dictionary.
    """

    catalog: Catalog

    def key_of(self, check: Check) -> str:
        """Return the prefix of the module, or the schema where there is no module."""
        table = self.catalog.tables.get(check.table_name) if check.schema_name == "core" else None
        from_table = table.module if table and table.module else ""
        return (check.module or from_table).rstrip("_") or check.schema_name

    def title(self, key: str) -> str:
        """Return what people call a module or a schema."""
        for prefix in (f"{key}_", key):
            if prefix in self.catalog.modules:
                return self.catalog.modules[prefix].name
        return SCHEMA_TITLES.get(key, key)


def by_module(checks: Iterable[Check], modules: Modules) -> list[Group]:
    """Return the modules that have checks: the worst first, then by title."""
    return _grouped(checks, modules.key_of, modules.title)


def by_owner(checks: Iterable[Check]) -> list[Group]:
    """Return the owners of checks: the worst first, then by name."""
    return _grouped(checks, lambda check: check.owner, lambda owner: owner)


def _grouped(
    checks: Iterable[Check], key_of: Callable[[Check], str], title: Callable[[str], str]
) -> list[Group]:
    members: dict[str, list[Check]] = {}
    for check in checks:
        members.setdefault(key_of(check), []).append(check)
    groups = [
        Group(
            key,
            title(key),
            tuple(sorted({check.owner for check in each})),
            Counter(check.outcome for check in each),
        )
        for key, each in members.items()
    ]
    return sorted(groups, key=_worst_first)


def _worst_first(group: Group) -> tuple[int, int, str]:
    return -group.counts["error"], -group.counts["warning"], group.title.lower()


def headline(checks: Sequence[Check], groups: Sequence[Group]) -> str:
    """Return the state of everything in a sentence."""
    if not checks:
        return "No check has run yet."
    bad = [check for check in checks if check.is_bad]
    held = sum(check.status == "passed" for check in checks)
    if not bad:
        skipped = len(checks) - held
        rest = f"; {counted(skipped, 'was', 'were')} skipped" if skipped else ""
        return f"{_all_hold(held)}{rest}."
    errors = [check for check in bad if check.severity == "error"]
    words = [counted(len(errors), "error", "errors")] if errors else []
    if len(bad) > len(errors):
        words.append(counted(len(bad) - len(errors), "warning", "warnings"))
    total = counted(len(checks), "check", "checks")
    return (
        f"{number(len(bad))} of {total} {'fails' if len(bad) == 1 else 'fail'}:"
        f" {' and '.join(words)}{_where(groups)}, {_since(errors, bad)}."
    )


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its noun."""
    return f"{number(count)} {one if count == 1 else many}"


def _all_hold(held: int) -> str:
    if held == 1:
        return "The one check that could be asked holds"
    return (
        f"All {number(held)} checks that could be asked hold" if held else "No check could be asked"
    )


def _where(groups: Sequence[Group]) -> str:
    places = [group.title for group in groups if group.counts["error"] or group.counts["warning"]]
    if len(places) > MOST_PLACES_NAMED:
        return f" in {number(len(places))} modules"
    return f" in {' and '.join(places)}" if places else ""


def _since(errors: Sequence[Check], bad: Sequence[Check]) -> str:
    worst = errors or bad
    oldest = min(check.failing_since or check.checked_at for check in worst)
    since = f"since {day(oldest.astimezone(IST).date())}"
    if len(bad) == 1:
        return since
    return f"the oldest error {since}" if errors else f"the oldest {since}"
