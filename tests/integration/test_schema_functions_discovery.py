"""The feed, the searches, recommendations: who sees what and whom, in which order."""

from uuid import UUID

import pytest

from tests.members import Community

FEED = "select content from get_personalized_feed(%s)"


def texts(community: Community, query: str, *values: object) -> list[str]:
    return [row[0] for row in community.rows(query, *values)]


# F2


@pytest.mark.lesson("M03")
def test_m03_the_engagement_score_has_its_weights(community: Community) -> None:
    assert community.rows(
        "select calculate_engagement_score(7, 5, 3), calculate_engagement_score(7, null)"
    ) == [(37, 7)]


@pytest.mark.lesson("M03")
def test_m03_the_stored_score_of_a_post_is_the_same(community: Community) -> None:
    author, *others = community.people(4)
    post = community.post(author)
    community.like(post, *others)
    for other in others[:2]:
        community.add("soc_post_comments", post_id=post, profile_id=other, content="Yes")
    community.add("soc_post_shares", post_id=post, shared_by=others[0])
    community.add("soc_post_views", post_id=post, viewer_id=others[0])
    found = community.rows(
        "select engagement_score,"
        " calculate_engagement_score(likes_count, comments_count, shares_count) from soc_posts"
    )
    assert found == [(14, 14)]


# F3, Q10: the feed


def test_the_feed_goes_from_own_posts_to_those_of_strangers(community: Community) -> None:
    me, friend, followed, stranger = community.people(4)
    for author, text in ((stranger, "other"), (followed, "followed"), (friend, "friend")):
        community.post(author, text)
    community.post(me, "own")
    community.join(me, friend)
    community.follow(me, followed)
    community.follow(me, friend)
    found = community.rows("select content, relevance::float from get_personalized_feed(%s)", me)
    assert found == [("own", 1.0), ("friend", 0.9), ("followed", 0.8), ("other", 0.5)]


def test_pages_that_a_person_follows_are_in_the_feed(community: Community) -> None:
    me, owner = community.people(2)
    business = community.business(owner)
    organization = community.add("org_profiles", created_by=owner, organization_name="Egg Board")
    community.post(business, "business", author_type="business")
    community.post(organization, "organization", author_type="organization")
    community.follow(me, business, "business")
    found = community.rows("select content, relevance::float from get_personalized_feed(%s)", me)
    assert found == [("business", 0.8), ("organization", 0.5)]


@pytest.mark.lesson("R18")
@pytest.mark.parametrize(
    ("status", "seen"),
    [("accepted", {"public", "connections"}), ("pending", {"public"}), ("blocked", set())],
)
def test_r18_posts_for_connections_are_seen_by_connections_only(
    community: Community, status: str, seen: set[str]
) -> None:
    me, author = community.people(2)
    for visibility in ("public", "connections", "private"):
        community.post(author, visibility, visibility=visibility)
    community.join(me, author, status)
    assert set(texts(community, FEED, me)) == seen


@pytest.mark.lesson("R18")
def test_r18_a_follower_does_not_see_posts_for_connections(community: Community) -> None:
    me, author = community.people(2)
    community.post(author, visibility="connections")
    community.follow(me, author)
    assert texts(community, FEED, me) == []


@pytest.mark.lesson("R18")
def test_r18_own_posts_are_seen_whatever_their_visibility(community: Community) -> None:
    me = community.person()
    for visibility in ("public", "connections", "private"):
        community.post(me, visibility, visibility=visibility)
    assert set(texts(community, FEED, me)) == {"public", "connections", "private"}


@pytest.mark.lesson("R18")
@pytest.mark.parametrize("is_connected", [False, True])
def test_r18_a_block_hides_both_from_each_other(community: Community, is_connected: bool) -> None:
    one, other, third = community.people(3)
    for person in (one, other):
        community.post(person, str(person))
        community.follow(person, one if person == other else other)
    if is_connected:
        community.join(one, other)
    community.block(one, other)
    assert texts(community, FEED, one) == [str(one)]
    assert texts(community, FEED, other) == [str(other)]
    assert set(texts(community, FEED, third)) == {str(one), str(other)}


