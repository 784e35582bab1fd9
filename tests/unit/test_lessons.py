"""Every defect of the first implementation that could be ours has a test that says its id."""

import ast
from collections.abc import Iterator
from pathlib import Path

from database.settings import PROJECT_ROOT

# The register of defects: B building and seeds, R running, M missing, A application, S earlier
# schema.
OF_THE_REGISTER = {
    f"{letter}{number:02}"
    for letter, last in {"B": 17, "R": 32, "M": 5, "A": 7, "S": 6}.items()
    for number in range(1, last + 1)
}
NOT_OURS = {
    "A01": "a mapping of objects that this project does not have",
    "A03": "the feed endpoint of the application; the function of the feed is R18",
    "A04": "segments of activity, which the application computes",
    "A07": "the page of a zone in the application",
    "S02": "a function that is gone; the names of its successors are R05 and R06",
    "S03": "functions that are not part of this schema",
    "S05": "the worker of the application that sends e-mail",
}


def ids_of(decorators: list[ast.expr]) -> Iterator[str]:
    """Yield the ids that `@pytest.mark.lesson(...)` names."""
    for decorator in decorators:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "pytest.mark.lesson":
            for argument in decorator.args:
                assert isinstance(argument, ast.Constant), "ids are written out"
                yield str(argument.value)


def lessons_in(file: Path) -> set[str]:
    """Return the ids that tests of a file say they prove."""
    return {
        each
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for each in ids_of(node.decorator_list)
    }


def test_every_lesson_is_a_test_or_is_not_ours() -> None:
    files = (PROJECT_ROOT / "tests").rglob("test_*.py")
    proven = set().union(*map(lessons_in, files))
    assert proven | NOT_OURS.keys() == OF_THE_REGISTER
    assert proven & NOT_OURS.keys() == set()
