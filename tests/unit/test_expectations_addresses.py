"""How an address becomes one for SQLAlchemy, and errors lose what they must not tell."""

import pytest

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.mark.parametrize(
    ("url", "host", "database", "query_host"),
    [
        ("postgresql://postgres@/prices?host=/run/pg", "localhost", "prices", "/run/pg"),
        ("postgresql://reader@db.example.org:6543/prices", "db.example.org", "prices", None),
        ("dbname=prices host=/run/pg user=reader", "localhost", "prices", "/run/pg"),
    ],
)
def test_host_stands_where_both_libraries_find_it_when_converted(
    url: str, host: str, database: str, query_host: str | None
) -> None:
    from expectations.addresses import sqlalchemy_url

    converted = sqlalchemy_url(url, "market")
    assert (converted.host, converted.database) == (host, database)
    assert converted.query.get("host") == query_host
    assert "search_path=market" in str(converted.query["options"])
    assert "default_transaction_read_only=on" in str(converted.query["options"])


def test_secrets_and_options_survive_when_converted() -> None:
    from expectations.addresses import sqlalchemy_url

    converted = sqlalchemy_url(
        "postgresql://reader:p%40ss%24word@db/prices?sslmode=require&options=-c%20geqo%3Doff", "ana"
    )
    assert converted.password == "p@ss$word"
    assert converted.query["sslmode"] == "require"
    assert str(converted.query["options"]).startswith("-c geqo=off ")
    assert "$" not in converted.render_as_string(hide_password=False)


def test_reason_hides_the_password_when_an_error_quotes_the_address() -> None:
    from expectations.addresses import without_secrets

    url = "postgresql://reader:p%40ssword@db/prices"
    text = "cannot connect to postgresql+psycopg://reader:p%40ssword@db, tried p@ssword"
    assert "ssword" not in without_secrets(text, url)


def test_reason_is_the_database_message_when_sqlalchemy_adds_its_own() -> None:
    from expectations.addresses import without_secrets

    text = "(psycopg.errors.UndefinedColumn) column x does not exist\n[SQL: select x]\n(Background)"
    url = "postgresql://reader@db/prices"
    assert without_secrets(text, url) == (
        "(psycopg.errors.UndefinedColumn) column x does not exist"
    )