def test_the_feed_leaves_out_trash_and_what_is_older_than_30_days(community: Community) -> None:
    me, other = community.people(2)
    for author in (me, other):
        community.post(author, "deleted", is_deleted=True)
        for days, text in ((29, "young"), (31, "old")):
            when = community.value("select now() - %s * interval '1 day'", days)
            community.post(author, text, created_at=when)
    assert texts(community, FEED, me) == ["young", "young"]
    a_day_ago = "select content from get_personalized_feed(%s, as_of => now() - interval '2 days')"
    assert texts(community, a_day_ago, me) == ["young", "old"] * 2


@pytest.mark.lesson("R18")
def test_r18_equal_relevance_goes_by_engagement_then_newest_then_id(community: Community) -> None:
    me, author, *fans = community.people(5)
    posts = {}
    for text, minutes, likes in (
        ("newest", 1, 0),
        ("older", 5, 0),
        ("liked", 9, 2),
        ("most liked", 7, 3),
        ("twin", 5, 0),
    ):
        when = community.value("select now() - %s * interval '1 minute'", minutes)
        posts[text] = community.post(author, text, created_at=when)
        community.like(posts[text], *fans[:likes])
    twins = sorted(("older", "twin"), key=lambda text: posts[text], reverse=True)
    expected = ["most liked", "liked", "newest", *twins]
    assert texts(community, FEED, me) == expected
    community.follow(me, author)
    assert texts(community, FEED, me) == expected


def test_pages_of_the_feed_neither_repeat_nor_leave_out(community: Community) -> None:
    """Ties of everything but the id lie across the borders of pages and of the relevance."""
    me, friend, stranger = community.people(3)
    community.join(me, friend)
    for author in (me, friend, stranger):
        for _ in range(9):
            community.post(author)
    community.like(community.post(stranger), friend)
    whole = texts(community, "select post_id from get_personalized_feed(%s, 100)", me)
    assert len(whole) == 28
    pages: list[tuple[object, ...]] = []
    cursor: tuple[object, ...] = (None, None, None, None)
    while page := community.rows(
        "select relevance, engagement_score, created_at, post_id"
        " from get_personalized_feed(%s, 5, %s, %s, %s, %s)",
        me,
        *cursor,
    ):
        assert len(page) == 5 or len(pages) == 25
        pages += page
        cursor = page[-1]
    assert [row[3] for row in pages] == whole


def test_a_page_has_20_posts_unless_told(community: Community) -> None:
    author = community.person()
    for _ in range(25):
        community.post(author)
    me = community.person()
    assert len(texts(community, FEED, me)) == len(texts(community, FEED, author)) == 20


def test_a_visitor_sees_public_posts(community: Community) -> None:
    author = community.person()
    for visibility in ("public", "connections", "private"):
        community.post(author, visibility, visibility=visibility)
    assert texts(community, FEED, None) == ["public"]


# F8, Q10: searches


SEARCH = "select full_name from search_profiles(%s, %s)"


def test_people_are_found_in_the_order_of_where_the_words_are(community: Community) -> None:
    community.person("In the bio", bio="Sells feed")
    community.person("Feed in the name")
    community.person("In the headline", headline="Feed supplier")
    community.person("Not at all")
    found = texts(community, SEARCH, "feeds", None)
    assert found == ["Feed in the name", "In the headline", "In the bio"]


def test_equally_good_people_go_by_strength(community: Community) -> None:
    community.person("Asha weak")
    strong = community.person("Asha strong")
    community.job(strong, "2020-01-01", None)
    assert texts(community, SEARCH, "asha", None) == ["Asha strong", "Asha weak"]


