"""Slugs: what a name becomes, in any script, and that nobody gets one twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from database.connections import connect
from tests.members import Community


@pytest.fixture
def database(copy_database: Callable[[str], str], source_template: str) -> str:
    """URL of a database for tests that commit."""
    return copy_database(source_template)


def slug_of(community: Community, name: str | None) -> str:
    return str(community.value("select generate_profile_slug(%s)", name))


@pytest.mark.lesson("R09")
@pytest.mark.parametrize(
    ("script", "name", "slug"),
    [
        ("Devanagari", "आशा देवी", "asha-devi"),
        ("Devanagari, two consonants at the end", "कृष्ण मिश्र", "krishna-mishra"),
        ("Devanagari, nasal before b", "मुंबई", "mumbai"),
        ("Bengali", "রবীন্দ্রনাথ ঠাকুর", "rabindranath-thakur"),
        ("Assamese", "অসম ৰাজ্য", "asam-rajya"),
        ("Gurmukhi", "ਗੁਰਮੁਖ ਸਿੰਘ", "guramukh-singh"),
        ("Gujarati", "નરેન્દ્ર પટેલ", "narendra-patel"),
        ("Odia", "ଓଡ଼ିଶା", "odisha"),
        ("Tamil", "ரவி குமார்", "ravi-kumar"),
        ("Tamil, vowel in two signs", "கோழி", "kozhi"),
        ("Telugu", "తెలంగాణ", "telangana"),
        ("Telugu, nasal at the end", "సత్యం", "satyam"),
        ("Kannada", "ಕರ್ನಾಟಕ", "karnataka"),
        ("Malayalam", "മലയാളം", "malayalam"),
        ("Malayalam, chillu", "വർഗീസ്", "vargis"),
        ("digits", "आशा १२३", "asha-123"),
    ],
)
def test_r09_a_name_in_an_indian_script_gives_a_usable_slug(
    community: Community, script: str, name: str, slug: str
) -> None:
    assert slug_of(community, name) == slug, script


@pytest.mark.lesson("R09")
def test_r09_every_block_of_the_indian_scripts_is_written_by_the_same_table(
    community: Community,
) -> None:
    """ka, i-sign, ra, aa-sign at the same places of all nine blocks."""
    slugs = {
        slug_of(community, "".join(chr(block + place) for place in (0x15, 0x3F, 0x30, 0x3E)))
        for block in range(0x900, 0xD80, 0x80)
    }
    assert slugs == {"kira"}


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Asha Devi", "asha-devi"),
        ("  Dr. A.P. D'Souza--Rao! ", "dr-ap-dsouza-rao"),
        ("José Ñandú", "jose-nandu"),
        ("Łukasz ÆRØ Straße", "lukasz-aero-strasse"),
        ("Ravi 李", "ravi"),
    ],
)
def test_other_names_lose_accents_and_signs(community: Community, name: str, slug: str) -> None:
    assert slug_of(community, name) == slug


@pytest.mark.parametrize("name", ["李小龙", "🐔", "   ", "---", "", None])
def test_a_name_that_cannot_be_written_gets_the_kind_of_page(
    community: Community, name: str | None
) -> None:
    assert slug_of(community, name) == "member"
    assert community.value("select generate_business_slug(%s)", name) == "business"
    assert community.value("select generate_organization_slug(%s)", name) == "organization"


def test_a_long_name_is_cut(community: Community) -> None:
    slug = slug_of(community, "abcd " * 40)
    assert len(slug) <= 60
    assert not slug.endswith("-")


@pytest.mark.lesson("R08")
def test_r08_a_taken_slug_is_not_given_again(community: Community) -> None:
    slugs = []
    for _ in range(12):
        person = community.person("Asha Devi")
        slugs.append(community.value("select profile_slug from profiles where id = %s", person))
    assert slugs == ["asha-devi", *(f"asha-devi-{number}" for number in range(2, 13))]


def test_a_number_that_became_free_is_given_again_or_the_next_one(community: Community) -> None:
    people = [community.person("Asha") for _ in range(5)]
    community.run("delete from profiles where id = %s", people[2])
    free = slug_of(community, "Asha")
    assert free in {"asha-3", "asha-6"}
    assert not community.rows("select from profiles where profile_slug = %s", free)


def test_one_statement_that_adds_many_of_a_name_gets_different_slugs(community: Community) -> None:
    community.run(
        "with accounts as (insert into auth_users (email)"
        " select 'x' || n from generate_series(1, 50) n returning id)"
        " insert into profiles (id, full_name, location_state, phone, email)"
        " select id, 'Ravi', 'Goa', '', '' from accounts"
    )
    assert community.value("select count(distinct profile_slug) from profiles") == 50


def test_a_slug_that_is_given_is_kept(community: Community) -> None:
    person = community.person("Asha", profile_slug="the-one")
    found = community.value("select profile_slug from profiles where id = %s", person)
    assert found == "the-one"


def test_businesses_and_organizations_get_slugs_of_their_own_kind(community: Community) -> None:
    owner = community.person("Hen House")
    business = community.business(owner, business_name="Hen House")
    community.add("org_profiles", created_by=owner, organization_name="Hen House")
    assert community.value("select profile_slug from profiles") == "hen-house"
    assert community.value("select business_slug from biz_profiles") == "hen-house"
    assert community.value("select organization_slug from org_profiles") == "hen-house"
    community.run("update biz_profiles set is_deleted = true where id = %s", business)
    assert community.value("select generate_business_slug('Hen House')") == "hen-house-2"


def test_people_who_sign_up_at_once_get_different_slugs(database: str) -> None:
    """Eight sessions, each a transaction a person; names that end in numbers meet those given."""
    start = Barrier(8)

    def sign_up(worker: int) -> None:
        with connect(database, autocommit=True) as connection:
            start.wait()
            for each in range(10):
                with connection.transaction():
                    name = "Asha Devi 2" if (worker + each) % 3 == 0 else "Asha Devi"
                    Community(connection).person(name)

    with ThreadPoolExecutor(8) as workers:
        for finished in [workers.submit(sign_up, worker) for worker in range(8)]:
            finished.result()
    with connect(database) as connection:
        assert Community(connection).value("select count(*) from profiles") == 80


def test_a_slug_not_used_is_free_again(database: str) -> None:
    with connect(database) as connection:
        assert slug_of(Community(connection), "Asha") == "asha"
        connection.rollback()
        with connect(database) as other:
            assert slug_of(Community(other), "Asha") == "asha"
