"""Whatever members do, in whatever order: models of what was touched end like a full refresh.

A small community lives through random days; after each, its changes are replicated and the
incremental models built. At the end each of them, built from nothing beside it, has the same rows.
"""

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from database.community.functions import Plan
from database.connections import connect
from database.server import EmbeddedServer
from tests.dbt_project import BESIDE, PREFIX, DbtInProcess, dbt_on
from tests.replication import Pair, community_on

pytestmark = pytest.mark.timeout(600)

TOUCHED = "config.incremental_strategy:touched"
MEMBERS = 60
# Rows are picked by a hash of their key and a number that differs from step to step. Views of
# things are only added, and activity of days that are closed stays: they go to be forgotten, and
# what was counted of them stays.
WRITES = """
insert into soc_post_likes (post_id, profile_id, created_at)
select post_id, profile_id, now() - %(seed)s * interval '1 hour' from {pairs}
on conflict do nothing;
delete from soc_post_likes where id in (select id from soc_post_likes {chosen});
insert into soc_post_comments (post_id, profile_id, content)
select post_id, profile_id, 'Well said' from {pairs};
update soc_post_comments set is_deleted = true
where id in (select id from soc_post_comments where not is_deleted {chosen});
update soc_post_comments set is_deleted = false
where id in (select id from soc_post_comments where is_deleted {chosen});
insert into soc_post_shares (post_id, shared_by, share_type)
select post_id, profile_id, (select share_type from soc_post_shares limit 1) from {pairs}
on conflict do nothing;
insert into soc_posts (author_type, author_id, shared_post_id, content, post_type, visibility)
select author_type, author_id, id, 'See this', 'text', 'public'
from soc_posts where not is_deleted and shared_post_id is null {chosen};
update soc_posts set is_deleted = true
where id in (select id from soc_posts where not is_deleted {chosen});
update soc_posts set is_deleted = false
where id in (select id from soc_posts where is_deleted {chosen});
delete from soc_posts where id in (select id from soc_posts where is_deleted {chosen});
insert into soc_post_views (post_id, viewer_id, created_at)
select post_id, profile_id, now() - %(seed)s * interval '2 days' from {pairs};
delete from soc_post_views where id in (select id from soc_post_views {chosen});
update profiles set location_state = 'Goa' where id in (select id from profiles {chosen});
insert into ana_entity_views (entity_type, entity_id, viewer_id, created_at)
select entity_type, entity_id, profile_id, now() - %(seed)s * interval '1 day' from {things};
insert into shr_entity_likes (entity_type, entity_id, user_id)
select entity_type, entity_id, profile_id from {things}
on conflict do nothing;
delete from shr_entity_likes where id in (select id from shr_entity_likes {chosen});
insert into shr_entity_comments (entity_type, entity_id, user_id, content)
select entity_type, entity_id, profile_id, 'How much is it?' from {things};
update evt_events set is_deleted = true
where id in (select id from evt_events where not is_deleted {chosen});
update evt_events set is_deleted = false
where id in (select id from evt_events where is_deleted {chosen});
insert into ana_activity_log (profile_id, activity_type, created_at)
select profile_id, 'login', now() - %(seed)s * interval '1 day' from {things};
delete from ana_activity_log where id in (
    select id from ana_activity_log where created_at > now() - interval '30 days' {chosen}
)
""".format(
    chosen="order by md5(id::text || %(seed)s) limit %(many)s",
    pairs="""(
        select soc_posts.id as post_id, profiles.id as profile_id
        from soc_posts cross join profiles where not soc_posts.is_deleted
        order by md5(soc_posts.id::text || profiles.id::text || %(seed)s) limit %(many)s
    ) as pairs""",
    things="""(
        select entity_type, things.id as entity_id, profiles.id as profile_id
        from (
            select 'product' as entity_type, id from prd_products
            union all
            select 'event' as entity_type, id from evt_events where not is_deleted
        ) as things
        cross join profiles
        order by md5(things.id::text || profiles.id::text || %(seed)s) limit %(many)s
    ) as things""",
).split(";\n")
steps = st.tuples(st.sampled_from(WRITES), st.integers(1, 40), st.integers(1, 9))
histories = st.lists(st.lists(steps, min_size=3, max_size=8), min_size=2, max_size=3)


@pytest.fixture(scope="module")
def pair(server: EmbeddedServer) -> Iterator[Pair]:
    """A small community, replicated."""
    with community_on(server, Plan(MEMBERS, seed=1)) as pair:
        pair.run()
        yield pair


@pytest.fixture(scope="module")
def dbt(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DbtInProcess]:
    """The models, built once."""
    with dbt_on(pair.warehouse, tmp_path_factory.mktemp("dbt")) as dbt:
        dbt("run", "--select", f"+{TOUCHED}")
        yield dbt


@pytest.fixture(scope="module")
def whole(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DbtInProcess]:
    """The same models in schemas beside them, where each build is from nothing."""
    with dbt_on(pair.warehouse, tmp_path_factory.mktemp("whole"), **BESIDE) as dbt:
        yield dbt


def touched_models(dbt: DbtInProcess) -> list[tuple[str, str]]:
    return [
        (node.schema, node.name)
        for node in dbt.manifest.nodes.values()
        if node.resource_type == "model" and node.config.get("incremental_strategy") == "touched"
    ]