def test_people_who_are_not_public_are_not_found(community: Community) -> None:
    community.person("Asha hidden", is_public=False)
    for visibility in ("connections", "private"):
        person = community.person(f"Asha {visibility}")
        community.run(
            "update usr_privacy_settings set profile_visibility = %s where profile_id = %s",
            visibility,
            person,
        )
    community.person("Asha public")
    assert texts(community, SEARCH, "asha", None) == ["Asha public"]


def test_people_who_block_each_other_do_not_find_each_other(community: Community) -> None:
    one, other = community.person("Asha one"), community.person("Asha other")
    community.block(one, other)
    assert texts(community, SEARCH, "asha", one) == ["Asha one"]
    assert texts(community, SEARCH, "asha", other) == ["Asha other"]
    assert len(texts(community, SEARCH, "asha", None)) == 2


@pytest.mark.parametrize("words", ["", "   ", "the of", "'(", "& | !", '"', "\\"])
def test_any_words_may_be_searched_for(community: Community, words: str) -> None:
    author = community.person("Asha")
    community.post(author)
    for function in ("search_profiles", "search_posts", "search_resources"):
        assert community.rows(f"select * from {function}(%s)", words) == []


def test_results_come_page_by_page(community: Community) -> None:
    for number in range(25):
        community.person(f"Asha {number}")
    every = texts(community, "select full_name from search_profiles('asha', null, 100)")
    assert texts(community, SEARCH, "asha", None) == every[:20]
    rest = "select full_name from search_profiles('asha', results_skipped => 20)"
    assert texts(community, rest) == every[20:]


def test_only_public_posts_are_found(community: Community) -> None:
    author, viewer = community.people(2)
    for visibility in ("public", "connections", "private"):
        community.post(author, f"{visibility} eggs", visibility=visibility)
    community.post(author, "deleted eggs", is_deleted=True)
    community.post(community.business(author), "business eggs", author_type="business")
    found = texts(community, "select content from search_posts('egg', %s)", viewer)
    assert set(found) == {"public eggs", "business eggs"}
    community.block(author, viewer)
    found = texts(community, "select content from search_posts('egg', %s)", viewer)
    assert found == ["business eggs"]


def test_posts_go_by_rank_then_engagement(community: Community) -> None:
    author = community.person()
    community.post(author, "egg price and much else that has to do with the farm")
    liked = community.post(author, "egg here")
    community.post(author, "egg there")
    community.post(author, "egg egg egg egg")
    community.like(liked, author)
    found = texts(community, "select content from search_posts('egg')")
    assert found[0] == "egg egg egg egg"
    assert found.index("egg here") < found.index("egg there")


def test_posts_of_all_ages_are_found_when_few_have_the_words(community: Community) -> None:
    author = community.person()
    for days, text in ((800, "hatch hatch"), (200, "hatch"), (30, "hatch"), (1, "hatch"), (0, "x")):
        community.post(
            author, text, created_at=community.value("select now() - %s * interval '1 day'", days)
        )
    ages = "select extract(day from now() - created_at)::integer from search_posts(%s)"
    assert texts(community, ages, "hatch") == [800, 1, 30, 200]
    rest = "select extract(day from now() - created_at)::integer from search_posts(%s, null, 2, 1)"
    assert texts(community, rest, "hatch") == [1, 30]


def test_the_newest_are_ranked_when_too_many_posts_have_the_words(community: Community) -> None:
    author = community.person()
    community.run(
        "insert into soc_posts (author_type, author_id, content, created_at)"
        " select 'individual', %s, 'chick', now() - each * interval '1 hour'"
        " from generate_series(1, 5000) as each",
        author,
    )
    community.post(
        author, "chick chick", created_at=community.value("select now() - interval '9 months'")
    )
    found = texts(community, "select content from search_posts('chick')")
    assert found == ["chick"] * 20
    assert community.value("select count(*) from search_posts('chick', null, 10000)") == 5000


