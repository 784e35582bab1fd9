"""Data Docs of Great Expectations: the newest result of each of its rules, a page a table.

Great Expectations lays the results out; they are the recorded ones, so nothing is asked again and
no value that broke a rule gets into a page. Its own pages load styles and scripts from five hosts
and a picture that tells who looks: what it makes of a table stands in the frame of our pages.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from expectations.rules import TOOL, Rule
from reporting.formats import file_name
from reporting.quality.health import Modules
from reporting.results import Check

if TYPE_CHECKING:
    from great_expectations.core.expectation_validation_result import (
        ExpectationSuiteValidationResult,
    )

# What Great Expectations says first repeats the heading, and links to a page of another site.
LAYOUT = """
{%- for section in sections[1:] %}{% set section_loop = loop %}{% include 'section.j2' %}
{% endfor %}"""


@dataclass(frozen=True, slots=True)
class TableDocs:
    """What was found about a table. Key: table.

    Attributes:
        table: The table with its schema.
        module: Key of the module that its checks belong to.
        results: The newest verdict on each of its rules, with the rule.
        skipped: Rules that were not asked last time, or never.
    """

    table: str
    module: str
    results: tuple[tuple[Check, Rule], ...]
    skipped: tuple[Check, ...]

    @property
    def path(self) -> str:
        """Its page, from the folder of the report."""
        return docs_path(self.table)

    @property
    def bad(self) -> list[Check]:
        """The checks that are not as they should be."""
        return [check for check, _ in self.results if check.is_bad]

    @property
    def checked_at(self) -> datetime | None:
        """When the newest of its rules was asked."""
        return max((check.checked_at for check, _ in self.results), default=None)


def docs_path(table: str) -> str:
    """Return the page of a table, given with its schema, from the folder of the report."""
    return f"data_docs/{file_name(table)}.html"


def tables_of(
    checks: Iterable[Check], known: Mapping[str, Rule], modules: Modules
) -> list[TableDocs]:
    """Return the tables that Great Expectations has looked at: failing ones first, then by name.

    Args:
        checks: The newest results, those of other tools too.
        known: The rule of each check of Great Expectations.
        modules: To find the module of a table.
    """
    by_table: dict[str, list[Check]] = {}
    for check in checks:
        if check.tool == TOOL:
            by_table.setdefault(check.table, []).append(check)
    found = [
        TableDocs(
            table,
            modules.key_of(each[0]),
            tuple((check, known[check.check_name]) for check in each if check.status != "skipped"),
            tuple(check for check in each if check.outcome == "skipped"),
        )
        for table, each in by_table.items()
    ]
    return sorted(found, key=lambda docs: (not docs.bad, docs.table))


class Typesetter:
    """Lays results out as Great Expectations does; making one imports it, which takes seconds."""

    def __init__(self) -> None:
        # First of all: it keeps Great Expectations quiet while that is imported.
        from expectations.bridge import one_expectation_of

        # isort: split
        from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer
        from great_expectations.render.view.view import DefaultJinjaSectionView

        engine = DefaultJinjaSectionView().env
        # With a number drawn at random, the same results would never give the same page.
        engine.filters["generate_html_element_uuid"] = lambda prefix: prefix
        self._expectation_of = one_expectation_of
        self._renderer = ValidationResultsPageRenderer()
        self._layout = engine.from_string(LAYOUT)

    def typeset(self, docs: TableDocs) -> Markup:
        """Return the sections of a table: its rules by what they are about, each with its result.

        Names and descriptions come escaped.
        """
        document = self._renderer.render(self._validation(docs)).to_json_dict()
        return Markup(self._layout.render(document))  # noqa: S704 (the view escapes)

    def _validation(self, docs: TableDocs) -> "ExpectationSuiteValidationResult":
        from great_expectations.core.expectation_validation_result import (
            ExpectationSuiteValidationResult,
        )

        return ExpectationSuiteValidationResult(
            success=not docs.bad,
            results=[self._result(check, rule) for check, rule in docs.results],
            suite_name=docs.table,
            suite_parameters={},
            # Shown in the section that is left out.
            statistics={},
            meta={},
        )

    def _result(self, check: Check, rule: Rule) -> Any:  # noqa: ANN401 (as above)
        from great_expectations.core.expectation_validation_result import (
            ExpectationValidationResult,
        )

        expectation = self._expectation_of(rule)
        # Taken for markup as it stands.
        expectation.description = str(escape(f"{rule.name}: {rule.description}"))
        is_errored = check.status == "errored"
        return ExpectationValidationResult(
            success=check.status == "passed",
            expectation_config=expectation.configuration,
            result={} if is_errored else counts_of(check),
            meta={},
            exception_info={
                "raised_exception": is_errored,
                "exception_message": check.message if is_errored else None,
                "exception_traceback": "",
            },
        )


def counts_of(check: Check) -> dict[str, Any]:
    """Return a check's counts under the names of Great Expectations, and no values."""
    checked, failing = check.rows_checked or 0, check.rows_failing or 0
    share = 100.0 * failing / checked if checked else 0.0
    return {
        "element_count": checked,
        "unexpected_count": failing,
        "unexpected_percent": share,
        "unexpected_percent_nonmissing": share,
    }
