"""Figures about a person, and what a person is told."""

import csv
import re
from typing import Any
from uuid import UUID

import psycopg
import pytest

from database.seeding import SEEDS
from tests.members import Community

NOBODY = "00000000-0000-4000-8000-00000000000f"


@pytest.fixture
def me(community: Community) -> UUID:
    return community.person("Asha")


# F9


@pytest.mark.lesson("R13")
@pytest.mark.parametrize(
    ("why", "jobs", "years"),
    [
        ("no job", [], 0),
        ("eleven months", [("2015-01-01", "2015-11-30")], 0),
        ("a year to the day", [("2015-01-01", "2015-12-31")], 1),
        ("the present one", [("2015-06-30", None)], 9),
        ("months of two jobs", [("2010-01-01", "2010-06-30"), ("2012-01-01", "2012-06-30")], 1),
        ("one within another", [("2010-01-01", "2019-12-31"), ("2012-01-01", "2014-12-31")], 10),
        ("two that overlap", [("2010-01-01", "2014-12-31"), ("2013-01-01", "2015-12-31")], 6),
        ("the same twice", [("2010-01-01", "2011-12-31")] * 2, 2),
        ("one after the other", [("2010-01-01", "2010-06-15"), ("2010-06-16", "2010-12-31")], 1),
        ("an end in the future", [("2020-01-01", "2099-12-31")], 5),
        ("a start in the future", [("2099-01-01", None)], 0),
        ("over a leap day", [("2020-02-29", "2021-02-27")], 0),
    ],
)
def test_r13_time_with_several_jobs_counts_once(
    community: Community, me: UUID, why: str, jobs: list[tuple[str, str | None]], years: int
) -> None:
    for start, end in jobs:
        community.job(me, start, end)
    query = "select calculate_total_experience(%s, '2025-06-01')"
    assert community.value(query, me) == years, why


def test_a_past_job_whose_end_nobody_knows_adds_nothing(community: Community, me: UUID) -> None:
    community.job(me, "2000-01-01", None, is_current=False)
    assert community.value("select calculate_total_experience(%s)", me) == 0


# R04: the row of totals, engagement


@pytest.mark.lesson("R04")
def test_r04_every_person_has_a_row_of_totals_that_triggers_keep(
    community: Community, me: UUID
) -> None:
    community.post(me)
    assert community.value("select posts_count from usr_stats") == 1


def test_engagement_is_what_a_person_does_and_gets(community: Community, me: UUID) -> None:
    one, other = community.people(2)
    post, second, trashed = community.post(me), community.post(me), community.post(me)
    for liked in (post, trashed):
        community.like(liked, one, other)
    community.like(community.post(one), me)
    community.add("soc_post_comments", post_id=post, profile_id=one, content="Yes")
    community.add("soc_post_comments", post_id=second, profile_id=me, content="No")
    community.add("soc_post_shares", post_id=post, shared_by=one)
    for _ in range(10):
        community.add("soc_post_views", post_id=post)
    community.run("update soc_posts set is_deleted = true where id = %s", trashed)
    community.join(me, one)
    community.follow(other, me)
    found = community.record("select * from get_user_engagement_stats(%s)", me)
    assert {name: found[name] for name in found if name != "profile_id"} == {
        "posts_count": 2,
        "comments_count": 1,
        "likes_given_count": 1,
        "likes_received_count": 2,
        "comments_received_count": 2,
        "shares_received_count": 1,
        "views_received_count": 10,
        "engagement_score": 13,
        "average_engagement_score": 6.5,
        "engagement_rate_pct": 50,
        "connections_count": 1,
        "followers_count": 1,
        "following_count": 0,
        "profile_views_count": 0,
    }


def test_engagement_without_posts_has_no_rates(community: Community, me: UUID) -> None:
    found = community.record("select * from get_user_engagement_stats(%s)", me)
    assert found["engagement_score"] == 0
    assert found["average_engagement_score"] is found["engagement_rate_pct"] is None
    assert community.rows("select * from get_user_engagement_stats(%s)", NOBODY) == []


# F23