def test_only_published_resources_are_found(community: Community) -> None:
    author, viewer = community.people(2)
    for slug, status, days in (
        ("here", "published", -1),
        ("draft", "draft", -1),
        ("archived", "archived", -1),
        ("tomorrow", "published", 1),
    ):
        community.add(
            "res_resources",
            author_id=author,
            title="Vaccination of layers",
            slug=slug,
            resource_type="guide",
            status=status,
            published_at=community.value("select now() + %s * interval '1 day'", days),
        )
    search = "select slug from search_resources('vaccinate', %s)"
    assert texts(community, search, viewer) == ["here"]
    community.block(viewer, author)
    assert texts(community, search, viewer) == []


@pytest.mark.lesson("R27")
def test_r27_every_search_uses_its_index(community: Community) -> None:
    """On tables large enough that reading them whole would be slower."""
    author = community.person()
    community.run("set local session_replication_role = replica")
    numbers = "from generate_series(1, 3000) as n"
    community.run(
        "insert into profiles (id, full_name, profile_slug, location_state, phone, email)"
        f" select gen_random_uuid(), 'Name' || n, 'slug' || n, 'Goa', '', '' {numbers}"
    )
    community.run(
        "insert into soc_posts (author_type, author_id, content)"
        f" select 'individual', '{author}', 'word' || n {numbers}"
    )
    community.run(
        "insert into res_resources (author_id, title, slug, resource_type, status)"
        f" select '{author}', 'title' || n, n, 'guide', 'published' {numbers}"
    )
    for function, table, words in (
        ("search_profiles", "profiles", "name77"),
        ("search_posts", "soc_posts", "word77"),
        ("search_resources", "res_resources", "title77"),
    ):
        community.rows(f"select gin_clean_pending_list('fts_{table}')")
        community.run(f"analyze {table}")
        # Of this transaction: a plan would not show what a function does inside.
        scans = (
            f"select pg_stat_get_xact_numscans('fts_{table}'::regclass),"
            f" pg_stat_get_xact_numscans('{table}'::regclass)"
        )
        [(index_scans, table_scans)] = community.rows(scans)
        assert len(community.rows(f"select * from {function}('{words}')")) == 1
        [(index_scans_after, table_scans_after)] = community.rows(scans)
        assert index_scans_after > index_scans
        assert table_scans_after == table_scans


# F7


RECOMMENDED = "select profile_id from get_connection_recommendations(%s)"


def circle(community: Community, me: UUID, mutual: int, **columns: object) -> UUID:
    """Add a person who has some mutual connections with me."""
    person = community.person(**columns)
    for _ in range(mutual):
        friend = community.person()
        community.join(me, friend)
        community.join(friend, person)
    return person


def test_people_two_steps_away_are_recommended_by_mutual_connections(community: Community) -> None:
    me = community.person(location_state="Kerala")
    few, many, some = (circle(community, me, mutual) for mutual in (1, 5, 2))
    found = community.rows(
        "select profile_id, mutual_connections_count, reason, reasons, score::float"
        " from get_connection_recommendations(%s)",
        me,
    )
    assert found == [
        (many, 5, "many_mutual", ["mutual_connections"], 1.0),
        (some, 2, "mutual", ["mutual_connections"], 0.4),
        (few, 1, "suggested", ["mutual_connections"], 0.2),
    ]


def test_equal_numbers_of_mutual_connections_go_by_strength(community: Community) -> None:
    me = community.person()
    weak, strong = circle(community, me, 1), circle(community, me, 1, headline="Vet")
    assert texts(community, RECOMMENDED, me) == [strong, weak]


@pytest.mark.lesson("R19")
@pytest.mark.parametrize("status", ["accepted", "pending", "blocked"])
def test_r19_nobody_connected_asked_or_blocked_is_recommended(
    community: Community, status: str
) -> None:
    me = community.person()
    person = circle(community, me, 2)
    assert texts(community, RECOMMENDED, me) == [person]
    community.join(person, me, status)
    assert texts(community, RECOMMENDED, me) == []


