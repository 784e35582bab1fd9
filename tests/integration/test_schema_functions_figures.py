"""Figures of events, businesses and prices; the materialized views."""

import re
from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest

from database.connections import connect
from database.settings import PROJECT_ROOT
from tests.members import Community

NOBODY = "00000000-0000-4000-8000-00000000000f"
REFRESH = "select view_name, duration_ms from refresh_all_materialized_views()"


# F22


@pytest.fixture
def event(community: Community) -> UUID:
    """An event with two kinds of ticket and nobody registered."""
    organizer = community.person()
    event: UUID = community.add(
        "evt_events",
        organizer_type="individual",
        organizer_id=organizer,
        title="Layer conference",
        start_date="2025-06-01",
        end_date="2025-06-02",
        location_type="physical",
    )
    for price in (100, 40):
        community.add("evt_ticket_types", event_id=event, name=str(price), price=price)
    return event


def register(community: Community, event: UUID, status: str, **columns: object) -> UUID:
    return community.add(  # type: ignore[no-any-return]
        "evt_registrations",
        event_id=event,
        profile_id=community.person(),
        rsvp_status="going",
        status=status,
        **columns,
    )


def ticket(community: Community, price: int) -> UUID:
    return community.value("select id from evt_ticket_types where price = %s", price)  # type: ignore[no-any-return]


@pytest.mark.lesson("S04")
def test_s04_parts_of_a_dashboard_do_not_multiply_each_other(
    community: Community, event: UUID
) -> None:
    """Two kinds of ticket, four registrations, three opinions: no figure counts any twice."""
    paid = {"amount_paid": 100, "payment_status": "paid", "ticket_type_id": ticket(community, 100)}
    half = {
        "amount_paid": 40,
        "payment_status": "completed",
        "ticket_type_id": ticket(community, 40),
    }
    register(community, event, "confirmed", **paid)
    first = register(community, event, "confirmed", **half)
    register(community, event, "cancelled", **{**paid, "payment_status": "refunded"})
    register(community, event, "waitlist")
    community.add("evt_checkins", registration_id=first)
    for rating, recommends in ((5, True), (4, True), (None, None), (1, False)):
        community.add(
            "evt_feedback",
            event_id=event,
            attendee_profile_id=community.person(),
            overall_rating=rating,
            would_recommend=recommends,
        )
    found = community.record("select * from get_event_dashboard(%s)", event)
    assert found == {
        "event_id": event,
        "registrations_count": 4,
        "registrations_by_status": {"cancelled": 1, "confirmed": 2, "waitlist": 1},
        "confirmed_count": 2,
        "checked_in_count": 1,
        "attendance_rate_pct": 50,
        "revenue": 140,
        "ticket_revenue": 140,
        "tickets_sold_count": 2,
        "feedback_count": 4,
        "mean_overall_rating": Decimal("3.3"),
        "mean_content_rating": None,
        "mean_speakers_rating": None,
        "mean_organization_rating": None,
        "mean_venue_rating": None,
        "would_recommend_pct": Decimal("66.7"),
        "would_attend_again_pct": None,
    }


def test_who_came_is_counted_once_however_it_was_noted(community: Community, event: UUID) -> None:
    register(community, event, "checked_in")
    register(community, event, "attended", checked_in=True)
    register(community, event, "waitlist", checked_in=True)
    thrice = register(community, event, "confirmed", checked_in=True)
    community.add("evt_checkins", registration_id=thrice)
    session = community.add(
        "evt_sessions",
        event_id=event,
        name="Feed",
        start_time="2025-06-01 10:00+05:30",
        end_time="2025-06-01 11:00+05:30",
    )
    community.add("evt_checkins", registration_id=thrice, session_id=session)
    register(community, event, "no_show")
    found = community.record("select * from get_event_dashboard(%s)", event)
    assert (found["checked_in_count"], found["confirmed_count"]) == (4, 5)
    assert found["attendance_rate_pct"] == 80


