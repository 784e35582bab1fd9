"""Signs that a unit test watches are told from those that none does, and the floor holds."""

from tests.mutate import counts_of, fallen, percent, survivors
from tests.mutation_check import Model, Trial, tried

# What dbt runs for a unit test: posts made up, the model, and the rows that must come out.
MODEL = """
popular as (
    select post_id, likes_count + 3 * comments_count as score
    from __dbt__cte__posts
    where likes_count > 10 and age_days <= 7
)
select post_id, score from popular
"""
STATEMENT = """
-- Build actual result given inputs
with dbt_internal_unit_test_actual as (
  select "post_id","score", 'actual' as "actual_or_expected"
  from (
    with __dbt__cte__posts as (
-- Fixture for posts
select cast(post_id as integer) as post_id, likes_count, comments_count, age_days
from (values {posts}) as given (post_id, likes_count, comments_count, age_days)
), {model}
  ) _dbt_internal_unit_test_actual
),
-- Build expected result
dbt_internal_unit_test_expected as (
  select "post_id", "score", 'expected' as "actual_or_expected"
  from (
select cast(post_id as integer) as post_id, cast(score as integer) as score
from (values {expected}) as expected (post_id, score)
  ) _dbt_internal_unit_test_expected
)
-- Union actual and expected results
select * from dbt_internal_unit_test_actual
union all
select * from dbt_internal_unit_test_expected
"""
BORDER_OF_LIKES = STATEMENT.format(
    posts="(1, 10, 2, 1), (2, 11, 2, 1)", model=MODEL, expected="(2, 17)"
)
BORDER_OF_AGE = STATEMENT.format(
    posts="(1, 11, 0, 7), (2, 11, 0, 8)", model=MODEL, expected="(1, 11)"
)


def trial_of(url: str, **statements: str) -> Trial:
    return tried(url, Model("ana_popular", "feed", statements))


def alive(trial: Trial) -> set[tuple[str, str]]:
    return {(each.site.sign, each.instead) for each in trial.mutants if not each.is_killed}


def test_what_no_unit_test_watches_survives(worker_warehouse: str) -> None:
    trial = trial_of(worker_warehouse, likes=BORDER_OF_LIKES)
    assert alive(trial) == {("<=", "<"), ("7", "8")}
    assert survivors(trial) == [
        "ana_popular.popular: likes_count > 10 and age_days <= 7  [<= -> <]",
        "ana_popular.popular: likes_count > 10 and age_days <= 7  [7 -> 8]",
    ]


def test_a_mutant_is_killed_by_any_unit_test_of_its_model(worker_warehouse: str) -> None:
    assert alive(trial_of(worker_warehouse, age=BORDER_OF_AGE)) > {(">", ">="), ("3", "4")}
    assert alive(trial_of(worker_warehouse, age=BORDER_OF_AGE, likes=BORDER_OF_LIKES)) == set()


def test_a_mutant_that_is_no_sql_is_not_counted(worker_warehouse: str) -> None:
    model = MODEL.replace("age_days <= 7", "date '2026-01-09' - date '2026-01-02' >= age_days")
    trial = trial_of(worker_warehouse, likes=STATEMENT.format(
        posts="(1, 10, 2, 1), (2, 11, 2, 1)", model=model, expected="(2, 17)"
    ))  # fmt: skip
    assert trial.refused_count == 1
    assert alive(trial) == {(">=", ">")}


def test_a_unit_test_that_fails_by_itself_kills_nothing(worker_warehouse: str) -> None:
    broken = BORDER_OF_LIKES.replace("(2, 17)", "(2, 18)")
    assert trial_of(worker_warehouse, likes=broken).unreadable == ["likes"]
    assert trial_of(worker_warehouse, likes=broken).mutants == []


def test_a_rule_has_a_test_when_one_of_its_mutants_is_killed(worker_warehouse: str) -> None:
    counts = counts_of([trial_of(worker_warehouse, age=BORDER_OF_AGE)])
    mutants, killed = counts["mutants killed"]
    assert counts["mutants of feed killed"] == (mutants, killed)
    assert counts["ana models with a unit test"] == (1, 1)
    # Six signs: +, 3, *, >, 10, <=, 7 and the "and" between them.
    assert counts["rules of ana models with a unit test"] == (8, killed)


def test_a_figure_that_falls_is_named() -> None:
    found = percent({"mutants killed": (3, 2), "mutants of feed killed": (0, 0)})
    assert found == {"mutants killed": 66.6, "mutants of feed killed": 0.0}
    assert fallen(found, {"mutants killed": 66.6}) == []
    assert fallen(found, {"mutants killed": 66.7, "mutants of trust killed": 50.0}) == [
        "mutants killed: 66.6, was 66.7",
        "mutants of trust killed: none, was 50.0",
    ]
