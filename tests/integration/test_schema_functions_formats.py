"""Phone numbers, addresses of e-mail and amounts of money."""

import pytest

from tests.members import Community


@pytest.mark.parametrize(
    "phone",
    [
        "+919876543210",
        "+91 98765 43210",
        "+91 (832) 245-6789",
        "9876543210",
        "09876543210",
        "+12025550123",
        "+44 20 7946 0958",
        "+6581234567",
    ],
)
def test_a_phone_number_is_valid(community: Community, phone: str) -> None:
    assert community.value("select is_valid_phone(%s)", phone) is True


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "   ",
        "12345",
        "+91987654321",
        "+9198765432101",
        "+910987654321",
        "1234567890",
        "98765432x0",
        "+0123456789",
        "++919876543210",
        "+1234567890123456",
        "9876543210\n",
    ],
)
def test_a_phone_number_is_not_valid(community: Community, phone: str) -> None:
    assert community.value("select is_valid_phone(%s)", phone) is False


@pytest.mark.parametrize(
    "email",
    [
        "a@example.org",
        "first.last+tag@sub.example.co.in",
        "A_B@Example.COM",
        "o'neil@example.org",
        "x@xn--11b4c3d.xn--h2brj9c",
        f"{'a' * 64}@example.org",
    ],
)
def test_an_address_of_email_is_valid(community: Community, email: str) -> None:
    assert community.value("select is_valid_email(%s)", email) is True


@pytest.mark.parametrize(
    "email",
    [
        "",
        "a",
        "a@b",
        "@example.org",
        "a@",
        "a@@example.org",
        "a b@example.org",
        "a@example..org",
        ".a@example.org",
        "a.@example.org",
        "a..b@example.org",
        "a@-example.org",
        "a@example.org ",
        "a@example.1",
        f"{'a' * 65}@example.org",
        f"a@{'b' * 60}.{'c.' * 100}org",
        "a@example.org\n",
    ],
)
def test_an_address_of_email_is_not_valid(community: Community, email: str) -> None:
    assert community.value("select is_valid_email(%s)", email) is False


def test_nothing_is_neither_valid_nor_not(community: Community) -> None:
    assert community.rows("select is_valid_phone(null), is_valid_email(null)") == [(None, None)]


@pytest.mark.lesson("R28")
@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "₹0.00"),
        ("0.5", "₹0.50"),
        ("-0.001", "₹0.00"),
        ("999", "₹999.00"),
        ("1000", "₹1,000.00"),
        ("99999.995", "₹1,00,000.00"),
        ("12345678.5", "₹1,23,45,678.50"),
        ("-100000", "-₹1,00,000.00"),
        ("123456789012.345", "₹1,23,45,67,89,012.35"),
    ],
)
def test_r28_rupees_are_grouped_the_indian_way(
    community: Community, amount: str, written: str
) -> None:
    assert community.value("select format_inr(%s)", amount) == written


def test_rupees_without_paise(community: Community) -> None:
    assert community.value("select format_inr(250000.4, 0)") == "₹2,50,000"
    assert community.value("select format_inr(null)") is None


@pytest.mark.lesson("R28")
def test_r28_other_currencies_follow_their_row(community: Community) -> None:
    def currency(code: str, number: str, **columns: object) -> None:
        community.add("ref_currencies", code=code, iso_numeric=number, name=code, **columns)

    currency("INR", "356", symbol="₹", digit_grouping="indian")
    currency(
        "EUR",
        "978",
        symbol="€",
        symbol_position="after",
        decimal_separator=",",
        thousands_separator=".",
    )
    currency("JPY", "392", symbol="¥", decimal_places=0)
    currency("KWD", "414", symbol="KD", decimal_places=3)
    written = community.rows(
        "select format_currency(1234567.5, code) from ref_currencies order by code"
    )
    assert written == [
        ("1.234.567,50 €",),
        ("₹12,34,567.50",),
        ("¥1,234,568",),
        ("KD1,234,567.500",),
    ]
    assert community.value("select format_currency(1, 'XXX')") is None


@pytest.mark.lesson("R06")
def test_r06_the_currency_of_a_country_is_found(community: Community) -> None:
    country = community.add("ref_countries", name="India", code="IN")
    for code, number, is_default in (("USD", "840", False), ("INR", "356", True)):
        currency = community.add(
            "ref_currencies", code=code, iso_numeric=number, name=code, symbol=code
        )
        community.add(
            "ref_country_currencies",
            country_id=country,
            currency_id=currency,
            is_default=is_default,
        )
    assert community.value("select get_country_default_currency('IN')") == "INR"
    assert community.value("select get_country_default_currency('XX')") is None
