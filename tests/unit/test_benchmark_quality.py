"""What of the rules dbt is asked in the benchmark of the checks."""

from benchmarks import quality_dbt
from expectations.suites import rules


def test_dbt_is_asked_what_the_rules_ask_when_it_has_a_test_for_it() -> None:
    sampled = quality_dbt.sample(rules("core"))
    assert {rule.kind for rule in sampled} == {
        "allowed value",
        "foreign key",
        "required column",
        "unique key",
    }
    by_name = {rule.name: rule for rule in sampled}
    asked = [by_name[name] for name in ("ck_soc_posts_post_type", "fk_soc_post_likes_post_id")]
    tests = quality_dbt.tests_of(asked)
    [accepted] = tests["soc_posts"]["post_type"]
    assert "poll" in accepted["accepted_values"]["arguments"]["values"]
    assert tests["soc_post_likes"]["post_id"] == [
        {"relationships": {"arguments": {"to": "source('core', 'soc_posts')", "field": "id"}}}
    ]


def test_dbt_is_not_asked_when_it_has_no_test_of_its_own() -> None:
    counters = [rule for rule in rules("core") if rule.kind == "counter"]
    assert counters
    assert quality_dbt.tests_of(counters) == {}