def differences(connection: psycopg.Connection, schema: str, model: str) -> list[object]:
    """Return rows that only one of both builds has."""
    one, other = Identifier(schema, model), Identifier(f"{PREFIX}{schema}", model)
    query = SQL(
        "(select 'incremental', to_jsonb(r) from (table {0} except table {1}) as r)"
        " union all (select 'whole', to_jsonb(r) from (table {1} except table {0}) as r)"
        " order by 2 limit 6"
    )
    return connection.execute(query.format(one, other)).fetchall()


@settings(
    max_examples=3,
    deadline=None,
    # Every step runs dbt: to shrink a failure would take minutes.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(history=histories)
def test_models_of_what_was_touched_end_like_a_full_refresh_when_histories_are_random(
    pair: Pair, dbt: DbtInProcess, whole: DbtInProcess, history: list[list[tuple[str, int, int]]]
) -> None:
    for day in history:
        with closing(connect(pair.source, autocommit=True)) as source:
            for statement, seed, many in day:
                source.execute(statement.encode(), {"seed": seed, "many": many})
        pair.run()
        dbt("run", "--select", TOUCHED)
    with connect(pair.warehouse, autocommit=True) as connection:
        models = touched_models(dbt)
        for schema in {schema for schema, _ in models}:
            beside = Identifier(f"{PREFIX}{schema}")
            connection.execute(SQL("drop schema if exists {} cascade").format(beside))
        whole("run", "--select", f"+{TOUCHED}")
        found = {model: differences(connection, schema, model) for schema, model in models}
    assert models
    assert {model: rows for model, rows in found.items() if rows} == {}


def test_rows_and_the_note_of_what_they_hold_come_in_one_transaction(
    pair: Pair, dbt: DbtInProcess
) -> None:
    # Apart, a build that is cut short leaves a note of rows that are not there, or rows twice.
    pair.at_source(
        "insert into soc_post_comments (post_id, profile_id, content)"
        " select soc_posts.id, profiles.id, 'Well said' from soc_posts, profiles"
        " where not soc_posts.is_deleted order by soc_posts.id limit 1"
    )
    pair.run()
    dbt("run", "--select", "ana_post_engagement")
    [(noted,)] = pair.ask(
        "select xmin::text from quality.model_builds"
        """ where model_name like '%"ana"."ana_post_engagement"'"""
    )
    [(written,)] = pair.ask("select max(xmin::text::bigint)::text from ana.ana_post_engagement")
    assert written == noted


def test_events_of_a_key_and_day_have_an_index_in_every_replica_that_is_read_by_them(
    pair: Pair, dbt: DbtInProcess
) -> None:
    pair.run()
    dbt("run", "--select", TOUCHED)
    expected = {
        f"idx_{table}_{column}_day"
        for node in dbt.manifest.nodes.values()
        for table, column in node.config.get("meta", {}).get("touched_reads", {}).items()
    }
    standing = pair.ask("select indexname from pg_indexes where schemaname = 'core'")
    assert expected
    assert expected <= {name for (name,) in standing}


def notes(pair: Pair) -> dict[str, tuple[int, str]]:
    """Return which replication each model holds, and the checksum of its code, by its name."""
    found = pair.ask(
        """select split_part(model_name, '"', 6), run_id, code from quality.model_builds"""
        f""" where strpos(model_name, '"{PREFIX}') = 0"""
    )
    return {name: (run_id, code) for name, run_id, code in found}


def test_a_model_that_is_built_alone_holds_no_more_than_what_it_reads(
    pair: Pair, dbt: DbtInProcess
) -> None:
    dbt("run", "--select", TOUCHED)
    before = notes(pair)["int_daily_thing_views"]
    viewed = """
        select views_count from ana.ana_engagement_metrics
        where entity_type = 'product' order by metric_date desc, views_count desc limit 1
    """
    pair.at_source(
        "insert into ana_entity_views (entity_type, entity_id)"
        " select 'product', id from (select id from prd_products order by id limit 1) as one,"
        " generate_series(1, 1000)"
    )
    pair.run()
    dbt("run", "--select", "ana_engagement_metrics")
    assert notes(pair)["ana_engagement_metrics"][0] == before[0]
    dbt("run", "--select", TOUCHED)
    assert notes(pair)["ana_engagement_metrics"][0] == before[0] + 1
    assert pair.value(viewed) >= 1000


@pytest.mark.parametrize("behind", ["a macro", "a view"])
def test_all_is_computed_again_when_what_a_model_reads_through_says_something_else(
    pair: Pair, dbt: DbtInProcess, monkeypatch: pytest.MonkeyPatch, behind: str
) -> None:
    dbt("run", "--select", TOUCHED)
    before = notes(pair)
    if behind == "a macro":
        macro = dbt.manifest.macros["macro.poultryco.engagement_score"]
        monkeypatch.setattr(macro, "macro_sql", macro.macro_sql.replace("3", "4"))
    else:
        view = dbt.manifest.nodes["model.poultryco.int_post_shares"]
        monkeypatch.setattr(view.checksum, "checksum", "another")
        dbt.manifest.build_flat_graph()
    dbt("run", "--select", TOUCHED)
    after = notes(pair)
    monkeypatch.undo()
    dbt.manifest.build_flat_graph()
    assert after["ana_post_engagement"][1] != before["ana_post_engagement"][1]
    assert after["int_member_days"] == before["int_member_days"]
