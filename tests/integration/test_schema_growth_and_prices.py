"""Prices, marketing, e-mail, staff: what the tables refuse, count and keep."""

from collections.abc import Iterator

import psycopg
import pytest

from database.connections import connect
from database.migrations import migrate
from database.server import EmbeddedServer
from database.settings import PROJECT_ROOT
from tests.databases import copy_of, ensure_template

SCHEMA = PROJECT_ROOT / "database" / "schema"
PERSON = "00000000-0000-4000-8000-000000000001"
ONE = "00000000-0000-4000-8000-000000000002"
TWO = "00000000-0000-4000-8000-000000000003"


@pytest.fixture(scope="module")
def database(server: EmbeddedServer) -> Iterator[str]:
    template = ensure_template(server, "template_schema_unseeded", lambda url: migrate(url, SCHEMA))
    with copy_of(server, template) as url:
        yield url


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection]:
    """A connection whose work is undone after the test; one person exists."""
    with connect(database) as connection:
        run(
            connection,
            f"insert into auth_users (id, email) values ('{PERSON}', 'a@example.org')",
            "insert into profiles (id, full_name, profile_slug, location_state, phone, email)"
            f" values ('{PERSON}', 'Asha Example', 'asha', 'Goa', '+910000000000', 'a@example.org')",
        )
        yield connection
        connection.rollback()


