"""Strength, marks and verification level of profiles: computed right, and kept by every change."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connections import connect
from tests.members import Community

LONG_BIO = "Keeps four thousand layers near the coast since 2009."
MARKS = (
    "has_photo, has_headline, has_bio, has_roles, has_experience, has_education, has_skills,"
    " has_connections, has_posts, has_endorsements"
)


@pytest.fixture
def bare(community: Community) -> UUID:
    """A person with nothing but name and phone: 10 points."""
    return community.person("Asha")


def strength(community: Community, person: UUID) -> int:
    """Stored strength, after a look that everything that stores it says the same."""
    stored, marked, computed = community.rows(
        "select profile_strength, completeness_score, calculate_profile_strength(id) from profiles"
        " join usr_completeness_checks on profile_id = id where id = %s",
        person,
    )[0]
    assert stored == marked == computed
    return int(stored)


def marks(community: Community, person: UUID) -> set[str]:
    found = community.record(
        f"select {MARKS} from usr_completeness_checks where profile_id = %s", person
    )
    return {name.removeprefix("has_") for name, is_set in found.items() if is_set}


def level(community: Community, person: UUID) -> str:
    [(stored, computed)] = community.rows(
        "select verification_level, calculate_verification_level(id) from profiles where id = %s",
        person,
    )
    assert stored == computed
    return str(stored)


def role(community: Community, person: UUID) -> UUID:
    number = community.value("select count(*) from ref_roles")
    role = community.add("ref_roles", name=f"Role {number}", slug=f"role-{number}")
    return community.add("usr_profile_roles", profile_id=person, role_id=role)  # type: ignore[no-any-return]


def education(community: Community, person: UUID) -> UUID:
    return community.add(  # type: ignore[no-any-return]
        "usr_education",
        profile_id=person,
        institution_name="College",
        degree="BVSc",
        start_date="2001-06-01",
    )


def approve(community: Community, person: UUID, kind: str, status: str = "approved") -> UUID:
    return community.add(  # type: ignore[no-any-return]
        "usr_verifications", profile_id=person, verification_type=kind, status=status
    )


def connect_with(community: Community, person: UUID, number: int) -> None:
    for other in community.people(number):
        community.join(person, other)


# F1, part by part


@pytest.mark.lesson("R11")
@pytest.mark.parametrize(
    ("column", "value", "points"),
    [
        ("profile_photo_url", "https://example.org/a.jpg", 10),
        ("profile_photo_url", "", 0),
        ("headline", "Layer farmer", 10),
        ("headline", "  ", 0),
        ("bio", LONG_BIO, 10),
        ("bio", "x" * 51, 10),
        ("bio", "x" * 50, 0),
        ("phone", "", -5),
        ("full_name", " ", -5),
    ],
)
def test_r11_a_column_of_the_profile_moves_the_strength(
    community: Community, bare: UUID, column: str, value: str, points: int
) -> None:
    assert strength(community, bare) == 10
    community.run(f"update profiles set {column} = %s where id = %s", value, bare)
    assert strength(community, bare) == 10 + points
    with_it = community.person(**{"full_name": "Asha", column: value})
    assert strength(community, with_it) == 10 + points


@pytest.mark.lesson("R10")
@pytest.mark.parametrize(
    ("table", "give", "mark"),
    [
        ("usr_profile_roles", role, "roles"),
        ("usr_experiences", lambda c, p: c.job(p, "2020-01-01", None), "experience"),
        ("usr_education", education, "education"),
    ],
)
def test_r10_what_a_person_has_counts_once_and_goes_when_it_is_deleted(
    community: Community,
    bare: UUID,
    table: str,
    give: Callable[[Community, UUID], UUID],
    mark: str,
) -> None:
    first, second = give(community, bare), give(community, bare)
    assert (strength(community, bare), marks(community, bare)) == (20, {mark})
    community.run(f"delete from {table} where id = %s", first)
    assert strength(community, bare) == 20
    community.run(f"delete from {table} where id = %s", second)
    assert (strength(community, bare), marks(community, bare)) == (10, set())


@pytest.mark.parametrize("table", ["usr_experiences", "usr_education"])
def test_what_changes_its_owner_counts_for_the_new_one(
    community: Community, bare: UUID, table: str
) -> None:
    other = community.person("Ravi")
    community.job(bare, "2020-01-01", None)
    education(community, bare)
    community.run(f"update {table} set profile_id = %s", other)
    assert [strength(community, bare), strength(community, other)] == [20, 20]


@pytest.mark.lesson("R12", "B17")
def test_r12_three_skills_are_needed(community: Community, bare: UUID) -> None:
    """B17: and more than three give no more."""
    found = []
    for _ in range(5):
        community.skill(bare)
        found.append(strength(community, bare))
    assert found == [10, 10, 20, 20, 20]
    assert "skills" in marks(community, bare)
    community.run("delete from usr_profile_skills where profile_id = %s", bare)
    assert (strength(community, bare), marks(community, bare)) == (10, set())


def test_connections_give_five_from_five_and_ten_from_ten(community: Community, bare: UUID) -> None:
    found = []
    for number in range(11):
        found.append(strength(community, bare))
        community.join(bare, community.person(), "accepted")
        community.join(bare, community.person(), "pending")
        if number == 5:
            assert "connections" in marks(community, bare)
    assert found == [10] * 5 + [15] * 5 + [20]
    community.run("update soc_connections set status = 'blocked'")
    assert (strength(community, bare), marks(community, bare)) == (10, set())


def test_the_strongest_profile_has_100(community: Community, bare: UUID) -> None:
    community.run(
        "update profiles set profile_photo_url = 'x', headline = 'x', bio = %s where id = %s",
        LONG_BIO,
        bare,
    )
    role(community, bare)
    education(community, bare)
    community.job(bare, "2020-01-01", None)
    for _ in range(3):
        community.skill(bare)
    for kind in ("email", "phone", "identity"):
        approve(community, bare, kind)
    connect_with(community, bare, 10)
    assert strength(community, bare) == 100


def test_a_new_profile_is_stored_with_its_strength_at_once(community: Community) -> None:
    """And not with one that somebody wrote, nor by a second write of the row."""
    person = community.person(profile_strength=90, verification_level="trusted", headline="Vet")
    assert (strength(community, person), level(community, person)) == (20, "basic")
    assert community.value("select updated_at = created_at from profiles")


def test_what_is_written_by_hand_is_put_right(community: Community, bare: UUID) -> None:
    community.run("update profiles set profile_strength = 99, verification_level = 'trusted'")
    assert (strength(community, bare), level(community, bare)) == (10, "basic")


@pytest.mark.lesson("R10")
def test_r10_posts_and_endorsements_are_marked_while_they_are_there(
    community: Community, bare: UUID
) -> None:
    other = community.person()
    post = community.post(bare)
    skill = community.skill(bare)
    community.add("usr_skill_endorsements", profile_skill_id=skill, endorser_id=other)
    assert marks(community, bare) == {"posts", "endorsements"}
    community.run("update soc_posts set is_deleted = true where id = %s", post)
    community.run("delete from usr_skill_endorsements")
    assert marks(community, bare) == set()


@pytest.mark.lesson("R10")
def test_r10_photo_headline_and_bio_are_marked_while_they_are_there(
    community: Community, bare: UUID
) -> None:
    community.run("update profiles set profile_photo_url = 'x', headline = 'x', bio = %s", LONG_BIO)
    assert marks(community, bare) == {"photo", "headline", "bio"}
    community.run("update profiles set profile_photo_url = '', headline = null, bio = 'short'")
    assert marks(community, bare) == set()


def test_emptying_a_table_takes_its_points_from_everybody(community: Community, bare: UUID) -> None:
    community.job(bare, "2020-01-01", None)
    community.run("truncate usr_experiences")
    assert strength(community, bare) == 10


def test_rows_loaded_without_triggers_count_after_a_refresh(
    community: Community, bare: UUID
) -> None:
    community.run("set local session_replication_role = replica")
    community.job(bare, "2020-01-01", None)
    approve(community, bare, "phone")
    community.run("set local session_replication_role = origin")
    assert community.value("select profile_strength from profiles") == 10
    community.rows("select refresh_profile_strength()")
    assert (strength(community, bare), level(community, bare)) == (25, "verified")


def test_a_refresh_of_what_is_right_writes_nothing(community: Community, bare: UUID) -> None:
    community.job(bare, "2020-01-01", None)
    before = community.rows(
        "select p.xmin::text, p.ctid::text, c.ctid::text from profiles p, usr_completeness_checks c"
    )
    community.rows("select refresh_profile_strength()")
    assert before == community.rows(
        "select p.xmin::text, p.ctid::text, c.ctid::text from profiles p, usr_completeness_checks c"
    )


def test_a_like_does_not_touch_the_profile_of_anybody(community: Community, bare: UUID) -> None:
    post = community.post(bare)
    before = community.rows("select ctid::text from profiles")
    community.like(post, bare)
    assert community.rows("select ctid::text from profiles") == before


def test_nobody_has_no_strength(community: Community) -> None:
    nobody = "00000000-0000-4000-8000-00000000000f"
    assert community.value("select calculate_profile_strength(%s)", nobody) is None
    assert community.value("select calculate_verification_level(%s)", nobody) is None


def test_a_profile_goes_with_all_it_has(community: Community, bare: UUID) -> None:
    community.job(bare, "2020-01-01", None)
    approve(community, bare, "phone")
    connect_with(community, bare, 5)
    community.run("delete from profiles where id = %s", bare)
    assert community.rows("select from usr_completeness_checks where profile_id = %s", bare) == []


def test_skills_added_at_once_are_all_seen(
    copy_database: Callable[[str], str], source_template: str
) -> None:
    """Two people who add the second and third skill at once must not both see two."""
    database = copy_database(source_template)
    with connect(database) as connection:
        person = Community(connection).person("Asha")
        Community(connection).skill(person)
    start = Barrier(2)

    def add_one() -> None:
        with connect(database) as connection:
            start.wait()
            Community(connection).skill(person)

    with ThreadPoolExecutor(2) as workers:
        for finished in [workers.submit(add_one) for _ in range(2)]:
            finished.result()
    with connect(database) as connection:
        assert strength(Community(connection), person) == 20


# F20


def test_the_level_follows_the_number_of_types(community: Community, bare: UUID) -> None:
    levels = []
    for kind in ("email", "phone", "identity", "business"):
        approve(community, bare, kind)
        levels.append(level(community, bare))
    assert levels == ["verified", "verified", "trusted", "trusted"]
    assert strength(community, bare) == 20


@pytest.mark.lesson("R14")
def test_r14_three_approvals_of_one_type_do_not_make_trusted(
    community: Community, bare: UUID
) -> None:
    for _ in range(3):
        approve(community, bare, "phone")
    assert (level(community, bare), strength(community, bare)) == ("verified", 15)


@pytest.mark.lesson("R14")
def test_r14_the_level_goes_down_too(community: Community, bare: UUID) -> None:
    for kind in ("email", "phone", "identity"):
        approve(community, bare, kind)
    levels = [level(community, bare)]
    for change in (
        "update usr_verifications set status = 'rejected' where verification_type = 'phone'",
        "update usr_verifications set status = 'approved'",
        "update usr_verifications set verification_type = 'email'",
        "delete from usr_verifications",
    ):
        community.run(change)
        levels.append(level(community, bare))
    assert levels == ["trusted", "verified", "trusted", "verified", "basic"]
    assert strength(community, bare) == 10


@pytest.mark.parametrize("status", ["pending", "rejected"])
def test_only_approved_verifications_count(community: Community, bare: UUID, status: str) -> None:
    approve(community, bare, "phone", status)
    assert level(community, bare) == "basic"


# Any order of changes

CHANGES: dict[str, Callable[[Community, UUID], object]] = {
    "role": role,
    "no role": lambda c, p: c.run("delete from usr_profile_roles where profile_id = %s", p),
    "job": lambda c, p: c.job(p, "2020-01-01", None),
    "no job": lambda c, p: c.run("delete from usr_experiences where profile_id = %s", p),
    "skill": lambda c, p: c.skill(p),
    "one skill less": lambda c, p: c.run(
        "delete from usr_profile_skills where id in"
        " (select id from usr_profile_skills where profile_id = %s limit 1)",
        p,
    ),
    "phone approved": lambda c, p: approve(c, p, "phone"),
    "all rejected": lambda c, _: c.run("update usr_verifications set status = 'rejected'"),
    "five connections": lambda c, p: connect_with(c, p, 5),
    "no connections": lambda c, _: c.run("delete from soc_connections"),
    "post": lambda c, p: c.post(p),
    "posts to the trash": lambda c, _: c.run("update soc_posts set is_deleted = true"),
    "headline": lambda c, p: c.run("update profiles set headline = 'Vet' where id = %s", p),
    "no headline": lambda c, _: c.run("update profiles set headline = null"),
}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=12))
def test_whatever_changes_what_is_stored_is_what_is_computed(
    source_connection: psycopg.Connection, changes: list[str]
) -> None:
    community = Community(source_connection)
    try:
        person = community.person("Asha")
        for change in changes:
            CHANGES[change](community, person)
        different: list[Any] = community.rows(
            f"""
            select standing.*
            from sys_profile_standing(array(select id from profiles)) as standing
            join profiles on id = standing.profile_id
            join usr_completeness_checks as marks on marks.profile_id = id
            where (standing.strength, standing.verification_level, standing.strength)
                <> (profile_strength, profiles.verification_level, completeness_score)
                or (select array[{MARKS}] from (select standing.*) as computed)
                <> (select array[{MARKS}] from (select marks.*) as stored)
            """
        )
        assert different == []
    finally:
        source_connection.rollback()