def test_an_event_without_anybody_has_zeros_and_no_rates(community: Community, event: UUID) -> None:
    found = community.record("select * from get_event_dashboard(%s)", event)
    assert (found["registrations_by_status"], found["revenue"]) == ({}, 0)
    assert found["registrations_count"] == found["checked_in_count"] == 0
    assert found["attendance_rate_pct"] is found["mean_overall_rating"] is None
    assert community.rows("select * from get_event_dashboard(%s)", NOBODY) == []


# F24


def test_a_business_has_its_figures(community: Community) -> None:
    owner, other, third = community.people(3)
    business = community.business(owner)
    products = [
        community.add(
            "prd_products", seller_id=business, name="Feed", slug=slug, price=10, status=status
        )
        for slug, status in (("a", "published"), ("b", "published"), ("c", "draft"))
    ]
    for product, reviewer, rating, is_approved in (
        (products[0], other, 5, True),
        (products[0], third, 4, True),
        (products[1], other, 4, True),
        (products[1], third, 1, False),
    ):
        community.add(
            "prd_reviews",
            product_id=product,
            reviewer_id=reviewer,
            rating=rating,
            is_approved=is_approved,
        )
    for status in ("published", "draft", "closed"):
        community.add(
            "job_postings",
            employer_type="business",
            employer_id=business,
            posted_by=owner,
            title="Keeper",
            description="Keep hens",
            job_type="full_time",
            location_type="on_site",
            status=status,
        )
    community.follow(other, business, "business")
    community.add("biz_team_members", business_id=business, profile_id=other, role="Keeper")
    community.add(
        "biz_team_members", business_id=business, profile_id=third, role="Keeper", is_active=False
    )
    assert community.record("select * from get_business_stats(%s)", business) == {
        "business_id": business,
        "published_products_count": 2,
        "approved_reviews_count": 3,
        "mean_product_rating": Decimal("4.3"),
        "active_jobs_count": 1,
        "followers_count": 1,
        "team_members_count": 1,
    }


def test_a_new_business_has_zeros_and_no_rating(community: Community) -> None:
    business = community.business(community.person())
    found = community.record("select * from get_business_stats(%s)", business)
    assert found.pop("mean_product_rating") is None
    assert set(found.values()) == {business, 0}
    assert community.rows("select * from get_business_stats(%s)", NOBODY) == []


# F13


@pytest.fixture
def zone(community: Community) -> UUID:
    return community.add(  # type: ignore[no-any-return]
        "nec_zones", name="Namakkal", slug="namakkal", zone_type="production_center"
    )


def price(
    community: Community,
    zone: UUID,
    date: str,
    suggested: int | None = None,
    prevailing: int | None = None,
) -> None:
    community.add(
        "nec_prices",
        zone_id=zone,
        date=date,
        suggested_price=suggested,
        prevailing_price=prevailing,
    )


TREND = (
    "select price_date::text, price_basis, price_inr_per_100_eggs, change_inr_per_100_eggs,"
    " change_pct::float from get_nec_price_trend(%s, 3)"
)


@pytest.mark.lesson("R20")
def test_r20_the_trend_is_that_of_the_suggested_price(community: Community, zone: UUID) -> None:
    price(community, zone, "2025-02-27", 400, 500)
    price(community, zone, "2025-02-28", 410, 400)
    price(community, zone, "2025-03-02", 380, 700)
    assert community.rows(TREND, zone) == [
        ("2025-02-28", "suggested", 410, 10, 2.5),
        ("2025-03-02", "suggested", 380, -30, -7.32),
    ]


@pytest.mark.lesson("R20")
def test_r20_or_of_the_prevailing_price_where_nothing_is_suggested(
    community: Community, zone: UUID
) -> None:
    price(community, zone, "2025-03-01", None, 500)
    price(community, zone, "2025-03-02", 400, None)
    price(community, zone, "2025-03-03", None, 510)
    assert community.rows(TREND, zone) == [
        ("2025-03-01", "prevailing", 500, 0, 0),
        ("2025-03-02", "suggested", 400, 0, 0),
        ("2025-03-03", "prevailing", 510, 10, 2),
    ]


