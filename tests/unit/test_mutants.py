"""What a sign of a model can be turned into, and which signs are left as they are."""

import pytest
from sqlglot import parse_one

from tests.mutants import changes_of
from tests.tested_sql import DIALECT


def mutants_of(sql: str) -> set[str]:
    """All that becomes of a query when one of its signs says something else, in lower case."""
    tree = parse_one(sql, dialect=DIALECT)
    found = set()
    for node in list(tree.walk()):
        for change in changes_of(node):
            if change.node is tree:
                found.add(change.other.sql(DIALECT).lower())
            else:
                change.node.replace(change.other)
                found.add(tree.sql(DIALECT).lower())
                change.other.replace(change.node)
    assert tree.sql(DIALECT).lower() == sql
    return found


@pytest.mark.parametrize(
    ("expression", "mutants"),
    [
        ("a < b", {"a <= b"}),
        ("a >= b", {"a > b"}),
        ("a = 'x'", {"a <> 'x'"}),
        ("a is null", {"not a is null"}),
        ("not a is null", {"a is null"}),
        ("a and b", {"a or b"}),
        ("not a in (1, 2)", {"a in (1, 2)"}),
        ("a - 29", {"a + 29", "a - 30"}),
        ("2.5 * a", {"2.5 / a", "3.5 * a"}),
        ("b - interval '7 days'", {"b + interval '7 days'", "b - interval '8 days'"}),
        ("a between 1 and b", {"(a > 1 and a <= b)", "(a >= 1 and a < b)"}),
        ("coalesce(a, b)", {"a"}),
        ("nullif(a, 0)", {"a"}),
        ("min(a)", {"max(a)"}),
        ("count(distinct a)", {"count(a)"}),
        ("count(*) filter(where a > b)", {"count(*) filter(where a >= b)"}),
        ("greatest(a, b)", {"least(a, b)"}),
        ("case when a then 3 end", {"case when a then 4 end"}),
        ("case when a then b else 4 end", {"case when a then b else 5 end"}),
        ("round(a, 2)", set()),
        ("cast(a as decimal(8, 2))", set()),
        ("a = 5", {"a <> 5"}),
        ("split_part(a, 'x < y', 1)", set()),
    ],
)  # fmt: skip
def test_an_expression_becomes(expression: str, mutants: set[str]) -> None:
    assert mutants_of(f"select {expression} from t") == {f"select {m} from t" for m in mutants}


@pytest.mark.parametrize(
    ("clauses", "mutants"),
    [
        ("left join u on t.a = u.a", {"join u on t.a = u.a"}),
        ("join u on t.a = u.a", {"left join u on t.a = u.a"}),
        ("cross join u", set()),
        (
            "join u on t.a = u.a and u.b < t.b",
            {"left join u on t.a = u.a and u.b < t.b", "join u on t.a = u.a and u.b <= t.b"},
        ),
        ("where t.a = u.a", {"where t.a <> u.a"}),
        ("order by a", {"order by a desc nulls last"}),
        ("limit 5", {"limit 6"}),
        ("union select 1", {"union all select 1"}),
        ("union all select 1", set()),
    ],
)
def test_the_rest_of_a_query_becomes(clauses: str, mutants: set[str]) -> None:
    assert mutants_of(f"select a from t {clauses}") == {f"select a from t {m}" for m in mutants}
