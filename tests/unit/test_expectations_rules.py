"""Rules as data: what they say about themselves, and what can be told of them without a server."""

import re
import subprocess
import sys

import pytest

from database.settings import PROJECT_ROOT
from expectations.circumstances import Circumstances
from expectations.market import MARKET_RULES
from expectations.rules import Between, EachRow, LengthBetween, OneOf, Query, Rule, Unique
from expectations.suites import UnknownCheckError, rules

LONGEST_NAME = 63


def rule(**changes: object) -> Rule:
    parts: dict[str, object] = {
        "name": "zones_have_names",
        "table": "market.nec_zones",
        "severity": "error",
        "description": "A zone has a name.",
        "remedy": "Name it.",
        "expect": EachRow("name is not null"),
        "shows": "id, name",
    }
    return Rule(**parts | changes)  # type: ignore[arg-type]


def test_rules_are_documented_and_named_alike_when_listed() -> None:
    names = [each.name for each in rules()]
    assert len(names) == len(set(names))
    for each in rules():
        assert each.name.isidentifier(), each.name
        assert len(each.name) <= LONGEST_NAME, each.name
        assert each.description.endswith("."), each.name
        assert each.remedy.endswith("."), each.name
        assert each.owner, each.name


def test_importing_the_rules_is_cheap_when_nothing_is_run() -> None:
    code = (
        "import sys, expectations.suites, expectations.runner; "
        "print({'great_expectations', 'sqlalchemy', 'pandas'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


def test_rules_are_narrowed_when_schema_or_names_are_given() -> None:
    assert {each.schema for each in rules("ana")} == {"ana"}
    assert len(rules("ana")) + len(rules("market")) + len(rules("core")) == len(rules())
    assert {each.module for each in rules(module="soc")} == {"soc"}
    assert {each.table_name[:4] for each in rules(module="soc")} == {"soc_"}
    assert [each.name for each in rules(names=["prices_exist"])] == ["prices_exist"]
    with pytest.raises(UnknownCheckError, match="prices_exsit"):
        rules(names=["prices_exist", "prices_exsit"])


@pytest.mark.parametrize("table", ["nec_zones", "market.nec_zones"])
def test_rules_of_a_table_are_found_when_named_with_or_without_schema(table: str) -> None:
    assert {each.table for each in rules("market", table=table)} == {"market.nec_zones"}


def test_table_is_refused_when_no_rule_speaks_about_it() -> None:
    with pytest.raises(UnknownCheckError, match=r"market\.nec_prices"):
        rules("market", table="nec_price")


def test_failing_rows_are_asked_for_by_key_when_a_condition_is_tested() -> None:
    assert rule().failing_rows_sql == (
        "select id, name\nfrom market.nec_zones as this\n"
        "where (name is not null) is not true\norder by 1, 2"
    )


def test_tables_read_include_those_in_the_sql_when_a_rule_compares() -> None:
    compared = rule(expect=Query("select 1 from ana.one join market.two on true"), shows="")
    assert compared.tables_read == {"ana.one", "market.two"}
    assert rule().tables_read == {"market.nec_zones"}


@pytest.mark.parametrize(
    ("expect", "shows"), [(Query("select 1"), "id"), (EachRow("true"), ""), (Unique(("id",)), "")]
)
def test_rule_is_refused_when_it_could_not_show_its_rows(expect: object, shows: str) -> None:
    with pytest.raises(ValueError, match="shows"):
        rule(expect=expect, shows=shows)


def test_conditions_accept_an_empty_cell_when_they_speak_of_values() -> None:
    assert Between("a", 1, 2).condition().startswith("a is null or ")
    assert OneOf("a", ("x", "y")).condition() == "a is null or a in ('x', 'y')"
    assert LengthBetween("a", 0, 5).condition() == "a is null or char_length(a) between 0 and 5"


@pytest.mark.parametrize(
    ("depends_on_recency", "page_was_read", "severity"),
    [(True, False, "warning"), (True, True, "error"), (False, False, "error")],
)
def test_severity_is_lowered_when_recency_counts_and_page_was_never_read(
    depends_on_recency: bool, page_was_read: bool, severity: str
) -> None:
    judged = rule(depends_on_recency=depends_on_recency)
    circumstances = Circumstances(None, page_was_read, frozenset(), {}, {})
    assert circumstances.severity_of(judged) == severity


@pytest.mark.parametrize("replica_rule", rules("core"), ids=lambda each: each.name)
def test_changes_that_may_break_a_rule_are_known_when_it_reads_other_tables(
    replica_rule: Rule,
) -> None:
    records = " ".join(each.records for join in replica_rule.joins for each in join.touched)
    known = {f"core.{name}" for name in re.findall(r"\bchanges\.(\w+)", records)}
    assert replica_rule.tables_read - {replica_rule.table} <= known


@pytest.mark.parametrize("documented", MARKET_RULES, ids=lambda each: each.name)
def test_reference_lists_the_check_as_it_is(documented: Rule) -> None:
    page = (PROJECT_ROOT / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")
    recency = ", recency" if documented.depends_on_recency else ""
    severity = f"{documented.severity}{recency}"
    line = f"| `{documented.name}` | {severity} | {documented.description} |"
    _, heading, section = page.partition(f"### `{documented.table}`")
    assert heading, documented.table
    assert line in section.partition("### ")[0].splitlines(), (
        f"docs/reference/checks.md needs: {line}"
    )


def test_reference_lists_no_check_that_is_gone() -> None:
    page = (PROJECT_ROOT / "docs" / "reference" / "checks.md").read_text(encoding="utf-8")
    _, _, section = page.partition("## The checks\n")
    listed = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
    assert listed == [each.name for schema in ("market", "ana") for each in rules(schema)]