def test_the_last_days_are_those_before_the_last_price_of_all_zones(
    community: Community, zone: UUID
) -> None:
    other = community.add("nec_zones", name="Delhi", slug="delhi", zone_type="consumption_center")
    price(community, zone, "2025-03-01", 400)
    price(community, zone, "2025-03-02", 404)
    price(community, other, "2025-03-04", 500)
    assert [row[0] for row in community.rows(TREND, zone)] == ["2025-03-02"]
    until = TREND.replace(", 3)", ", 3, '2025-03-01')")
    assert [row[0] for row in community.rows(until, zone)] == ["2025-03-01"]


def test_days_without_any_price_are_not_in_the_trend(community: Community, zone: UUID) -> None:
    assert community.rows(TREND, zone) == []
    price(community, zone, "2025-03-01")
    assert community.rows(TREND, zone) == []


# Q11


def refreshed(community: Community, view: str, columns: str) -> list[tuple[object, ...]]:
    community.rows(REFRESH)
    return community.rows(f"select {columns} from {view}")


def test_f4_popular_posts_are_public_ones_of_seven_days(community: Community) -> None:
    author, one, other = community.people(3)
    liked = community.post(author, "liked")
    community.like(liked, one, other)
    shared = community.post(author, "shared")
    community.add("soc_post_shares", post_id=shared, shared_by=one)
    commented = community.post(author, "commented")
    community.add("soc_post_comments", post_id=commented, profile_id=one, content="Yes")
    community.post(author, visibility="connections")
    community.post(author, is_deleted=True)
    community.post(author, created_at=community.value("select now() - interval '8 days'"))
    found = refreshed(community, "mv_popular_posts order by 2 desc", "content, popularity_score")
    assert found == [("shared", 5), ("liked", 4), ("commented", 3)]


def test_f4_the_100_most_popular_posts_are_kept(community: Community) -> None:
    author = community.person()
    best = community.post(author)
    community.like(best, author)
    for _ in range(105):
        community.post(author)
    found = refreshed(community, "mv_popular_posts", "post_id")
    assert len(found) == 100
    assert (best,) in found


def test_f5_trending_resources_are_published_ones_of_30_days(community: Community) -> None:
    author, reader = community.people(2)
    resources = {}
    for slug, status, days in (
        ("viewed", "published", 1),
        ("kept", "published", 29),
        ("old", "published", 31),
        ("draft", "draft", 1),
        ("tomorrow", "published", -1),
    ):
        resources[slug] = community.add(
            "res_resources",
            author_id=author,
            title=slug,
            slug=slug,
            resource_type="guide",
            status=status,
            published_at=community.value("select now() - %s * interval '1 day'", days),
        )
    for _ in range(3):
        community.add("res_views", resource_id=resources["viewed"])
    community.add("res_likes", resource_id=resources["kept"], profile_id=reader)
    community.add("res_bookmarks", resource_id=resources["kept"], profile_id=reader)
    found = refreshed(
        community, "mv_trending_resources order by 2 desc", "slug, trending_score::float"
    )
    assert found == [("kept", 5), ("viewed", 1.5)]


@pytest.mark.lesson("B14")
def test_b14_active_users_are_public_people_seen_in_seven_days(community: Community) -> None:
    now = community.value("select now()")
    week_ago = community.value("select now() - interval '8 days'")
    writer = community.person("Writer", last_active_at=now)
    talker = community.person("Talker", last_active_at=now)
    community.person("Away", last_active_at=week_ago)
    community.person("Hidden", last_active_at=now, is_public=False)
    community.person("New")
    old = community.value("select now() - interval '31 days'")
    for _ in range(3):
        community.post(talker, created_at=old)
    post = community.post(writer)
    for _ in range(2):
        community.add("soc_post_comments", post_id=post, profile_id=talker, content="Yes")
    community.join(writer, talker)
    community.follow(talker, writer)
    found = refreshed(
        community,
        "mv_active_users order by posts_30d_count desc",
        "full_name, posts_30d_count, comments_30d_count, connections_count, followers_count",
    )
    assert found == [("Writer", 1, 0, 1, 1), ("Talker", 0, 2, 1, 0)]


