"""A source that is not what the dictionary says: it is told, and only what cannot follow stops."""

from collections.abc import Iterator

import pytest

from database.catalog import Tag
from database.server import EmbeddedServer
from ingestion.operational.matching import DriftKind
from ingestion.operational.run import RunReport
from tests.replication import Pair, pair_on, published

TABLES = (
    "create table farms (id integer primary key, name varchar(10), hens smallint)",
    "alter table farms add note text, add pin text",
    "create table eggs (id integer primary key, farm_id integer, count integer)",
    "insert into farms values (1, 'north', 10, 'n', 's'), (2, 'south', 20, null, 's')",
    "insert into eggs values (1, 1, 5), (2, 2, 7)",
)
VIEWS = (
    "create role reporter",
    "create view staging.stg_farms as select id, name, hens from core.farms",
    "alter view staging.stg_farms set (security_barrier = true)",
    "create view staging.big_farms as select * from staging.stg_farms where hens > 10",
    "comment on view staging.stg_farms is 'Farms, as they are.'",
    "comment on column staging.stg_farms.hens is 'How many.'",
    "grant select on staging.stg_farms to reporter",
    "grant select (id) on staging.big_farms to reporter",
)


@pytest.fixture
def farms(server: EmbeddedServer) -> Iterator[Pair]:
    """A source of two tables whose first load is done."""
    with pair_on(server, *TABLES) as pair:
        pair.classify({"farms": ("pin",)})
        pair.run()
        yield pair


def told(report: RunReport) -> list[tuple[DriftKind, str, str | None]]:
    """Return the drift of a run without its words."""
    return [(each.kind, each.table, each.column) for each in report.drift]


def test_unknown_tables_and_columns_stay_out_until_they_are_classified(farms: Pair) -> None:
    farms.at_source(
        "create table feed (id integer primary key)",
        "insert into feed values (1)",
        "alter table eggs add column weight numeric default 50",
    )
    report = farms.run()
    assert told(report) == [
        (DriftKind.UNKNOWN_COLUMN, "eggs", "weight"),
        (DriftKind.UNKNOWN_TABLE, "feed", None),
    ]
    assert farms.shapes()["eggs"] == (("id",), ["id", "farm_id", "count"])
    assert "feed" not in farms.shapes()
    farms.classify({"farms": ("pin",)})
    assert told(farms.run()) == []
    assert farms.differences() == []
    assert farms.ask("select weight from core.eggs") == [(50,), (50,)]


def test_change_records_keep_no_more_than_what_is_known_not_to_be_personal(farms: Pair) -> None:
    def kept() -> list[tuple[object, ...]]:
        return farms.ask("select weight, to_jsonb(c) -> 'hens' from changes.farms as c order by 1")

    def mark(*tags: Tag) -> None:
        assert farms.dictionary
        tables = farms.dictionary.tables
        known = tables["farms"]
        hens = known.columns["hens"].model_copy(update={"tags": tags})
        marked = known.model_copy(update={"columns": {**known.columns, "hens": hens}})
        tables = {**tables, "farms": marked}
        farms.dictionary = farms.dictionary.model_copy(update={"tables": tables})

    farms.at_source("update farms set hens = 11 where id = 1")
    farms.run()
    assert kept() == [(-1, 10), (1, 11)]
    mark(Tag.PII)
    farms.run()
    assert kept() == [(-1, None), (1, None)]
    farms.at_source("delete from farms where id = 2")
    farms.run()
    mark()
    farms.at_source("update farms set hens = 12 where id = 1")
    farms.run()
    assert farms.differences() == []
    assert kept()[-1] == (1, 12)


def test_a_dropped_column_keeps_what_it_held_when_its_table_changes(farms: Pair) -> None:
    farms.at_source(
        "alter table farms drop column note",
        "update farms set hens = 11 where id = 1",
        "insert into farms values (3, 'west', 1, 'x')",
    )
    assert told(farms.run()) == [(DriftKind.MISSING_COLUMN, "farms", "note")]
    assert farms.ask("select id, hens, note from core.farms order by id") == [
        (1, 11, "n"),
        (2, 20, None),
        (3, 1, None),
    ]
    assert "note" not in farms.value(
        "select source_columns from quality.replica_state where table_name = 'farms'"
    )


