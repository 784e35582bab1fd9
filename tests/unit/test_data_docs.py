"""Data Docs: what Great Expectations lays out of recorded results, without asking anything."""

from itertools import cycle
from typing import Any

import pytest
from lxml import html

from database.dictionary import read_dictionary
from expectations.rules import Filled
from expectations.suites import rules
from reporting.quality.data_docs import TableDocs, Typesetter, tables_of
from reporting.quality.health import Modules
from tests.quality_checks import EVIL, NOW, check, rule

MODULES = Modules(read_dictionary())
WORDS = "Every post has `likes_count` likes."
ASKED = {each.name: each for each in rules()}


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return Typesetter()


def docs_of(*checks: Any, **others: Any) -> list[TableDocs]:
    known = {each.check_name: rule(each.check_name, **others) for each in checks}
    return tables_of(checks, known, MODULES)


def laid_out(typesetter: Typesetter, docs: TableDocs) -> html.HtmlElement:
    tree: html.HtmlElement = html.document_fromstring(typesetter.typeset(docs))
    return tree


def said(typesetter: Typesetter, docs: TableDocs) -> list[list[str]]:
    """Return the rows of the tables: what became of an expectation, what it says, what was seen."""
    rows = []
    for row in laid_out(typesetter, docs).iterfind(".//tbody/tr"):
        [status, *cells] = row.iterfind("./td")
        [mark] = status.iterfind(".//i")
        rows.append([mark.get("class"), *(" ".join(each.text_content().split()) for each in cells)])
    return rows


def is_clean(tree: html.HtmlElement) -> bool:
    """Say whether nothing became markup that loads or runs."""
    names = {name for each in tree.iter() for name in each.attrib}
    links = [link for _, _, link, _ in tree.iterlinks() if not link.startswith("#")]
    return next(tree.iter("img", "script"), None) is None and not links and "onerror" not in names


def test_each_result_is_laid_out_with_its_counts(typesetter: Typesetter) -> None:
    failed = check("failed", rows_checked=2000, rows_failing=3)
    held = check("held", "passed", rows_failing=0)
    [docs] = docs_of(failed, held, check("unasked", "skipped"))
    assert said(typesetter, docs) == [
        [
            "fas fa-times text-danger",
            f"failed: {WORDS} 3 unexpected values found. 0.15% of 2000 total rows.",
            "0.15% unexpected",
        ],
        [
            "fas fa-check-circle text-success",
            f"held: {WORDS}",
            "0% unexpected",
        ],
    ]
    assert [each.check_name for each in docs.skipped] == ["unasked"]
    assert docs.bad == [failed]


def test_a_verdict_that_was_not_asked_again_is_told_as_such() -> None:
    [docs] = docs_of(check("a", "passed", skipped_at=NOW, skipped_because="no table"))
    assert [each.check_name for each, _ in docs.results] == ["a"]
    assert [each.skipped_because for each in docs.skipped] == ["no table"]


def test_what_could_not_be_checked_says_why_and_is_no_markup(typesetter: Typesetter) -> None:
    [docs] = docs_of(check("errored", "errored", message=EVIL, rows_checked=None))
    tree = laid_out(typesetter, docs)
    assert is_clean(tree)
    assert "alert(1)" in tree.text_content()
    [[mark, *_]] = said(typesetter, docs)
    assert "fa-exclamation-triangle" in mark


def test_words_of_a_rule_are_shown_as_they_are(typesetter: Typesetter) -> None:
    words = f"At most $price, ${{more}} $$ {EVIL}".replace("\n", " ")
    [docs] = docs_of(check("a"), description=words)
    [[_, shown, _]] = said(typesetter, docs)
    assert " ".join(f"a: {words}".split()) in shown
    assert is_clean(laid_out(typesetter, docs))


def test_values_that_break_a_rule_are_not_shown(typesetter: Typesetter) -> None:
    [docs] = docs_of(check("a", samples=[{"id": 1, "full_name": "Asha"}]))
    assert "Asha" not in typesetter.typeset(docs)


def test_a_rule_about_several_columns_is_one_expectation(typesetter: Typesetter) -> None:
    [docs] = docs_of(check("filled"), expect=Filled(("id", "title")))
    assert len(said(typesetter, docs)) == 1


def test_every_rule_that_is_asked_has_its_place_and_the_same_bytes(typesetter: Typesetter) -> None:
    statuses = cycle(["passed", "failed", "errored"])
    checks = [
        check(each.name, next(statuses), schema_name=each.schema, table_name=each.table_name)
        for each in ASKED.values()
    ]
    found = tables_of(checks, ASKED, MODULES)
    texts = {docs.path: typesetter.typeset(docs) for docs in found}
    for docs in found:
        shown = " ".join(each for _, each, _ in said(typesetter, docs))
        names = {each.check_name for each, _ in docs.results}
        assert {name for name in names if f"{name}:" in shown} == names
    assert sum(len(docs.results) for docs in found) == len(ASKED)
    assert {docs.path: typesetter.typeset(docs) for docs in found} == texts
    assert len(texts) == len({each.table for each in ASKED.values()})


def test_tables_where_something_fails_come_first_and_other_tools_have_no_page() -> None:
    checks = [
        check("a", "passed", table_name="alpha"),
        check("b", table_name="beta"),
        check("c", tool="dbt", table_name="gamma"),
    ]
    assert [each.table for each in docs_of(*checks)] == ["core.beta", "core.alpha"]
