"""What becomes of old rows: what goes, what stays, and which totals stay with it."""

from uuid import UUID

import pytest

from tests.members import Community


@pytest.fixture
def me(community: Community) -> UUID:
    return community.person("Asha")


def clean(community: Community) -> dict[str, int]:
    """Clean up; return the tables that lost rows."""
    found = community.rows("select cleaned, rows_deleted from cleanup_old_data()")
    return {table: number for table, number in found if number}


def ago(community: Community, days: float) -> object:
    return community.value("select now() - %s * interval '1 day'", days)


@pytest.mark.parametrize(
    ("table", "days", "columns"),
    [
        ("usr_activity", 90, {"activity_type": "device_added"}),
        ("ana_activity_log", 90, {"activity_type": "login"}),
        ("ana_profile_views", 180, {"viewed_type": "individual"}),
    ],
)
def test_f25_logs_go_when_their_days_are_over(
    community: Community, me: UUID, table: str, days: int, columns: dict[str, object]
) -> None:
    key = "viewed_id" if table == "ana_profile_views" else "profile_id"
    for age in (days + 1, days - 1):
        community.add(table, **{key: me, "created_at": ago(community, age), **columns})
    assert clean(community) == {table: 1}
    assert clean(community) == {}
    assert community.value(f"select count(*) from {table}") == 1


def test_f25_totals_of_views_outlive_the_views(community: Community, me: UUID) -> None:
    for age in (1, 200, 300):
        community.add(
            "ana_profile_views",
            viewed_type="individual",
            viewed_id=me,
            created_at=ago(community, age),
        )
    assert clean(community) == {"ana_profile_views": 2}
    views = "select profile_views_count from usr_stats"
    assert community.value(views) == 3
    assert community.value("select coalesce(current_setting('poultryco.purging', true), '')") == ""
    community.run("delete from ana_profile_views")
    assert community.value(views) == 2


@pytest.mark.parametrize(
    ("is_read", "read_days", "goes"), [(True, 31, True), (True, 29, False), (False, None, False)]
)
def test_f25_read_notifications_go_30_days_after_they_were_read(
    community: Community, me: UUID, is_read: bool, read_days: int | None, goes: bool
) -> None:
    notification = community.add(
        "ntf_notifications",
        recipient_id=me,
        title="x",
        message="x",
        is_read=is_read,
        read_at=ago(community, read_days) if read_days else None,
        created_at=ago(community, 100),
    )
    community.add("ntf_queue", notification_id=notification, delivery_method="push")
    assert clean(community) == ({"ntf_notifications": 1} if goes else {})
    assert community.value("select count(*) from ntf_queue") == (0 if goes else 1)


def test_f25_deleted_messages_go_after_30_days_and_change_no_total(
    community: Community, me: UUID
) -> None:
    other = community.person()
    conversation = community.add("msg_conversations", created_by=me)
    for person in (me, other):
        community.add(
            "msg_participants",
            conversation_id=conversation,
            user_id=person,
            last_read_at=ago(community, 200),
        )
    for text, deleted in (("gone", 31), ("waits", 29), ("stays", None)):
        community.add(
            "msg_messages",
            conversation_id=conversation,
            sender_id=me,
            content=text,
            created_at=ago(community, 100),
            is_deleted=deleted is not None,
            deleted_at=ago(community, deleted) if deleted else None,
        )
    unread = "select sum(unread_count) from msg_participants"
    assert community.value(unread) == 1
    assert clean(community) == {"msg_messages": 1}
    assert community.rows("select content from msg_messages order by 1") == [("stays",), ("waits",)]
    assert community.value(unread) == 1


def test_f25_the_trash_is_emptied_with_the_rest(community: Community, me: UUID) -> None:
    business = community.business(me, is_deleted=True, deleted_at=ago(community, 31))
    post = community.post(me, is_deleted=True, deleted_at=ago(community, 31))
    young = community.post(me, is_deleted=True, deleted_at=ago(community, 29))
    community.add("soc_post_comments", post_id=post, profile_id=me, content="Goes with the post")
    assert business
    assert clean(community) == {"soc_posts": 1, "biz_profiles": 1}
    assert community.rows("select id from soc_posts") == [(young,)]
    assert community.rows("select from soc_post_comments") == []


def test_f25_the_instant_may_be_given(community: Community, me: UUID) -> None:
    community.add("usr_activity", profile_id=me, activity_type="device_added")
    later = "select rows_deleted from cleanup_old_data(now() + interval '91 days') limit 1"
    assert community.value(later) == 1


@pytest.mark.lesson("M03")
def test_m03_posts_are_purged_alone(community: Community, me: UUID) -> None:
    community.post(me, is_deleted=True, deleted_at=ago(community, 31))
    community.post(me, is_deleted=True, deleted_at=ago(community, 29))
    community.business(me, is_deleted=True, deleted_at=ago(community, 31))
    assert community.value("select purge_old_deleted_posts()") == 1
    assert community.value("select purge_old_deleted_posts()") == 0
    assert community.value("select count(*) from biz_profiles") == 1


@pytest.mark.lesson("M03")
def test_m03_versions_that_are_too_many_go(community: Community, me: UUID) -> None:
    post = community.post(me, "1")
    for text in "2345":
        community.run("update soc_posts set content = %s", text)
    versions = "select array_agg(version order by version) from soc_post_versions"
    assert community.value(versions) == [3, 4, 5]
    assert community.value("select sum(rows_deleted) from cleanup_old_versions()") == 0
    for version in (1, 2):
        community.add(
            "soc_post_versions",
            None,
            post_id=post,
            version=version,
            content="old",
            edited_at=ago(community, 1),
            likes_count=0,
            comments_count=0,
            shares_count=0,
            views_count=0,
        )
    found = dict(community.rows("select * from cleanup_old_versions()"))
    assert found == {
        "biz_profile_versions": 0,
        "evt_event_versions": 0,
        "job_posting_versions": 0,
        "soc_post_versions": 2,
    }
    assert community.value(versions) == [3, 4, 5]
