"""The contents of seeds/: standards kept, sizes as agreed, nothing personal, nothing secret."""

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from database.seed_files import read_seed_file
from database.seeding import SEEDS

FILES = sorted(SEEDS.glob("*.csv"))

COUNTS = {
    "adm_roles": 5,
    "adm_system_settings": 18,
    "ana_ndp_categories": 6,
    "cms_categories": 6,
    "cms_tags": 10,
    "eml_domains": 4,
    "eml_senders": 4,
    "eml_templates": 4,
    "mkt_content_types": 22,
    "mkt_pillar_types": 6,
    "mkt_segments": 11,
    "mkt_tags": 18,
    "nec_zones": 37,
    "ref_business_types": 12,
    "ref_countries": 82,
    "ref_currencies": 30,
    "ref_entity_types": 10,
    "ref_event_types": 10,
    "ref_job_categories": 10,
    "ref_job_types": 5,
    "ref_notification_types": 13,
    "ref_organization_types": 8,
    "ref_product_categories": 27,
    "ref_roles": 14,
    "ref_service_attributes": 2,
    "ref_service_categories": 8,
    "ref_skills": 20,
    "ref_states": 301,
    "shr_share_templates": 8,
    "sup_categories": 8,
}

STATES_BY_COUNTRY = {
    "US": 51, "NG": 37, "IN": 36, "CN": 33, "BR": 27, "MY": 16, "CA": 13, "ID": 10, "PH": 10,
    "TH": 10, "VN": 10, "ZA": 9, "LK": 9, "AU": 8, "BD": 8, "NP": 7, "PK": 7,
}  # fmt: skip

INDIAN_STATES = {
    "AP": "Andhra Pradesh", "AR": "Arunachal Pradesh", "AS": "Assam", "BR": "Bihar",
    "CG": "Chhattisgarh", "GA": "Goa", "GJ": "Gujarat", "HR": "Haryana", "HP": "Himachal Pradesh",
    "JH": "Jharkhand", "KA": "Karnataka", "KL": "Kerala", "MP": "Madhya Pradesh",
    "MH": "Maharashtra", "MN": "Manipur", "ML": "Meghalaya", "MZ": "Mizoram", "NL": "Nagaland",
    "OD": "Odisha", "PB": "Punjab", "RJ": "Rajasthan", "SK": "Sikkim", "TN": "Tamil Nadu",
    "TS": "Telangana", "TR": "Tripura", "UP": "Uttar Pradesh", "UK": "Uttarakhand",
    "WB": "West Bengal",
}  # fmt: skip