def test_f23_a_day_is_recorded_from_what_happened_on_it(community: Community, me: UUID) -> None:
    friend = community.person()
    within = community.value("select date_trunc('day', now()) - interval '1 second'")
    before = community.value("select %s::timestamptz - interval '1 day'", within)
    after = community.value("select date_trunc('day', now())")
    for when in (before, within, within, after):
        post = community.post(me, created_at=when)
        community.add("ana_profile_views", viewed_type="individual", viewed_id=me, created_at=when)
        community.add("usr_search_appearances", profile_id=me, appeared_at=when)
        community.add("soc_post_views", post_id=post, created_at=when)
        community.add("soc_post_likes", post_id=post, profile_id=friend, created_at=when)
        community.add("soc_post_shares", post_id=post, shared_by=friend, created_at=when)
        community.add(
            "soc_post_comments", post_id=post, profile_id=me, content="Yes", created_at=when
        )
        other = community.person()
        first, second = sorted((me, other))
        community.add(
            "soc_connections",
            profile_id_1=first,
            profile_id_2=second,
            requested_by=me,
            status="accepted",
            requested_at=before,
            responded_at=when,
        )
        community.add(
            "soc_follows",
            follower_type="individual",
            follower_id=other,
            following_type="individual",
            following_id=me,
            created_at=when,
        )
    record = "select record_engagement_day((now() at time zone 'UTC')::date - 1)"
    assert community.value(record) == 3
    mine = "from usr_engagement_analytics where profile_id = %s"
    found = community.record(f"select * {mine}", me)
    kinds = {
        "profile_views": 2,
        "search_appearances": 2,
        "post_impressions": 2,
        "post_engagements": 6,
        "new_connections": 2,
        "new_followers": 2,
        "posts_created": 2,
        "comments_made": 2,
    }
    assert {name: found[name] for name in kinds} == kinds

    assert community.value(record) == 3
    assert community.value(f"select id {mine}", me) == found["id"]
    community.run("delete from soc_follows")
    community.run("delete from soc_connections")
    assert community.value(record) == 1
    assert community.value(f"select new_followers {mine}", me) == 0


@pytest.mark.parametrize("days", [0, -1, 181])
def test_a_day_that_is_not_over_or_too_old_is_refused(
    community: Community, me: UUID, days: int
) -> None:
    assert me
    with pytest.raises(psycopg.errors.DatetimeFieldOverflow, match="cannot be recorded"):
        community.rows(
            "select record_engagement_day((now() at time zone 'UTC')::date - %s::integer)", days
        )


@pytest.mark.lesson("R05")
def test_r05_analytics_are_sums_of_the_days_recorded(community: Community, me: UUID) -> None:
    for date, views in (("2025-03-01", 100), ("2025-03-02", 4), ("2025-03-30", 7)):
        community.add(
            "usr_engagement_analytics",
            profile_id=me,
            date=date,
            profile_views=views,
            search_appearances=1,
            new_connections=2,
            new_followers=3,
            posts_created=1,
        )
    found = community.record("select * from get_profile_analytics(%s, 30, '2025-03-31')", me)
    assert found == {
        "days_recorded": 2,
        "profile_views": 11,
        "search_appearances": 2,
        "post_impressions": 0,
        "post_engagements": 0,
        "new_connections": 4,
        "new_followers": 6,
        "posts_created": 2,
        "comments_made": 0,
        "mean_daily_profile_views": 5.5,
    }


@pytest.mark.lesson("R05")
def test_r05_a_person_without_days_has_zeros_and_no_mean(community: Community, me: UUID) -> None:
    found = community.record("select * from get_profile_analytics(%s)", me)
    assert found.pop("mean_daily_profile_views") is None
    assert set(found.values()) == {0}


# Q10, Q18: notifications


@pytest.fixture
def kind(community: Community) -> str:
    """A kind that goes to phone and inbox unless the person says otherwise."""
    community.add(
        "ref_notification_types",
        name="Connection Request",
        slug="connection-request",
        priority=2,
        template="{{actor_name}} wants to connect with you",
        action_url_pattern="/people/{{ actor_slug }}",
        is_push=True,
        is_email=True,
    )
    return "connection-request"


VALUES = '{"actor_name": "Ravi \\\\1", "actor_slug": "ravi"}'


def notify(community: Community, recipient: UUID, kind: str, **more: object) -> UUID | None:
    given = "".join(f", {name} => %s" for name in more)
    return community.value(  # type: ignore[no-any-return]
        f"select create_notification(%s, %s, '{VALUES}'{given})", recipient, kind, *more.values()
    )