def run(connection: psycopg.Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(statement.encode())


def row(connection: psycopg.Connection, query: str) -> tuple[object, ...] | None:
    return connection.execute(query.encode()).fetchone()


# Prices


def test_r26_year_month_and_day_of_a_price_are_those_of_its_date(
    connection: psycopg.Connection,
) -> None:
    run(
        connection,
        f"insert into nec_zones (id, name, slug, zone_type) values ('{ONE}', 'X', 'x', 'production_center')",
        f"insert into nec_prices (zone_id, date, suggested_price) values ('{ONE}', '2024-02-29', 500)",
    )
    assert row(connection, "select year, month, day_of_month from nec_prices") == (2024, 2, 29)
    with pytest.raises(psycopg.errors.GeneratedAlways):
        run(connection, "update nec_prices set year = 1999")


@pytest.mark.parametrize("price", [99, 1001])
def test_a_price_out_of_range_is_refused(connection: psycopg.Connection, price: int) -> None:
    run(
        connection,
        f"insert into nec_zones (id, name, slug, zone_type) values ('{ONE}', 'X', 'x', 'production_center')",
    )
    with pytest.raises(psycopg.errors.CheckViolation):
        run(
            connection,
            "insert into nec_prices (zone_id, date, prevailing_price)"
            f" values ('{ONE}', '2024-02-29', {price})",
        )


# Staff


def add_staff(connection: psycopg.Connection) -> None:
    run(
        connection,
        f"insert into adm_roles (id, name, slug) values ('{ONE}', 'Role', 'role')",
        "insert into adm_users (id, role_id, email, password_hash)"
        f" values ('{ONE}', '{ONE}', 'staff@example.org', 'not a hash')",
    )


def test_r32_what_staff_did_outlives_their_account(connection: psycopg.Connection) -> None:
    add_staff(connection)
    run(
        connection,
        "insert into adm_actions_log (admin_user_id, action_type, description)"
        f" values ('{ONE}', 'user_ban', 'spam')",
        "insert into adm_banned_users (profile_id, reason, ban_type, banned_by)"
        f" values ('{PERSON}', 'spam', 'permanent', '{ONE}')",
        "insert into sup_submissions (feedback_type, subject, message, responded_by)"
        f" values ('bug', 'x', 'y', '{ONE}')",
        "delete from adm_users",
    )
    assert row(
        connection, "select admin_user_id, admin_email, description from adm_actions_log"
    ) == (
        None,
        "staff@example.org",
        "spam",
    )
    assert row(connection, "select banned_by, is_active from adm_banned_users") == (None, True)
    assert row(connection, "select responded_by from sup_submissions") == (None,)


def test_a_report_outlives_what_was_reported(connection: psycopg.Connection) -> None:
    run(
        connection,
        "insert into soc_posts (id, author_type, author_id, content)"
        f" values ('{ONE}', 'individual', '{PERSON}', 'x')",
        "insert into adm_moderation_queue (content_type, content_id, report_reason)"
        f" values ('post', '{ONE}', 'spam')",
        "delete from soc_posts",
    )
    assert row(connection, "select content_type, content_id from adm_moderation_queue") == (
        "post",
        None,
    )


# Marketing


def add_campaign(connection: psycopg.Connection) -> None:
    """One piece of content in one campaign: two channels, two tags."""
    run(
        connection,
        f"insert into mkt_content_types (id, name, slug) values ('{ONE}', 'Article', 'article')",
        f"insert into mkt_content_pillars (id, title) values ('{ONE}', 'Pillar')",
        "insert into mkt_content (id, content_mode, content_type_id, pillar_id, title)"
        f" values ('{ONE}', 'master', '{ONE}', '{ONE}', 'Piece')",
        f"insert into mkt_campaigns (id, name) values ('{ONE}', 'Campaign')",
        f"insert into mkt_campaign_content (campaign_id, content_id) values ('{ONE}', '{ONE}')",
        "insert into mkt_channels (id, platform, channel_type, name) values"
        f" ('{ONE}', 'linkedin', 'page', 'A'), ('{TWO}', 'facebook', 'page', 'B')",
        "insert into mkt_content_schedule"
        " (content_id, channel_id, scheduled_date, views, likes, comments, shares) values"
        f" ('{ONE}', '{ONE}', '2024-01-01', 60, 3, 2, 1), ('{ONE}', '{TWO}', '2024-01-01', 40, 4, 0, 0)",
        f"insert into mkt_tags (id, name, slug) values ('{ONE}', 'A', 'a'), ('{TWO}', 'B', 'b')",
        f"insert into mkt_content_tags (content_id, tag_id) values ('{ONE}', '{ONE}'), ('{ONE}', '{TWO}')",
    )


def test_s04_reach_of_a_campaign_is_not_multiplied_by_channels_and_tags(
    connection: psycopg.Connection,
) -> None:
    add_campaign(connection)
    totals = "select total_reach, total_engagement from {}"
    assert row(connection, totals.format("mkt_campaigns")) == (100, 10)
    assert row(connection, totals.format("mkt_content_pillars")) == (100, 10)
    run(connection, "update mkt_content_schedule set views = 0 where views = 40")
    assert row(connection, totals.format("mkt_campaigns")) == (60, 10)
    run(connection, "delete from mkt_campaign_content")
    assert row(connection, totals.format("mkt_campaigns")) == (0, 0)


def test_pieces_of_a_plan_are_counted_also_when_they_were_there_first(
    connection: psycopg.Connection,
) -> None:
    add_campaign(connection)
    pieces = "select pieces_created from mkt_pillar_content_types"
    run(
        connection,
        f"insert into mkt_pillar_content_types (pillar_id, content_type_id) values ('{ONE}', '{ONE}')",
    )
    assert row(connection, pieces) == (1,)
    run(connection, "update mkt_content set pillar_id = null")
    assert row(connection, pieces) == (0,)


def test_a_master_has_no_master_and_a_repurposed_piece_has_one(
    connection: psycopg.Connection,
) -> None:
    add_campaign(connection)
    with pytest.raises(psycopg.errors.CheckViolation):
        run(connection, "update mkt_content set content_mode = 'repurposed'")


# E-mail


def test_an_opening_is_written_beside_the_email_and_counted_once(
    connection: psycopg.Connection,
) -> None:
    run(
        connection,
        f"insert into eml_campaigns (id, name, type) values ('{ONE}', 'C', 'drip')",
        f"insert into eml_campaign_recipients (campaign_id, user_id) values ('{ONE}', '{PERSON}')",
        "insert into eml_queue (id, campaign_id, recipient_id, to_email, subject, body_html, sent_at)"
        f" values ('{ONE}', '{ONE}', '{PERSON}', 'a@example.org', 's', 'b', '2024-01-01')",
        "insert into eml_events (email_queue_id, event_type, created_at) values"
        f" ('{ONE}', 'opened', '2024-01-03'), ('{ONE}', 'clicked', '2024-01-02')",
        f"insert into eml_events (email_queue_id, event_type) values ('{ONE}', 'opened')",
    )
    assert row(
        connection, "select opened_at::date::text, clicked_at::date::text from eml_queue"
    ) == (
        "2024-01-02",
        "2024-01-02",
    )
    assert row(
        connection,
        "select total_recipients, total_sent, total_opened, total_clicked from eml_campaigns",
    ) == (1, 1, 1, 1)
    assert row(
        connection, "select emails_sent, emails_opened, emails_clicked from eml_campaign_recipients"
    ) == (1, 1, 1)


def test_a_senders_address_follows_its_domain(connection: psycopg.Connection) -> None:
    run(
        connection,
        "insert into eml_domains (id, subdomain, purpose, allowed_categories)"
        f" values ('{ONE}', 'news', 'marketing', '{{content}}')",
        "insert into eml_senders (domain_id, sender_email, sender_name, email_categories)"
        f" values ('{ONE}', 'editor', 'News', '{{content}}')",
    )
    address = "select full_email from eml_senders"
    assert row(connection, address) == ("editor@news.poultryco.net",)
    run(connection, "update eml_domains set subdomain = 'letters'")
    assert row(connection, address) == ("editor@letters.poultryco.net",)


# Views and shared engagement


def test_r30_views_of_posts_and_of_the_library_go_into_their_own_tables(
    connection: psycopg.Connection,
) -> None:
    run(
        connection,
        "insert into soc_posts (id, author_type, author_id, content)"
        f" values ('{ONE}', 'individual', '{PERSON}', 'x')",
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="points nowhere"):
        run(
            connection,
            f"insert into ana_entity_views (entity_type, entity_id) values ('post', '{ONE}')",
        )


def test_views_and_reactions_of_an_article_are_counted(connection: psycopg.Connection) -> None:
    like = "insert into shr_entity_likes (entity_type, entity_id, user_id) values ('blog_post', '{}', '{}')"
    run(
        connection,
        "insert into ref_entity_types (type, description) values ('blog_post', 'An article')",
        f"insert into cms_posts (id, title, slug, content) values ('{ONE}', 'T', 't', 'c')",
        f"insert into ana_entity_views (entity_type, entity_id) values ('blog_post', '{ONE}')",
        like.format(ONE, PERSON),
        "insert into shr_entity_shares (entity_type, entity_id, user_id)"
        f" values ('blog_post', '{ONE}', '{PERSON}')",
    )
    assert row(
        connection, "select view_count, like_count, share_count, engagement_score from cms_posts"
    ) == (
        1,
        1,
        1,
        6,
    )
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        run(connection, like.format(TWO, PERSON))


def test_a_tag_of_the_blog_counts_published_articles(connection: psycopg.Connection) -> None:
    run(
        connection,
        f"insert into cms_posts (id, title, slug, content) values ('{ONE}', 'T', 't', 'c')",
        f"insert into cms_tags (id, name, slug) values ('{ONE}', 'A', 'a')",
        f"insert into cms_post_tags (post_id, tag_id) values ('{ONE}', '{ONE}')",
    )
    count = "select post_count from cms_tags"
    assert row(connection, count) == (0,)
    run(connection, "update cms_posts set status = 'published'")
    assert row(connection, count) == (1,)


# Names


def test_old_names_read_and_write_the_tables(connection: psycopg.Connection) -> None:
    run(
        connection,
        "insert into anl_profile_views (viewed_type, viewed_id, created_at)"
        f" values ('individual', '{PERSON}', now())",
        f"insert into posts (author_type, author_id, content) values ('individual', '{PERSON}', 'x')",
    )
    assert row(connection, "select profile_views_count, posts_count from usr_stats") == (1, 1)


def test_no_old_name_stands_for_what_the_warehouse_computes(
    connection: psycopg.Connection,
) -> None:
    assert row(
        connection,
        "select count(*) from sys_renames where old_name ~ 'engagement_metrics|platform_metrics|feedback_stats'",
    ) == (0,)


def test_every_counter_of_the_schema_is_declared(connection: psycopg.Connection) -> None:
    undeclared = connection.execute(
        "select relname || '.' || attname from pg_attribute join pg_class on pg_class.oid = attrelid"
        " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition"
        " and attnum > 0 and attname ~ '(_count|^rating_avg|^average_.*rating)$' and relname !~ '^sys_'"
        " and atttypid in ('integer'::regtype, 'numeric'::regtype, 'bigint'::regtype)"
        " and (relname, attname) not in (select table_name, column_name from sys_counters) order by 1"
    ).fetchall()
    assert undeclared == []
