"""Prices, marketing, e-mail, staff: what the tables refuse, count and keep."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Placeholder

from database.connections import connect
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import schema_template

PERSON = "00000000-0000-4000-8000-000000000001"
ONE = "00000000-0000-4000-8000-000000000002"
TWO = "00000000-0000-4000-8000-000000000003"


@pytest.fixture(scope="module")
def database(server: EmbeddedServer) -> Iterator[str]:
    with copy_of(server, schema_template(server)) as url:
        yield url


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection]:
    """A connection whose work is undone after the test; one person exists."""
    with connect(database) as connection:
        add(connection, "auth_users", id=PERSON, email="a@example.org")
        add(
            connection,
            "profiles",
            id=PERSON,
            full_name="Asha Example",
            profile_slug="asha",
            location_state="Goa",
            phone="+910000000000",
            email="a@example.org",
        )
        yield connection
        connection.rollback()


def add(connection: psycopg.Connection, table: str, **values: object) -> None:
    insert = SQL("insert into {} ({}) values ({})").format(
        Identifier(table),
        SQL(", ").join(map(Identifier, values)),
        SQL(", ").join(Placeholder() for _ in values),
    )
    connection.execute(insert, list(values.values()))


def run(connection: psycopg.Connection, statement: str) -> None:
    connection.execute(statement.encode())


def row(connection: psycopg.Connection, query: str) -> tuple[object, ...] | None:
    return connection.execute(query.encode()).fetchone()


# Prices


@pytest.fixture
def zone(connection: psycopg.Connection) -> str:
    add(connection, "nec_zones", id=ONE, name="X", slug="x", zone_type="production_center")
    return ONE


@pytest.mark.lesson("R26")
def test_r26_year_month_and_day_of_a_price_are_those_of_its_date(
    connection: psycopg.Connection, zone: str
) -> None:
    add(connection, "nec_prices", zone_id=zone, date="2024-02-29", suggested_price=500)
    assert row(connection, "select year, month, day_of_month from nec_prices") == (2024, 2, 29)
    with pytest.raises(psycopg.errors.GeneratedAlways):
        run(connection, "update nec_prices set year = 1999")


@pytest.mark.parametrize("price", [99, 1001])
@pytest.mark.parametrize("basis", ["suggested_price", "prevailing_price"])
def test_a_price_out_of_range_is_refused(
    connection: psycopg.Connection, zone: str, basis: str, price: int
) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        add(connection, "nec_prices", zone_id=zone, date="2024-02-29", **{basis: price})


# Staff


@pytest.mark.lesson("R32")
def test_r32_what_staff_did_outlives_their_account(connection: psycopg.Connection) -> None:
    add(connection, "adm_roles", id=ONE, name="Role", slug="role")
    add(connection, "adm_users", id=ONE, role_id=ONE, email="s@example.org", password_hash="none")
    add(
        connection, "adm_actions_log", admin_user_id=ONE, action_type="user_ban", description="spam"
    )
    add(
        connection,
        "adm_banned_users",
        profile_id=PERSON,
        reason="spam",
        ban_type="permanent",
        banned_by=ONE,
    )
    add(
        connection,
        "sup_submissions",
        feedback_type="bug",
        subject="x",
        message="y",
        responded_by=ONE,
    )
    run(connection, "delete from adm_users")
    log = "select admin_user_id, admin_email, description from adm_actions_log"
    assert row(connection, log) == (None, "s@example.org", "spam")
    assert row(connection, "select banned_by, is_active from adm_banned_users") == (None, True)
    assert row(connection, "select responded_by from sup_submissions") == (None,)


def test_a_report_outlives_what_was_reported(connection: psycopg.Connection) -> None:
    add(connection, "soc_posts", id=ONE, author_type="individual", author_id=PERSON, content="x")
    add(
        connection,
        "adm_moderation_queue",
        content_type="post",
        content_id=ONE,
        report_reason="spam",
    )
    run(connection, "delete from soc_posts")
    report = "select content_type, content_id from adm_moderation_queue"
    assert row(connection, report) == ("post", None)


# Marketing


@pytest.fixture
def campaign(connection: psycopg.Connection) -> str:
    """A campaign with one piece of content, which has two channels and two tags."""
    add(connection, "mkt_content_types", id=ONE, name="Article", slug="article")
    add(connection, "mkt_content_pillars", id=ONE, title="Pillar")
    add(
        connection,
        "mkt_content",
        id=ONE,
        content_mode="master",
        content_type_id=ONE,
        pillar_id=ONE,
        title="Piece",
    )
    add(connection, "mkt_campaigns", id=ONE, name="Campaign")
    add(connection, "mkt_campaign_content", campaign_id=ONE, content_id=ONE)
    for each, views, likes in ((ONE, 60, 3), (TWO, 40, 4)):
        add(connection, "mkt_channels", id=each, platform="other", channel_type="page", name=each)
        add(
            connection,
            "mkt_content_schedule",
            content_id=ONE,
            channel_id=each,
            scheduled_date="2024-01-01",
            views=views,
            likes=likes,
            shares=1,
        )
        add(connection, "mkt_tags", id=each, name=each, slug=each)
        add(connection, "mkt_content_tags", content_id=ONE, tag_id=each)
    return ONE


@pytest.mark.lesson("S04")
@pytest.mark.parametrize("table", ["mkt_campaigns", "mkt_content_pillars"])
def test_s04_reach_is_not_multiplied_by_channels_and_tags(
    connection: psycopg.Connection, campaign: str, table: str
) -> None:
    totals = f"select total_reach, total_engagement from {table} where id = '{campaign}'"
    assert row(connection, totals) == (100, 9)
    run(connection, "update mkt_content_schedule set views = 0 where views = 40")
    assert row(connection, totals) == (60, 9)
    run(connection, "delete from mkt_content")
    assert row(connection, totals) == (0, 0)


def test_a_tag_counts_content_and_pillars(connection: psycopg.Connection, campaign: str) -> None:
    add(connection, "mkt_pillar_tags", pillar_id=campaign, tag_id=ONE)
    usage = "select array_agg(usage_count order by id) from mkt_tags"
    assert row(connection, usage) == ([2, 1],)


def test_pieces_of_a_plan_are_counted_also_when_they_were_there_first(
    connection: psycopg.Connection, campaign: str
) -> None:
    add(connection, "mkt_pillar_content_types", pillar_id=campaign, content_type_id=ONE)
    pieces = "select pieces_created from mkt_pillar_content_types"
    assert row(connection, pieces) == (1,)
    run(connection, "update mkt_content set pillar_id = null")
    assert row(connection, pieces) == (0,)


@pytest.mark.usefixtures("campaign")
def test_a_repurposed_piece_has_a_master(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.CheckViolation):
        run(connection, "update mkt_content set content_mode = 'repurposed'")


# E-mail


def test_an_opening_is_written_beside_the_email_and_counted_once(
    connection: psycopg.Connection,
) -> None:
    add(connection, "eml_campaigns", id=ONE, name="C", type="drip")
    add(connection, "eml_campaign_recipients", campaign_id=ONE, user_id=PERSON)
    add(
        connection,
        "eml_queue",
        id=ONE,
        campaign_id=ONE,
        recipient_id=PERSON,
        to_email="a@example.org",
        subject="s",
        body_html="b",
        sent_at="2024-01-01",
    )
    for kind, day in (("opened", 3), ("clicked", 2), ("opened", 4)):
        add(
            connection,
            "eml_events",
            email_queue_id=ONE,
            event_type=kind,
            created_at=f"2024-01-0{day} 12:00+00",
        )
    days = "select extract(day from opened_at)::int, extract(day from clicked_at)::int"
    assert row(connection, f"{days} from eml_queue") == (2, 2)
    totals = "total_recipients, total_sent, total_opened, total_clicked"
    assert row(connection, f"select {totals} from eml_campaigns") == (1, 1, 1, 1)
    totals = "emails_sent, emails_opened, emails_clicked"
    assert row(connection, f"select {totals} from eml_campaign_recipients") == (1, 1, 1)


def test_a_senders_address_follows_its_domain(connection: psycopg.Connection) -> None:
    add(
        connection,
        "eml_domains",
        id=ONE,
        subdomain="news",
        purpose="marketing",
        allowed_categories=[],
    )
    add(
        connection,
        "eml_senders",
        domain_id=ONE,
        sender_email="editor",
        sender_name="News",
        email_categories=[],
    )
    address = "select full_email from eml_senders"
    assert row(connection, address) == ("editor@news.poultryco.net",)
    run(connection, "update eml_domains set subdomain = 'letters'")
    assert row(connection, address) == ("editor@letters.poultryco.net",)


# Views and shared engagement


@pytest.mark.lesson("R30")
def test_r30_views_of_posts_are_recorded_in_one_table_only(connection: psycopg.Connection) -> None:
    add(connection, "soc_posts", id=ONE, author_type="individual", author_id=PERSON, content="x")
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="points nowhere"):
        add(connection, "ana_entity_views", entity_type="post", entity_id=ONE)


@pytest.fixture
def article(connection: psycopg.Connection) -> str:
    add(connection, "ref_entity_types", type="blog_post", description="An article")
    add(connection, "cms_posts", id=ONE, title="T", slug="t", content="c")
    return ONE


def test_views_and_reactions_of_an_article_are_counted(
    connection: psycopg.Connection, article: str
) -> None:
    add(connection, "ana_entity_views", entity_type="blog_post", entity_id=article)
    for table in ("shr_entity_likes", "shr_entity_shares"):
        add(connection, table, entity_type="blog_post", entity_id=article, user_id=PERSON)
    counts = "select view_count, like_count, comment_count, share_count from cms_posts"
    assert row(connection, counts) == (1, 1, 0, 1)
    assert row(connection, "select engagement_score from cms_posts") == (6,)


@pytest.mark.usefixtures("article")
@pytest.mark.parametrize("table", ["shr_entity_likes", "shr_entity_shares", "shr_entity_comments"])
def test_a_reaction_to_nothing_is_refused(connection: psycopg.Connection, table: str) -> None:
    text = {"content": "x"} if table == "shr_entity_comments" else {}
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        add(connection, table, entity_type="blog_post", entity_id=TWO, user_id=PERSON, **text)


def test_a_tag_of_the_blog_counts_published_articles(
    connection: psycopg.Connection, article: str
) -> None:
    add(connection, "cms_tags", id=ONE, name="A", slug="a")
    add(connection, "cms_post_tags", post_id=article, tag_id=ONE)
    count = "select post_count from cms_tags"
    assert row(connection, count) == (0,)
    run(connection, "update cms_posts set status = 'published'")
    assert row(connection, count) == (1,)


# The schema as a whole


def test_old_names_write_the_tables_with_all_that_hangs_on_them(
    connection: psycopg.Connection,
) -> None:
    add(connection, "anl_profile_views", viewed_type="individual", viewed_id=PERSON)
    add(connection, "posts", author_type="individual", author_id=PERSON, content="x")
    assert row(connection, "select profile_views_count, posts_count from usr_stats") == (1, 1)


def test_no_old_name_stands_for_what_the_warehouse_computes(
    connection: psycopg.Connection,
) -> None:
    computed = "engagement_metrics|platform_metrics|feedback_stats"
    found = f"select old_name from sys_renames where old_name ~ '{computed}'"
    assert row(connection, found) is None


@pytest.mark.lesson("R16")
def test_every_counter_of_the_schema_is_declared(connection: psycopg.Connection) -> None:
    undeclared = """
    select relname, attname
    from pg_attribute
    inner join pg_class on pg_class.oid = attrelid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not relispartition and relname !~ '^sys_' and attnum > 0
        and attname ~ '(_count|^rating_avg|^average_.*rating)$'
        and atttypid in ('integer'::regtype, 'numeric'::regtype, 'bigint'::regtype)
        and (relname, attname) not in (select table_name, column_name from sys_counters)
    """
    assert connection.execute(undeclared.encode()).fetchall() == []