def ways(community: Community) -> set[str]:
    return {way for (way,) in community.rows("select delivery_method from ntf_queue")}


def test_a_notification_is_made_from_its_kind(community: Community, me: UUID, kind: str) -> None:
    actor = community.person()
    notification = notify(
        community,
        me,
        kind,
        actor_type="individual",
        actor_id=actor,
        action_type="individual",
        action_id=actor,
    )
    found = community.record("select * from ntf_notifications")
    assert found["id"] == notification
    assert (found["recipient_id"], found["actor_id"], found["action_id"]) == (me, actor, actor)
    assert found["title"] == "Connection Request"
    assert found["message"] == "Ravi \\1 wants to connect with you"
    assert found["action_url"] == "/people/ravi"
    assert (found["priority"], found["is_read"]) == ("high", False)
    assert ways(community) == {"push", "email"}


def test_texts_of_the_template_and_of_the_caller_go_first(
    community: Community, me: UUID, kind: str
) -> None:
    community.add(
        "ntf_templates",
        name="request",
        notification_type_id=community.value("select id from ref_notification_types"),
        title_template="From {{actor_name}}",
        message_template="Answer {{actor_name}}",
    )
    texts = "select title, message from ntf_notifications"
    notify(community, me, kind)
    assert community.rows(texts) == [("From Ravi \\1", "Answer Ravi \\1")]
    community.run("delete from ntf_notifications")
    notify(community, me, kind, title="Mine", message="And {{this}}")
    assert community.rows(texts) == [("Mine", "And {{this}}")]


def test_a_missing_value_is_said(community: Community, me: UUID, kind: str) -> None:
    with pytest.raises(psycopg.errors.NullValueNotAllowed) as refused:
        community.rows('select create_notification(%s, %s, \'{"actor_name": "R"}\')', me, kind)
    assert "actor_slug" in str(refused.value)


def test_an_unknown_kind_is_refused(community: Community, me: UUID) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="no kind of notification"):
        notify(community, me, "no-such-kind")


def test_all_kinds_of_the_reference_data_can_be_told(community: Community, me: UUID) -> None:
    """Q18: the 13 kinds, with the values that their texts name."""
    with (SEEDS / "ref_notification_types.csv").open(encoding="utf-8") as file:
        kinds = list(csv.DictReader(file))
    assert len(kinds) == 13
    for each in kinds:
        columns: dict[str, Any] = {name: value or None for name, value in each.items()}
        community.add("ref_notification_types", **columns)
        names = re.findall(r"{{(\w+)}}", f"{each['template']} {each['action_url_pattern']}")
        community.value(
            "select create_notification(%s, %s, jsonb_object(%s))",
            me,
            each["slug"],
            [part for name in names for part in (name, "x")],
        )
    assert community.value("select count(*) from ntf_notifications") == 13
    queued = community.rows("select delivery_method, count(*) from ntf_queue group by 1 order by 1")
    assert queued == [
        (method, sum(each[f"is_{method}"] == "true" for each in kinds))
        for method in ("email", "push")
    ]


REQUEST = '{"connection-request": {"%s": %s}}'

WISHES: dict[str, tuple[str, dict[str, object] | None, set[str]]] = {
    "no row of wishes": ("", None, {"push", "email"}),
    "the defaults": ("", {}, {"push", "email"}),
    "no push at all": ("push_notifications = false", None, {"email"}),
    "no e-mail at all": ("email_notifications = false", None, {"push"}),
    "e-mail gathered": ("email_frequency = 'daily'", None, {"push"}),
    "e-mail never": ("email_frequency = 'never'", None, {"push"}),
    "no push of notifications": ("", {"push_enabled": False}, {"email"}),
    "this kind not by push": ("", {"preferences": REQUEST % ("push", "false")}, {"email"}),
    "another kind not by push": (
        "",
        {"preferences": '{"new-message": {"push": false}}'},
        {"push", "email"},
    ),
    "this kind by SMS": (
        "sms_notifications = true",
        {"sms_enabled": True, "preferences": REQUEST % ("sms", "true")},
        {"push", "email", "sms"},
    ),
    "this kind by SMS, which is off": (
        "sms_notifications = false",
        {"sms_enabled": True, "preferences": REQUEST % ("sms", "true")},
        {"push", "email"},
    ),
    "SMS for no kind": ("sms_notifications = true", {"sms_enabled": True}, {"push", "email"}),
    "this kind by push, which is off": (
        "push_notifications = false",
        {"preferences": REQUEST % ("push", "true")},
        {"email"},
    ),
}