def test_a_wider_type_arrives_and_views_stay_when_views_read_the_column(farms: Pair) -> None:
    farms.at_warehouse("create schema if not exists staging", *VIEWS)
    try:
        farms.at_source(
            "alter table farms alter column hens type bigint", "update farms set hens = 9999999999"
        )
        assert told(farms.run()) == [(DriftKind.WIDENED_TYPE, "farms", "hens")]
        assert farms.differences() == []
        assert farms.ask("select hens from staging.big_farms") == [(9999999999,)] * 2
        assert farms.ask(
            "select obj_description('staging.stg_farms'::regclass),"
            " col_description('staging.stg_farms'::regclass, 3),"
            " has_table_privilege('reporter', 'staging.stg_farms', 'select'),"
            " has_column_privilege('reporter', 'staging.big_farms', 'id', 'select'),"
            " has_column_privilege('reporter', 'staging.big_farms', 'hens', 'select'),"
            " (select reloptions from pg_class where oid = 'staging.stg_farms'::regclass)"
        ) == [("Farms, as they are.", "How many.", True, True, False, ["security_barrier=true"])]
        assert told(farms.run()) == []
    finally:
        farms.at_warehouse("drop owned by reporter", "drop role reporter")


WIDER = [
    pytest.param("integer", "bigint", "3000000000", id="integer-bigint"),
    pytest.param("integer", "numeric", "1.50", id="integer-numeric"),
    pytest.param("real", "double precision", "0.1", id="real-double"),
    pytest.param("varchar(5)", "text", "'longer than five'", id="varchar-text"),
    pytest.param("char(3)", "text", "'a '", id="char-text"),
]


@pytest.mark.parametrize("is_key", [True, False], ids=["key", "content"])
@pytest.mark.parametrize(("narrow", "wide", "value"), WIDER)
def test_all_rows_are_right_when_a_column_becomes_wider(
    server: EmbeddedServer, narrow: str, wide: str, value: str, is_key: bool
) -> None:
    table = (
        f"create table things (id {narrow} not null, twin {narrow})",
        "alter table things add updated_at timestamptz not null default now() - interval '1 day'",
        "create index on things (updated_at)",
        f"insert into things select each::text::{narrow}, 1 from generate_series(1, 9) as each",
        f"alter table things add primary key ({'id' if is_key else 'id, updated_at'})",
    )
    with pair_on(server, *table) as pair:
        pair.run()
        column = "id" if is_key else "twin"
        things = (value, 1) if is_key else (10, value)
        pair.at_source(
            f"alter table things alter column {column} type {wide}",
            f"insert into things (id, twin) values ({things[0]}, {things[1]})",
        )
        for _ in range(2):
            report = pair.run()
            assert published(report, "things").is_reconciled
            assert pair.differences() == []
        assert published(report, "things").applied == (0, 0, 0)