@pytest.mark.lesson("B06")
def test_b06_months_with_only_prevailing_prices_are_kept_and_nothing_is_rounded_away(
    community: Community, zone: UUID
) -> None:
    price(community, zone, "2025-01-30", None, 500)
    price(community, zone, "2025-02-01", 400, 450)
    price(community, zone, "2025-02-02", 401, None)
    price(community, zone, "2025-02-03", 401, None)
    price(community, zone, "2025-02-04")
    found = refreshed(
        community,
        "mv_nec_monthly_averages order by month",
        "year, month, avg_suggested_price::float, avg_prevailing_price::float,"
        " min_suggested_price, max_suggested_price, suggested_days_count,"
        " prevailing_days_count, priced_days_count, first_date::text, last_date::text",
    )
    assert found == [
        (2025, 1, None, 500.0, None, None, 0, 1, 1, "2025-01-30", "2025-01-30"),
        (2025, 2, 400.67, 450.0, 400, 401, 3, 1, 3, "2025-02-01", "2025-02-03"),
    ]


def test_f11_a_month_is_compared_with_the_same_month_of_last_year(
    community: Community, zone: UUID
) -> None:
    price(community, zone, "2023-03-01", 500, 600)
    price(community, zone, "2024-03-01", 400, None)
    price(community, zone, "2024-12-01", 100)
    price(community, zone, "2025-01-01", 300)
    price(community, zone, "2025-03-01", 410, 300)
    found = refreshed(
        community,
        "mv_nec_yoy_comparison order by year, month",
        "year, month, suggested_change::float, suggested_change_pct::float,"
        " prevailing_change::float, prevailing_change_pct::float",
    )
    assert found == [
        (2023, 3, None, None, None, None),
        (2024, 3, -100, -20, None, None),
        (2024, 12, None, None, None, None),
        (2025, 1, None, None, None, None),
        (2025, 3, 10, 2.5, None, None),
    ]


@pytest.mark.lesson("R07", "B05")
def test_r07_all_views_are_refreshed_each_after_those_it_reads(
    community: Community, zone: UUID
) -> None:
    """B05: none is missing, none was dropped with another."""
    price(community, zone, "2025-03-01", 400)
    found = community.rows(REFRESH)
    assert [name for name, _ in found] == [
        "mv_popular_posts",
        "mv_trending_resources",
        "mv_active_users",
        "mv_nec_monthly_averages",
        "mv_nec_yoy_comparison",
    ]
    assert all(duration > 0 for _, duration in found)
    assert community.rows("select year, month from mv_nec_yoy_comparison") == [(2025, 3)]


@pytest.mark.lesson("R07", "B05")
def test_r07_views_are_read_while_they_are_refreshed(
    copy_database: Callable[[str], str], source_template: str
) -> None:
    database = copy_database(source_template)
    with connect(database) as writer, connect(database) as reader:
        reader.execute("set lock_timeout = '2s'")
        writer.execute(REFRESH.encode())
        assert Community(reader).value("select count(*) from mv_popular_posts") == 0


def test_a_view_without_content_is_filled(community: Community) -> None:
    community.run("refresh materialized view mv_popular_posts with no data")
    community.post(community.person(), "first")
    assert refreshed(community, "mv_popular_posts", "content") == [("first",)]


def test_every_view_has_a_unique_index_on_what_its_rows_are(community: Community) -> None:
    without = community.rows(
        "select relname from pg_class c where relkind = 'm' and not exists (select from pg_index"
        " where indrelid = c.oid and indisunique and indpred is null)"
    )
    assert without == []


# All of them


def test_every_function_and_view_says_what_it_is(community: Community) -> None:
    """Functions of the files from 800 on: whoever calls them reads what they give."""
    names = [
        name
        for file in (PROJECT_ROOT / "database" / "schema").glob("8*.sql")
        for name in re.findall(r"create (?:function|materialized view) (\w+)", file.read_text())
    ]
    assert len(names) > 40
    silent = community.rows(
        "select name from unnest(%s::text[]) as name where not exists ("
        " select from pg_proc where proname = name and obj_description(oid, 'pg_proc') <> ''"
        " union all"
        " select from pg_class where relname = name and obj_description(oid, 'pg_class') <> '')",
        names,
    )
    assert silent == []