INDIAN_TERRITORIES = {
    "AN": "Andaman and Nicobar Islands", "CH": "Chandigarh",
    "DH": "Dadra and Nagar Haveli and Daman and Diu", "DL": "Delhi", "JK": "Jammu and Kashmir",
    "LA": "Ladakh", "LD": "Lakshadweep", "PY": "Puducherry",
}  # fmt: skip


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a file as it is on disk."""
    with (SEEDS / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def column(table: str, name: str) -> list[str]:
    return [row[name] for row in rows(table)]


@pytest.mark.parametrize("table", COUNTS)
def test_a_list_is_as_long_as_agreed(table: str) -> None:
    assert len(rows(table)) == COUNTS[table]


# Whatever the table


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_plain_text_in_one_form(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert text.endswith("\n")
    assert "\r" not in text
    assert unicodedata.is_normalized("NFC", text)
    # The thousands separator of one currency is a blank.
    cells = [cell for row in read_seed_file(path).rows for cell in row if cell != " "]
    assert [cell for cell in cells if cell != cell.strip()] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_no_address_number_or_secret_of_anybody(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"[\w.+-]+@[\w-]+\.[\w.]+", text) == []
    assert re.findall(r"(?:\d[ -]?){10,}", text) == []
    assert re.findall(r"(?i)passw(?:or)?d|secret|api.?key|\$2[aby]\$|\b[0-9a-f]{32,}\b", text) == []


def test_no_file_fills_a_table_of_people() -> None:
    tables = {path.stem for path in FILES}
    people = {"auth_users", "profiles", "adm_users", "biz_profiles", "org_profiles", "soc_posts"}
    assert tables & people == set()
    assert [table for table in tables if table.startswith(("usr_", "msg_", "int_"))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_slugs_and_colors_have_their_form(path: Path) -> None:
    for row in rows(path.stem):
        assert re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", row.get("slug", "x"))
        assert re.fullmatch(r"#[0-9A-F]{6}", row.get("color", "#000000"))


# Places


def test_countries_carry_real_codes() -> None:
    countries = rows("ref_countries")
    assert all(re.fullmatch(r"[A-Z]{2}", row["code"]) for row in countries)
    assert all(re.fullmatch(r"[A-Z]{3}", row["iso3"]) for row in countries)
    assert all(re.fullmatch(r"\d{3}", row["iso_numeric"]) for row in countries)
    assert all(re.fullmatch(r"\+[1-9]\d{0,2}", row["phone_code"]) for row in countries)
    known = {row["code"]: (row["iso3"], row["iso_numeric"], row["phone_code"]) for row in countries}
    assert known["IN"] == ("IND", "356", "+91")
    assert known["LK"] == ("LKA", "144", "+94")
    assert known["ZA"] == ("ZAF", "710", "+27")
    assert known["CH"] == ("CHE", "756", "+41")
    for name in ("code", "iso3", "iso_numeric", "name", "sort_order"):
        assert len(set(column("ref_countries", name))) == len(countries)


def test_phone_numbers_fit_into_the_fifteen_digits_of_the_standard() -> None:
    for row in rows("ref_countries"):
        digits = row["phone_format"].count("#") + len(row["phone_code"]) - 1
        assert 9 <= digits <= 15, row["name"]
    india = next(row for row in rows("ref_countries") if row["code"] == "IN")
    assert india["phone_format"].count("#") == 10


def test_a_flag_is_made_of_the_letters_of_the_code() -> None:
    for row in rows("ref_countries"):
        letters = [chr(ord(letter) - 0x1F1E6 + ord("A")) for letter in row["flag_emoji"]]
        assert "".join(letters) == row["code"]


def test_eighty_countries_are_active_and_five_of_the_subcontinent_stand_first() -> None:
    countries = rows("ref_countries")
    assert sum(row["is_active"] == "true" for row in countries) == 80
    favourites = [row["name"] for row in countries if row["is_favourite"] == "true"]
    assert favourites == ["India", "Pakistan", "Bangladesh", "Sri Lanka", "Nepal"]
    first = sorted(countries, key=lambda row: int(row["sort_order"]))[:5]
    assert [row["name"] for row in first] == favourites
    assert [row["code"] for row in countries if row["is_default"] == "true"] == ["IN"]


def test_states_are_as_many_in_each_country_as_agreed() -> None:
    assert Counter(column("ref_states", "country_code")) == STATES_BY_COUNTRY


def test_india_has_its_states_and_territories_of_today() -> None:
    india = {row["code"]: row["name"] for row in rows("ref_states") if row["country_code"] == "IN"}
    assert len(INDIAN_STATES) == 28
    assert len(INDIAN_TERRITORIES) == 8
    assert india == INDIAN_STATES | INDIAN_TERRITORIES


def test_every_price_zone_is_in_a_state_of_india() -> None:
    assert set(column("nec_zones", "state")) <= {*INDIAN_STATES.values(), "Delhi"}


# Money


@pytest.mark.lesson("B12")
def test_b12_a_currency_says_how_its_amounts_are_written() -> None:
    currencies = {row["code"]: row for row in rows("ref_currencies")}
    assert all(re.fullmatch(r"[A-Z]{3}", code) for code in currencies)
    assert all(re.fullmatch(r"\d{3}", row["iso_numeric"]) for row in currencies.values())
    decimals = {code: row["decimal_places"] for code, row in currencies.items()}
    assert {code for code, places in decimals.items() if places == "0"} == {"JPY", "KRW", "VND"}
    assert {code for code, places in decimals.items() if places == "3"} == {"KWD", "OMR"}
    assert currencies["INR"]["digit_grouping"] == "indian"
    assert currencies["INR"]["thousands_separator"] == ","
    assert currencies["USD"]["digit_grouping"] == "thousands"


def test_a_country_has_one_currency_of_its_own() -> None:
    links = rows("ref_country_currencies")
    defaults = Counter(row["country_code"] for row in links if row["is_default"] == "true")
    assert set(defaults.values()) == {1}
    currency = {row["country_code"]: row["currency_code"] for row in links}
    assert {code: currency[code] for code in ("IN", "PK", "BD", "LK", "NP", "US", "DE")} == {
        "IN": "INR", "PK": "PKR", "BD": "BDT", "LK": "LKR", "NP": "NPR", "US": "USD", "DE": "EUR",
    }  # fmt: skip
    assert set(column("ref_currencies", "code")) == set(currency.values())


# The lists of the field


def test_roles_are_six_primary_and_eight_secondary_ones() -> None:
    assert Counter(column("ref_roles", "category")) == {"primary": 6, "secondary": 8}


def test_skills_are_technical_business_and_soft_ones() -> None:
    assert Counter(column("ref_skills", "category")) == {"technical": 10, "business": 6, "soft": 4}


def test_notification_types_are_those_that_were_promised() -> None:
    assert set(column("ref_notification_types", "slug")) == {
        "connection-request", "connection-accepted", "new-message", "post-like", "post-comment",
        "comment-reply", "post-mention", "event-invitation", "event-reminder",
        "resource-published", "job-application", "profile-view", "system-update",
    }  # fmt: skip


def test_product_categories_stand_on_three_levels() -> None:
    parents = {row["slug"]: row["parent_category_slug"] for row in rows("ref_product_categories")}

    def level(slug: str) -> int:
        return 1 + level(parents[slug]) if parents[slug] else 1

    assert Counter(map(level, parents)) == {1: 8, 2: 13, 3: 6}


def test_job_types_are_the_values_a_posting_can_have() -> None:
    assert set(column("ref_job_types", "slug")) == {
        "full_time", "part_time", "contract", "internship", "temporary",
    }  # fmt: skip


def test_a_job_category_knows_its_place_in_the_tree() -> None:
    for row in rows("ref_job_categories"):
        assert row["path"].split("/")[-1] == row["slug"]
        assert row["path"].count("/") == int(row["level"])


def test_every_mail_category_has_a_domain_and_a_sender() -> None:
    allowed = [set(cell.split("|")) for cell in column("eml_domains", "allowed_categories")]
    domains = dict(zip(column("eml_domains", "subdomain"), allowed, strict=True))
    for row in rows("eml_senders"):
        assert set(row["email_categories"].split("|")) <= domains[row["domain_subdomain"]]
    sent = {
        category for row in rows("eml_senders") for category in row["email_categories"].split("|")
    }
    assert sent == {
        "welcome", "onboarding", "engagement", "retention", "network", "content", "achievement",
        "educational", "event", "digest", "system",
    }  # fmt: skip
    assert set(column("eml_templates", "category")) <= sent
    assert set(column("eml_domains", "is_verified")) == {"false"}