@pytest.mark.lesson("R19")
@pytest.mark.parametrize("by_me", [True, False])
def test_r19_nobody_who_is_or_has_blocked_is_recommended(community: Community, by_me: bool) -> None:
    me = community.person()
    person = circle(community, me, 2)
    community.block(*((me, person) if by_me else (person, me)))
    assert texts(community, RECOMMENDED, me) == []


@pytest.mark.lesson("R19")
def test_r19_nobody_dismissed_before_is_recommended(community: Community) -> None:
    me = community.person()
    person = circle(community, me, 2)
    community.add(
        "soc_connection_suggestions",
        profile_id=me,
        suggested_profile_id=person,
        status="dismissed",
    )
    assert texts(community, RECOMMENDED, me) == []
    community.run("update soc_connection_suggestions set status = 'pending'")
    assert texts(community, RECOMMENDED, me) == [person]


@pytest.mark.parametrize(
    "wish",
    [
        "update profiles set is_public = false where id = %s",
        "update usr_privacy_settings set allow_discovery = false where profile_id = %s",
        "update usr_privacy_settings set profile_visibility = 'private' where profile_id = %s",
    ],
)
def test_nobody_is_recommended_who_does_not_want_it(community: Community, wish: str) -> None:
    me = community.person()
    person = circle(community, me, 2)
    community.run(wish, person)
    assert texts(community, RECOMMENDED, me) == []


def test_what_two_people_share_is_a_reason(community: Community) -> None:
    place = {"location_state": "Tamil Nadu", "location_city": "Namakkal"}
    me = community.person(**place)
    circle(community, me, 5)
    person = circle(community, me, 1, **place)
    role = community.add("ref_roles", name="Vet", slug="vet")
    kind = community.add("ref_business_types", name="Hatchery", slug="hatchery")
    for each in (me, person):
        community.add("usr_profile_roles", profile_id=each, role_id=role)
        community.business(each, business_type_id=kind)
    found = community.record(
        "select reasons, score::float from get_connection_recommendations(%s)"
        " where profile_id = %s",
        me,
        person,
    )
    reasons = ["mutual_connections", "same_location", "same_role", "same_business_type"]
    assert found == {"reasons": reasons, "score": 0.5}


def test_a_place_without_a_town_is_not_shared(community: Community) -> None:
    me = community.person(location_state="Goa")
    circle(community, me, 1, location_state="Goa")
    found = community.value("select reasons from get_connection_recommendations(%s)", me)
    assert found == ["mutual_connections"]


def test_a_score_is_1_at_most_and_20_people_are_kept(community: Community) -> None:
    place = {"location_city": "Panaji"}
    me = community.person(**place)
    friend = community.person()
    community.join(me, friend)
    for _ in range(25):
        community.join(friend, community.person(**place))
    found = community.rows("select score::float from get_connection_recommendations(%s)", me)
    assert found == [(1.0,)] * 20


@pytest.mark.lesson("R19")
def test_r19_suggestions_are_stored_and_follow_what_happens(community: Community) -> None:
    me = community.person()
    people = [circle(community, me, mutual) for mutual in (3, 2, 1)]
    stored = (
        "select suggested_profile_id, reason, score::float, status"
        " from soc_connection_suggestions order by score desc"
    )
    refresh = "select refresh_connection_suggestions(%s)"
    assert community.value(refresh, me) == 3
    assert community.rows(stored) == [
        (people[0], "mutual_connections", 1.0, "pending"),
        (people[1], "mutual_connections", 0.67, "pending"),
        (people[2], "mutual_connections", 0.33, "pending"),
    ]
    versions = community.rows("select ctid::text from soc_connection_suggestions")
    community.value(refresh, me)
    assert community.rows("select ctid::text from soc_connection_suggestions") == versions

    community.join(me, people[0])
    community.run(
        "update soc_connection_suggestions set status = 'dismissed'"
        " where suggested_profile_id = %s",
        people[1],
    )
    community.block(me, people[2])
    assert community.value(refresh, me) == 0
    assert [(row[0], row[3]) for row in community.rows(stored)] == [
        (people[0], "accepted"),
        (people[1], "dismissed"),
    ]
