"""What went wrong in the first implementation with what people do: none of it does here."""

from uuid import UUID

import psycopg
import pytest

from tests.members import Community

NOBODY = "00000000-0000-4000-8000-00000000000f"


@pytest.fixture
def me(community: Community) -> UUID:
    return community.person("Asha")


@pytest.fixture
def other(community: Community) -> UUID:
    return community.person("Bina")


def total(community: Community, person: UUID, counter: str) -> object:
    return community.value(f"select {counter} from usr_stats where profile_id = %s", person)


def organization(community: Community, creator: UUID) -> UUID:
    made: UUID = community.add("org_profiles", created_by=creator, organization_name="Hen Club")
    return made


@pytest.mark.lesson("A02")
def test_a_like_counts_once_and_no_code_adds_to_it(community: Community, me: UUID) -> None:
    post = community.post(me)
    community.like(post, me)
    assert community.value("select likes_count from soc_posts where id = %s", post) == 1
    with pytest.raises(psycopg.errors.IntegrityError, match="not written by hand"):
        community.run("update soc_posts set likes_count = likes_count + 1 where id = %s", post)


@pytest.mark.lesson("R01")
def test_both_sides_are_counted_when_a_person_follows_a_person(
    community: Community, me: UUID, other: UUID
) -> None:
    community.follow(me, other)
    assert total(community, me, "following_count") == 1
    assert total(community, other, "followers_count") == 1
    assert total(community, me, "followers_count") == 0


@pytest.mark.lesson("R03")
def test_only_the_followed_gains_when_a_business_follows_an_organization(
    community: Community, me: UUID
) -> None:
    business, club = community.business(me), organization(community, me)
    community.add(
        "soc_follows",
        follower_type="business",
        follower_id=business,
        following_type="organization",
        following_id=club,
    )
    counts = "select (select followers_count from {} where id = %s)"
    assert community.value(counts.format("biz_profiles"), business) == 0
    assert community.value(counts.format("org_profiles"), club) == 1


@pytest.mark.lesson("R02")
def test_a_connection_counts_while_it_is_accepted(
    community: Community, me: UUID, other: UUID
) -> None:
    link = community.join(me, other, "pending")
    for status, counted in (("accepted", 1), ("blocked", 0), ("accepted", 1)):
        community.run("update soc_connections set status = %s where id = %s", status, link)
        assert [total(community, who, "connections_count") for who in (me, other)] == [counted] * 2
    community.run("delete from soc_connections")
    assert total(community, me, "connections_count") == 0


@pytest.mark.lesson("R15")
def test_a_comment_in_the_trash_is_not_counted(community: Community, me: UUID) -> None:
    post = community.post(me)
    comment = community.add("soc_post_comments", post_id=post, profile_id=me, content="Good")
    for statement, counted in (
        ("update soc_post_comments set is_deleted = true where id = %s", 0),
        ("update soc_post_comments set is_deleted = false where id = %s", 1),
        ("update soc_post_comments set is_deleted = true where id = %s", 0),
        ("delete from soc_post_comments where id = %s", 0),
    ):
        community.run(statement, comment)
        assert (
            community.value("select comments_count from soc_posts where id = %s", post) == counted
        )


@pytest.mark.lesson("R15")
def test_a_post_that_shares_is_not_counted_in_the_trash(community: Community, me: UUID) -> None:
    post = community.post(me)
    sharing = community.post(me, shared_post_id=post, post_type="shared")
    community.run("update soc_posts set is_deleted = true where id = %s", sharing)
    assert community.value("select shares_count from soc_posts where id = %s", post) == 0
    community.run("update soc_posts set is_deleted = false where id = %s", sharing)
    assert community.value("select shares_count from soc_posts where id = %s", post) == 1


@pytest.mark.lesson("R17")
def test_members_are_counted_while_they_are_active(community: Community, me: UUID) -> None:
    club = organization(community, me)
    community.add("org_members", organization_id=club, member_type="individual", member_id=me)
    counts = (
        "select members_count from org_profiles where id = %(club)s"
        " union all select members_count from org_stats where organization_id = %(club)s"
    )
    for status, counted in (("suspended", 0), ("active", 1), ("expired", 0)):
        community.run("update org_members set status = %s", status)
        found = community.connection.execute(counts.encode(), {"club": club}).fetchall()
        assert found == [(counted,), (counted,)]


@pytest.mark.lesson("R22")
def test_a_conversation_outlives_who_began_it(community: Community, me: UUID, other: UUID) -> None:
    chat = community.add("msg_conversations", created_by=me)
    for person in (me, other):
        community.add("msg_participants", conversation_id=chat, user_id=person)
    community.run("delete from auth_users where id = %s", me)
    assert community.rows("select created_by from msg_conversations") == [(None,)]
    assert community.rows("select user_id from msg_participants") == [(other,)]


@pytest.mark.lesson("R23")
@pytest.mark.parametrize(
    "end", ["update msg_messages set is_deleted = true", "delete from msg_messages"]
)
def test_a_message_that_is_gone_is_neither_unread_nor_shown(
    community: Community, me: UUID, other: UUID, end: str
) -> None:
    chat = community.add("msg_conversations", created_by=me)
    for person in (me, other):
        community.add(
            "msg_participants", conversation_id=chat, user_id=person, last_read_at="2020-01-01"
        )
    community.add("msg_messages", conversation_id=chat, sender_id=me, content="Good morning")
    state = (
        "select unread_count, last_message_preview from msg_participants"
        " inner join msg_conversations on msg_conversations.id = conversation_id"
        " where user_id = %s"
    )
    assert community.rows(state, other) == [(1, "Good morning")]
    community.run(end)
    assert community.rows(state, other) == [(0, None)]


