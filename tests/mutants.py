"""Do the unit tests of the models notice a wrong rule? `make mutate` turns signs around and counts.

A mutant is a model with one comparison, operator or function replaced by another. One that every
unit test of its model passes has survived: either nothing depends on that sign, or a rule has no
test. Survivors are printed with their line, so that somebody can look.
"""

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from database.bring_up import warehouse_url
from database.settings import PROJECT_ROOT, Settings
from tests.dbt_project import dbt_on

MODELS = PROJECT_ROOT / "dbt_project" / "models"
# What is said, and what is said instead.
OPPOSITES = {
    " < ": " <= ",
    " <= ": " < ",
    " > ": " >= ",
    " >= ": " > ",
    " = ": " <> ",
    " <> ": " = ",
    " + ": " - ",
    " - ": " + ",
    " * ": " / ",
    " and ": " or ",
    "min(": "max(",
    "max(": "min(",
    "greatest(": "least(",
    "least(": "greatest(",
    "sum(": "max(",
    " not in ": " in ",
    " is null": " is not null",
    " is not null": " is null",
    " desc": "",
    "left join": "inner join",
}
SIGNS = re.compile("|".join(re.escape(sign) for sign in sorted(OPPOSITES, key=len, reverse=True)))
JINJA = re.compile(r"\{[{%#].*?[%#}]\}|--[^\n]*|'[^']*'", re.DOTALL)
# A join on other keys makes no figure that anybody would take for right.
JOINED = re.compile(r"^\s*(on|inner join|and \w+\.\w+_id = )\b")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A model with one sign replaced.

    Attributes:
        file: The model, from the folder of models.
        start: Where the sign begins.
        sign: What stands there.
    """

    file: Path
    start: int
    sign: str

    def applied_to(self, text: str) -> str:
        """Return the model's text with the other sign."""
        return text[: self.start] + OPPOSITES[self.sign] + text[self.start + len(self.sign) :]


def mutants_of(file: Path) -> Iterator[Mutant]:
    """Yield every mutant of a model; templates, comments and texts are left alone."""
    text = (MODELS / file).read_text(encoding="utf-8")
    masked = JINJA.sub(lambda found: "\0" * len(found[0]), text)
    for found in SIGNS.finditer(masked):
        line = masked[masked.rfind("\n", 0, found.start()) + 1 : found.end()]
        if not JOINED.match(line):
            yield Mutant(file, found.start(), found[0])


def tested_models() -> list[Path]:
    """Return the models of `ana` and `intermediate`, from the folder of models."""
    return sorted(
        file.relative_to(MODELS)
        for layer in ("ana", "intermediate")
        for file in (MODELS / layer).rglob("*.sql")
    )


def survivors(url: str, mutants: list[Mutant]) -> Iterator[Mutant]:
    """Yield those mutants that all unit tests of their model pass.

    Args:
        url: A warehouse in which the parents of the models are built.
        mutants: What to try.
    """
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "dbt_project"
        shutil.copytree(
            PROJECT_ROOT / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs")
        )
        for number, mutant in enumerate(mutants, start=1):
            file = project / "models" / mutant.file
            before = file.read_text(encoding="utf-8")
            file.write_text(mutant.applied_to(before), encoding="utf-8")
            if _passes(url, project, mutant.file.stem):
                yield mutant
            file.write_text(before, encoding="utf-8")
            print(f"\r{number} of {len(mutants)}", end="", file=sys.stderr, flush=True)


def _passes(url: str, project: Path, model: str) -> bool:
    try:
        with (
            redirect_stdout(None),
            dbt_on(url, project / "target", DBT_PROJECT_DIR=str(project)) as dbt,
        ):
            dbt("test", "--select", f"{model},test_type:unit")
    except AssertionError:
        return False
    return True


def main() -> None:
    """Print how many mutants the unit tests kill, and which they let live."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=60, help="how many mutants to try (60)")
    parser.add_argument("--seed", type=int, default=1, help="which ones; the same seed, the same")
    parser.add_argument("--model", help="only mutants of this model, all of them")
    wishes = parser.parse_args()
    mutants = [each for file in tested_models() for each in mutants_of(file)]
    if wishes.model:
        chosen = [each for each in mutants if each.file.stem == wishes.model]
    else:
        numbers = random.Random(wishes.seed)  # noqa: S311 - chooses, hides nothing
        chosen = numbers.sample(mutants, min(wishes.most, len(mutants)))
    url = warehouse_url(Settings())
    alive = []
    for mutant in survivors(url, chosen):
        text = (MODELS / mutant.file).read_text(encoding="utf-8")
        line = text.count("\n", 0, mutant.start) + 1
        alive.append(f"{mutant.file}:{line}: '{mutant.sign}' could be '{OPPOSITES[mutant.sign]}'")
    print(*alive, sep="\n")
    killed = len(chosen) - len(alive)
    print(f"{killed} of {len(chosen)} mutants noticed, of {len(mutants)} there could be")


if __name__ == "__main__":
    main()
