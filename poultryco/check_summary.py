"""How `poultryco check` shows checks and results on a terminal. Nothing is run here."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import indent

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from database.check_results import CheckResult
from expectations.rules import Rule

ROWS_SHOWN = 5
STYLES = {"error": "bold red", "warning": "yellow", "passed": "green", "skipped": "dim"}
STATUSES = ("passed", "warning", "error", "skipped")


def rules_by_table(rules: Iterable[Rule]) -> Iterator[RenderableType]:
    """Yield for each table its checks, with severity and what they assert."""
    for name, of_table in groupby(rules, key=lambda rule: rule.table):
        table = _table(name, "check", "severity", "asserts")
        for rule in of_table:
            table.add_row(rule.name, _severity(rule.severity), Text(rule.description))
        yield table


def explanation(rule: Rule) -> Group:
    """Return all there is to know about a check, with SQL that shows what breaks it."""
    facts = {
        "check": rule.name,
        "table": rule.table,
        "severity": rule.severity + _severity_note(rule),
        "owner": rule.owner,
        "kind": rule.kind,
        "comes from": rule.origin,
        "asserts": rule.description,
        "to do": rule.remedy,
    }
    return Group(
        _facts(facts), Text("\nSQL of the rows that break it:\n"), _indented(rule.failing_rows_sql)
    )


def _severity_note(rule: Rule) -> str:
    return "; warning until the live page has been read once" if rule.depends_on_recency else ""


def result_lines(
    results: Sequence[CheckResult], rules: Mapping[str, Rule], *, show_all: bool = False
) -> Iterator[RenderableType]:
    """Yield what to print: counts by table, all results if asked for, then each that is bad."""
    yield from _all_results(results) if show_all else [_counts(results)]
    skipped = Counter(result.message for result in results if result.status == "skipped")
    for message, count in skipped.items():
        yield Text(f"{count} {'check' if count == 1 else 'checks'} {message}", style="dim")
    for result in results:
        if result.is_bad:
            yield _failure(result, rules[result.check_name])
    yield _verdict(results)


def _all_results(results: Iterable[CheckResult]) -> Iterator[Table]:
    for name, of_table in groupby(results, key=_table_of):
        table = _table(name, "check", "result", "rows", "breaking", "seconds")
        for result in of_table:
            table.add_row(
                result.check_name,
                _severity(_outcome(result)),
                _number(result.rows_checked),
                _number(result.rows_failing),
                f"{result.seconds:.3f}",
            )
        yield table


def _table(title: str, *headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold")
    for heading in headings:
        is_number = heading in ("rows", "breaking", "seconds")
        table.add_column(
            heading, justify="right" if is_number else "left", no_wrap=heading != "asserts"
        )
    return table


def _counts(results: Sequence[CheckResult]) -> Table:
    table = Table("table", box=box.SIMPLE_HEAD)
    for heading in (*STATUSES, "seconds"):
        table.add_column(heading, justify="right")
    for name, group in groupby(sorted(results, key=_table_of), key=_table_of):
        of_table = list(group)
        counts = Counter(map(_outcome, of_table))
        table.add_row(
            name,
            *(
                Text(str(counts[each]), style=STYLES[each] if counts[each] else "dim")
                for each in STATUSES
            ),
            f"{sum(result.seconds for result in of_table):.2f}",
        )
    return table


def _failure(result: CheckResult, rule: Rule) -> Group:
    title = Text.assemble(
        (_outcome(result), STYLES[result.severity]), f"  {result.check_name}", f"  {rule.table}"
    )
    parts: list[RenderableType] = [Text(), title]
    parts += [_facts({"asserts": rule.description, "found": result.message, "to do": rule.remedy})]
    if result.samples:
        parts.append(Padding(_samples(result), (0, 0, 0, 2)))
    parts.append(_indented(result.query))
    return Group(*parts)


def _samples(result: CheckResult) -> Table:
    shown = result.samples[:ROWS_SHOWN]
    table = Table(*shown[0], box=box.SIMPLE_HEAD)
    for row in shown:
        table.add_row(*("" if value is None else Text(str(value)) for value in row.values()))
    if (result.rows_failing or 0) > len(shown):
        table.caption = f"the first {len(shown)} of {result.rows_failing:,}; the SQL shows all"
    return table


def _verdict(results: Sequence[CheckResult]) -> Text:
    counts = Counter(map(_outcome, results))
    words = [_counted(counts[each], each) for each in STATUSES if counts[each]]
    worst = next((each for each in ("error", "warning", "skipped") if counts[each]), "passed")
    return Text(f"\n{len(results)} checks: {', '.join(words)}", style=STYLES[worst])


def _counted(count: int, outcome: str) -> str:
    is_noun = outcome in ("warning", "error")
    return f"{count} {outcome}{'s' if is_noun and count > 1 else ''}"


def _outcome(result: CheckResult) -> str:
    return result.severity if result.is_bad else result.status


def _table_of(result: CheckResult) -> str:
    return f"{result.schema_name}.{result.table_name}"


def _severity(word: str) -> Text:
    return Text(word, style=STYLES[word])


def _number(count: int | None) -> str:
    return "" if count is None else f"{count:,}"


def _facts(facts: Mapping[str, str]) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        table.add_row(Text(f"  {name}", style="dim"), Text(value))
    return table


def _indented(sql: str) -> Text:
    return Text(indent(sql, "    "), style="cyan", no_wrap=True, overflow="ignore")