@pytest.mark.parametrize("why", WISHES)
def test_a_notification_goes_the_ways_a_person_wants(
    community: Community, me: UUID, kind: str, why: str
) -> None:
    main, wish, expected = WISHES[why]
    if main:
        community.run(f"update usr_preferences set {main}")
    if wish is not None:
        community.add("ntf_preferences", "profile_id", profile_id=me, **wish)
    assert notify(community, me, kind) is not None
    assert ways(community) == expected


def test_a_kind_is_not_sent_by_ways_it_has_not(community: Community, me: UUID, kind: str) -> None:
    community.run("update ref_notification_types set is_push = false, is_email = false")
    notify(community, me, kind)
    assert ways(community) == set()
    community.add(
        "ntf_preferences",
        "profile_id",
        profile_id=me,
        preferences='{"connection-request": {"email": true}}',
    )
    notify(community, me, kind)
    assert ways(community) == {"email"}


def test_nobody_is_told_of_a_kind_that_is_off(community: Community, me: UUID, kind: str) -> None:
    community.run("update ref_notification_types set is_active = false")
    assert notify(community, me, kind) is None


def test_nobody_is_told_what_they_did_themselves(community: Community, me: UUID, kind: str) -> None:
    assert notify(community, me, kind, actor_type="individual", actor_id=me) is None


@pytest.mark.parametrize("by_me", [True, False])
def test_nobody_is_told_of_somebody_blocked(
    community: Community, me: UUID, kind: str, by_me: bool
) -> None:
    actor = community.person()
    community.block(*((me, actor) if by_me else (actor, me)))
    assert notify(community, me, kind, actor_type="individual", actor_id=actor) is None
    assert community.rows("select from ntf_notifications") == []


@pytest.mark.parametrize(
    ("hours", "now", "then"),
    [
        (("22:00", "07:00"), "2025-06-01 23:30+05:30", "2025-06-02 07:00+05:30"),
        (("22:00", "07:00"), "2025-06-01 03:00+05:30", "2025-06-01 07:00+05:30"),
        (("22:00", "07:00"), "2025-06-01 07:00+05:30", "2025-06-01 07:00+05:30"),
        (("22:00", "07:00"), "2025-06-01 12:00+05:30", "2025-06-01 12:00+05:30"),
        (("13:00", "15:00"), "2025-06-01 14:00+05:30", "2025-06-01 15:00+05:30"),
        (("13:00", "15:00"), "2025-06-01 23:00+05:30", "2025-06-01 23:00+05:30"),
        (("13:00", "13:00"), "2025-06-01 13:00+05:30", "2025-06-01 13:00+05:30"),
    ],
)
def test_quiet_hours_are_over_before_a_phone_rings(
    community: Community, me: UUID, hours: tuple[str, str], now: str, then: str
) -> None:
    community.add(
        "ntf_preferences",
        "profile_id",
        profile_id=me,
        quiet_hours_enabled=True,
        quiet_hours_start=hours[0],
        quiet_hours_end=hours[1],
    )
    found = community.value(
        "select sys_next_loud_instant(%s, %s::timestamptz) = %s::timestamptz", me, now, then
    )
    assert found is True
    community.run("update usr_preferences set preferred_timezone = 'UTC'")
    utc_now, utc_then = (text.replace("+05:30", "+00") for text in (now, then))
    found = community.value(
        "select sys_next_loud_instant(%s, %s::timestamptz) = %s::timestamptz", me, utc_now, utc_then
    )
    assert found is True


def test_without_quiet_hours_a_notification_goes_at_once(
    community: Community, me: UUID, kind: str
) -> None:
    community.add(
        "ntf_preferences",
        "profile_id",
        profile_id=me,
        quiet_hours_start="00:00",
        quiet_hours_end="23:59",
    )
    notify(community, me, kind)
    assert community.value("select bool_and(scheduled_at = now()) from ntf_queue") is True