def test_only_its_table_stops_when_a_materialized_view_reads_a_widened_column(farms: Pair) -> None:
    farms.at_warehouse("create materialized view quality.hens as select hens from core.farms")
    farms.at_source(
        "alter table farms alter column hens type integer",
        "update farms set hens = 12 where id = 1",
        "update eggs set count = 6 where id = 1",
    )
    stopped = published(farms.run(), "farms")
    assert not stopped.is_reconciled
    assert "quality.hens" in stopped.message
    assert farms.value("select count from core.eggs where id = 1") == 6
    assert farms.value("select hens from core.farms where id = 1") == 10
    farms.at_warehouse("drop materialized view quality.hens")
    assert published(farms.run(), "farms").is_reconciled
    assert farms.differences() == []


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param(
            "alter table farms alter column hens type text", DriftKind.CHANGED_TYPE, id="type"
        ),
        pytest.param(
            "alter table farms alter column hens type date using current_date + hens",
            DriftKind.CHANGED_TYPE,
            id="other-type",
        ),
        pytest.param(
            "alter table farms drop constraint farms_pkey", DriftKind.CHANGED_KEY, id="no key"
        ),
        pytest.param(
            "alter table farms drop constraint farms_pkey, add primary key (id, hens)",
            DriftKind.CHANGED_KEY,
            id="other-key",
        ),
    ],
)
def test_only_its_table_stops_and_starts_anew_when_it_is_another(
    farms: Pair, change: str, kind: DriftKind
) -> None:
    farms.at_source(change, "insert into eggs values (3, 1, 1)", "delete from farms where id = 1")
    report = farms.run()
    assert [each[0] for each in told(report)] == [kind]
    stopped = published(report, "farms")
    assert (stopped.is_reconciled, stopped.rows) == (False, 2)
    assert farms.value("select count(*) from core.eggs") == 3
    problem = farms.value("select problem from quality.replica_state where table_name = 'farms'")
    assert problem == stopped.message
    farms.at_source(
        "do $$ begin alter table farms add primary key (id);"
        " exception when invalid_table_definition then null; end $$"
    )
    farms.classify({"farms": ("pin",)})
    farms.at_warehouse("drop table core.farms")
    report = farms.run()
    assert published(report, "farms").is_reconciled
    assert farms.differences() == []
    farms.at_source("delete from farms")
    farms.run()
    assert farms.differences() == []


def test_a_table_never_read_stops_alone_when_its_key_is_not_classified(
    server: EmbeddedServer,
) -> None:
    with pair_on(server, *TABLES) as pair:
        pair.classify({"farms": ("id",)})
        report = pair.run()
        assert [each[:2] for each in told(report)] == [(DriftKind.CHANGED_KEY, "farms")]
        assert pair.value("select count(*) from core.eggs") == 2
        pair.classify()
        pair.run()
        assert pair.differences() == []


def test_the_new_name_wins_when_two_tables_have_a_claim_to_one_name(server: EmbeddedServer) -> None:
    with pair_on(server, *TABLES) as pair:
        assert pair.dictionary
        known = pair.dictionary.tables["eggs"]
        tables = {
            "farms": pair.dictionary.tables["farms"],
            "laid_eggs": known.model_copy(update={"old_names": {"eggs": "an application"}}),
        }
        pair.dictionary = pair.dictionary.model_copy(update={"tables": tables})
        assert told(pair.run()) == []
        assert pair.differences({"laid_eggs": "eggs"}) == []
        pair.at_source(
            "create table laid_eggs (like eggs including all)",
            "insert into laid_eggs values (9, 9, 9)",
        )
        report = pair.run()
        assert told(report) == [(DriftKind.SECOND_TABLE, "laid_eggs", None)]
        assert pair.differences() == []


def test_core_keeps_a_table_and_a_column_when_the_dictionary_forgets_them(farms: Pair) -> None:
    assert farms.dictionary
    known = farms.dictionary.tables["farms"]
    columns = {name: each for name, each in known.columns.items() if name != "note"}
    farms.dictionary = farms.dictionary.model_copy(
        update={"tables": {"farms": known.model_copy(update={"columns": columns})}}
    )
    farms.at_source("delete from farms where id = 2")
    assert told(farms.run()) == [(DriftKind.UNKNOWN_TABLE, "eggs", None)]
    assert farms.ask("select id, note from core.farms") == [(1, "n")]
    assert farms.value("select count(*) from core.eggs") == 2


def test_its_replica_stays_when_the_source_loses_a_table(farms: Pair) -> None:
    farms.at_source("drop table eggs")
    assert told(farms.run()) == [(DriftKind.MISSING_TABLE, "eggs", None)]
    assert farms.value("select count(*) from core.eggs") == 2
    farms.at_source("create table eggs (id integer primary key, farm_id integer, count integer)")
    assert told(farms.run()) == []
    assert farms.value("select count(*) from core.eggs") == 0
