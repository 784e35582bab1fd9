"""Of which counters change records tell how they and their rows moved."""

from database.settings import PROJECT_ROOT
from expectations.suites import rules

CHECKS_PAGE = PROJECT_ROOT / "docs" / "reference" / "checks.md"
COUNTERS = {rule.name: rule.touched for rule in rules("core") if rule.kind == "counter"}


def test_records_tell_of_what_members_do_most() -> None:
    told = {name for name, touched in COUNTERS.items() if touched is not None}
    assert told >= {
        "soc_posts_likes_count_is_exact",
        "soc_posts_comments_count_is_exact",
        "soc_posts_views_count_is_exact",
        "usr_stats_likes_given_count_is_exact",
        "usr_stats_likes_received_count_is_exact",
        "usr_stats_profile_views_count_is_exact",
    }


def test_records_do_not_tell_of_averages_nor_of_what_counts_by_what_stands_beside() -> None:
    assert COUNTERS["prd_products_rating_avg_is_exact"] is None
    assert COUNTERS["msg_participants_unread_count_is_exact"] is None
    assert COUNTERS["cms_tags_post_count_is_exact"] is None


def test_records_do_not_tell_by_columns_that_they_do_not_keep() -> None:
    assert COUNTERS["prd_products_likes_count_is_exact"] is None


def test_the_page_says_of_how_many_records_tell() -> None:
    told = sum(touched is not None for touched in COUNTERS.values())
    text = " ".join(CHECKS_PAGE.read_text(encoding="utf-8").split())
    assert f"{told} of the {len(COUNTERS)} counters" in text
