"""The rules of the schema: ours breaks none, and each finds what it is there for."""

import pytest

from database.catalog_reading import read_catalog
from database.connections import connect
from database.server import EmbeddedServer
from database.validation import all_rules, validate
from database.validation_rules import Severity
from tests.schema_databases import schema_template, undone_on

TABLE = (
    "create table soc_things (id uuid constraint pk_soc_things primary key,"
    " name text, post_id uuid, updated_at timestamptz);"
    "comment on table soc_things is 'A thing. Grain: thing.';"
    "alter table soc_things add constraint fk_soc_things_post_id"
    " foreign key (post_id) references soc_posts (id);"
    "create index idx_soc_things_post_id on soc_things (post_id) where post_id is not null;"
    "select sys_touch_updated_at('soc_things');"
)

PLANTED = {
    "D01": "comment on table soc_things is null",
    "D02": "comment on table soc_things is 'A thing.'",
    "D03": "create function count_things() returns int language sql as 'select 1'",
    "N01": "alter table soc_things rename to xyz_things",
    "N02": 'alter table soc_things rename name to "fullName"',
    "N03": "alter table soc_things rename to soc_thing",
    "N04": "alter table soc_things rename to soc_soc_things",
    "N05": "alter table soc_things rename name to seen_at",
    "N06": "alter index pk_soc_things rename to soc_things_pkey",
    "N07": "alter table soc_things add constraint one_name unique (name)",
    "N08": "alter table soc_things rename constraint fk_soc_things_post_id to post_fk",
    "N09": "alter table soc_things add constraint has_name check (name <> '')",
    "N10": "create index soc_things_name on soc_things (name)",
    "N11": "alter table soc_things add seen boolean",
    "N12": f"alter table soc_things rename to soc_{'long_' * 9}things",
    "P01": "alter table soc_things rename name to phone_number",
    "P02": "alter table soc_things rename name to password_hash",
    "P03": "comment on column soc_things.name is '@pii';"
    " alter table soc_things add words tsvector"
    " generated always as (to_tsvector('english', name)) stored",
    "S01": "alter table soc_things drop constraint pk_soc_things",
    "S02": "alter table soc_things drop constraint fk_soc_things_post_id",
    "S03": "drop index idx_soc_things_post_id",
    "S04": "create index idx_soc_things_again on soc_things (post_id) where post_id is not null",
    "S05": "alter table soc_things add likes_count integer not null default 0",
    "S06": "drop trigger touch_updated_at on soc_things",
    "S07": "alter table soc_things add is_deleted boolean, add deleted_at timestamptz,"
    " add deleted_by uuid, add purge_at timestamptz",
    "S08": "alter table soc_things add current_version integer",
}


@pytest.fixture(scope="module")
def url(server: EmbeddedServer) -> str:
    return server.url(schema_template(server))


@pytest.mark.lesson("B08", "B09")
def test_our_own_schema_breaks_no_rule(url: str) -> None:
    with connect(url, read_only=True) as connection:
        findings = validate(read_catalog(connection))
    assert [(each.rule.code, each.table, each.detail) for each in findings] == []


def test_a_table_as_it_should_be_breaks_no_rule(url: str) -> None:
    with undone_on(url) as connection:
        connection.execute(TABLE.encode())
        assert validate(read_catalog(connection)) == []


def test_every_rule_has_a_planted_violation() -> None:
    assert sorted(PLANTED) == [rule.code for rule in all_rules()]


@pytest.mark.parametrize("code", sorted(PLANTED))
def test_a_rule_finds_what_breaks_it(url: str, code: str) -> None:
    with undone_on(url) as connection:
        connection.execute(TABLE.encode())
        connection.execute(PLANTED[code].encode())
        found = {
            (each.rule.code, each.table)
            for each in validate(read_catalog(connection), with_advice=True)
            if "thing" in each.table
        }
    assert code in {each for each, _table in found}


@pytest.mark.parametrize(
    "harmless",
    [
        # An index that starts with the key serves it, whatever follows.
        (
            "drop index idx_soc_things_post_id;"
            "create index idx_soc_things_post_id_name on soc_things (post_id, name desc)"
        ),
        # Another system's id, or one that outlives its row, says so.
        (
            "alter table soc_things add owner_id uuid;"
            "comment on column soc_things.owner_id is 'Who had it. A record of the past.'"
        ),
        # The same columns of other rows are another index.
        "create index idx_soc_things_post_id_all on soc_things (post_id)",
        "alter table soc_things add is_phone_verified boolean",
    ],
)
def test_what_is_right_is_not_found(url: str, harmless: str) -> None:
    with undone_on(url) as connection:
        connection.execute(TABLE.encode())
        connection.execute(harmless.encode())
        assert validate(read_catalog(connection)) == []


def test_advice_is_given_when_asked_for(url: str) -> None:
    with connect(url, read_only=True) as connection:
        advice = validate(read_catalog(connection), with_advice=True)
    assert {each.rule.severity for each in advice} == {Severity.ADVICE}