@pytest.mark.lesson("R24")
def test_a_vote_is_for_an_option_and_tallied(community: Community, me: UUID, other: UUID) -> None:
    post = community.post(
        me, post_type="poll", poll_options='[{"text": "Brown"}, {"text": "White"}]'
    )
    community.add("soc_poll_votes", post_id=post, profile_id=me, option_index=1)
    tally = "select jsonb_path_query_array(poll_options, '$[*].votes') from soc_posts where id = %s"
    assert community.value(tally, post) == [0, 1]
    community.run("update soc_poll_votes set option_index = 0")
    assert community.value(tally, post) == [1, 0]
    with pytest.raises(psycopg.errors.IntegrityError):
        community.add("soc_poll_votes", post_id=post, profile_id=other, option_index=2)


@pytest.mark.lesson("R25")
def test_a_post_by_a_business_that_does_not_exist_is_refused(community: Community) -> None:
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="points nowhere"):
        community.add("soc_posts", author_type="business", author_id=NOBODY, content="Eggs")


@pytest.mark.lesson("R25")
def test_every_id_with_a_type_beside_it_is_a_reference(community: Community) -> None:
    free = community.rows(
        "select relname || '.' || id.attname from pg_class"
        " inner join pg_attribute as id on id.attrelid = pg_class.oid"
        " inner join pg_attribute as type on type.attrelid = pg_class.oid"
        " and type.attname = regexp_replace(id.attname, '_id$', '_type')"
        " where relkind in ('r', 'p') and not relispartition"
        " and relnamespace = 'public'::regnamespace"
        " and id.attname ~ '_id$' and id.atttypid = 'uuid'::regtype"
        " and not exists (select from pg_constraint where conrelid = pg_class.oid"
        "  and contype = 'f' and id.attnum = any (conkey))"
        " and not exists (select from sys_polymorphic_references"
        "  where table_name = relname and id_column = id.attname) order by 1"
    )
    # Logs and queues speak of things that may be gone.
    assert [name for (name,) in free] == [
        "adm_actions_log.target_id",
        "ana_activity_log.target_id",
        "que_sms.context_id",
        "que_whatsapp.context_id",
    ]


@pytest.mark.lesson("R29")
def test_limits_of_length_are_those_that_were_decided(community: Community) -> None:
    limits = dict(
        community.rows(
            "select conrelid::regclass::text,"
            " substring(pg_get_constraintdef(oid) from '<= (\\d+)')::integer"
            " from pg_constraint where contype = 'c' and conname in"
            " ('ck_soc_posts_content_length', 'ck_msg_messages_content_length',"
            " 'ck_soc_post_comments_content_length')"
        )
    )
    assert limits == {"soc_posts": 5000, "msg_messages": 5000, "soc_post_comments": 1000}
    assert community.rows("select from adm_system_settings where key ~ 'length|characters'") == []


@pytest.mark.lesson("R31")
def test_views_of_an_event_come_from_one_table(community: Community, me: UUID, other: UUID) -> None:
    event = community.add(
        "evt_events",
        organizer_type="individual",
        organizer_id=me,
        title="Fair",
        start_date="2030-01-01",
        end_date="2030-01-02",
        location_type="physical",
    )
    community.add("ana_entity_views", entity_type="event", entity_id=event, viewer_id=other)
    assert community.value("select views_count from evt_events where id = %s", event) == 1
    sources = community.rows(
        "select table_name from sys_counters where column_name ~ '^views?_count$' and is_imported"
        " and table_name !~ '_versions$'"
    )
    assert sources == []


@pytest.mark.lesson("M01")
def test_an_edited_post_comes_back_as_it_was(community: Community, me: UUID) -> None:
    post = community.post(me, "First")
    for content in ("Second", "Third", "Fourth"):
        community.run("update soc_posts set content = %s where id = %s", content, post)
    versions = "select version, content from soc_post_versions where post_id = %s order by 1"
    assert community.rows(versions, post) == [(2, "Second"), (3, "Third"), (4, "Fourth")]
    assert community.value("select sys_restore_version('soc_posts', %s, 2)", post) == 5
    assert community.value("select content from soc_posts where id = %s", post) == "Second"


@pytest.mark.lesson("M02")
def test_a_deleted_post_can_be_restored_until_it_is_purged(community: Community, me: UUID) -> None:
    post = community.post(me)
    delete = "update soc_posts set is_deleted = true, deleted_by = %s where id = %s"
    community.run(delete, me, post)
    kept = "select purge_at - deleted_at = interval '720 hours', deleted_by from soc_posts"
    assert community.rows(kept) == [(True, me)]
    assert community.rows("select from soc_posts_live") == []
    community.run("select sys_restore_from_trash('soc_posts', %s)", post)
    assert len(community.rows("select from soc_posts_live")) == 1
    community.run(delete, me, post)
    community.run("select sys_purge_trash(now() + interval '31 days')")
    assert community.rows("select from soc_posts") == []
