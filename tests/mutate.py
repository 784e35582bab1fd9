"""`make mutate`: which signs of the models could say something else without a unit test noticing.

Prints them, the score by domain, and how many models of `ana` and of their rules have a unit test.
Fails where one of these figures is lower than it was; what it was is `tests/data/unit_tests.yml`.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from database.bring_up import warehouse_url
from database.settings import PROJECT_ROOT, Settings
from tests.mutation_check import Trial, tested_models, trials

FLOOR = PROJECT_ROOT / "tests" / "data" / "unit_tests.yml"
HEADER = """\
# What `make mutate` found last, in percent; it fails where it finds less.
# Written by `.venv/bin/python -m tests.mutate --write`.
"""
# By name, how many there are and how many of them are proven.
Counts = dict[str, tuple[int, int]]


def counts_of(done: Sequence[Trial]) -> Counts:
    """Count the mutants and those killed by domain and in all; models of `ana` and their rules.

    A rule is a sign that could say something else. It has a unit test if one fails when it does.
    """
    public = [trial for trial in done if trial.model.name.startswith("ana_")]
    rules = {(trial.model.name, each.site) for trial in public for each in trial.mutants}
    proven = {
        (trial.model.name, each.site)
        for trial in public
        for each in trial.mutants
        if each.is_killed
    }
    return {
        **{
            f"mutants of {domain} killed": _killed(
                [trial for trial in done if trial.model.domain == domain]
            )
            for domain in sorted({trial.model.domain for trial in done})
        },
        "mutants killed": _killed(done),
        "ana models with a unit test": (
            len(public),
            sum(bool(trial.model.statements) for trial in public),
        ),
        "rules of ana models with a unit test": (len(rules), len(proven)),
    }


def percent(counts: Counts) -> dict[str, float]:
    """Return the shares, never rounded up: what is proven by half is not proven."""
    return {name: 1000 * part // (whole or 1) / 10 for name, (whole, part) in counts.items()}


def survivors(trial: Trial) -> list[str]:
    """Return a line for each mutant of a model that its unit tests let live."""
    return [
        f"{trial.model.name}{'.' * bool(each.site.step)}{each.site.step}: {each.site.line}"
        f"  [{each.site.sign}{f' no. {each.site.number}' * (each.site.number > 1)}"
        f" -> {each.instead}]"
        for each in trial.mutants
        if not each.is_killed
    ]


def fallen(found: dict[str, float], floor: dict[str, float]) -> list[str]:
    """Return a line for each figure that is lower than it was, or is no more."""
    return [
        f"{name}: {found.get(name, 'none')}, was {least}"
        for name, least in floor.items()
        if found.get(name, 0) < least
    ]


def main() -> None:
    """Print what was found; exit with 1 where a figure has fallen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", help="only this one; nothing is compared with what was")
    parser.add_argument("--write", action="store_true", help="what is found is to be kept")
    wishes = parser.parse_args()
    done = _printed(warehouse_url(Settings()), wishes.model)
    counts = counts_of(done)
    found = percent(counts)
    for name, (whole, part) in counts.items():
        print(f"{found[name]:5.1f} %  {name}: {part:,} of {whole:,}")
    if wishes.model:
        return
    if wishes.write:
        FLOOR.write_text(HEADER + yaml.safe_dump(found, sort_keys=False), encoding="utf-8")
    lower = fallen(found, yaml.safe_load(FLOOR.read_text(encoding="utf-8")))
    if lower:
        sys.exit("\n".join(["make mutate: lower than it was", *lower]))


def _printed(url: str, only: str | None) -> list[Trial]:
    done = []
    with tempfile.TemporaryDirectory() as folder:
        models = tested_models(url, Path(folder), only)
    for trial in trials(url, models):
        done.append(trial)
        for name in trial.unreadable:
            print(f"{trial.model.name}: {name} fails without a mutant, and was left out")
        print(*survivors(trial), sep="\n", end="\n" * any(not m.is_killed for m in trial.mutants))
    print(f"{sum(trial.refused_count for trial in done):,} mutants are no SQL, and were left out")
    return done


def _killed(done: Sequence[Trial]) -> tuple[int, int]:
    mutants = [each for trial in done for each in trial.mutants]
    return len(mutants), sum(each.is_killed for each in mutants)


if __name__ == "__main__":
    main()
