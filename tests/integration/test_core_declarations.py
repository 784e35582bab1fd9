"""SQL, dictionary, suite and dbt's sources list the same declarations.

What a fresh schema declares is asked here from its catalogs and its own tables of declarations,
by other SQL than what the dictionary is made with.
"""

from collections.abc import Iterator

import psycopg
import pytest
import yaml

from database.connections import connect
from database.dictionary import read_dictionary
from database.server import EmbeddedServer
from database.settings import PROJECT_ROOT
from expectations.core import core_rules
from tests.schema_databases import schema_template

SOURCES = PROJECT_ROOT / "dbt_project" / "models" / "staging" / "core" / "_core__sources.yml"
COLUMNS = """
create temporary view tables as
select oid, relname::text as name
from pg_class
where
    relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
    -- The record of migrations is no part of the application.
    and relname not like 'schema_migration%';

create temporary view columns as
select
    tables.oid, tables.name as table_name, attnum, attname::text as name, attnotnull, attgenerated,
    format_type(atttypid, null) as type,
    coalesce(col_description(tables.oid, attnum), '') ~ '@secret' as is_secret
from tables
inner join pg_attribute on attrelid = tables.oid
where attnum > 0 and not attisdropped;
"""
REPLICATED = "select table_name, name from columns where not is_secret"
# Names of rules, by what is declared. Of secrets nothing is known in core.
DECLARED = """
select conname::text
from pg_constraint
inner join tables on tables.oid = conrelid
where contype in ('f', 'u', 'c') and not exists (
    select from columns where oid = conrelid and attnum = any(conkey) and is_secret
) and not exists (
    select from columns where oid = confrelid and attnum = any(confkey) and is_secret
)
union all
select indexrelid::regclass::text
from pg_index
inner join tables on tables.oid = indrelid
where indisunique and not exists (select from pg_constraint where conindid = indexrelid)
union all
select distinct table_name || '_required_columns_are_filled'
from columns
where attnotnull and not is_secret
union all
select format('%s_%s_is_as_generated', table_name, name)
from columns
where attgenerated <> '' and not is_secret and type <> 'tsvector'
union all
select format('%s_%s_is_exact', table_name, column_name)
from sys_counters
where not is_imported
union all
select format('%s_%s_points_at_a_row', table_name, id_column)
from sys_polymorphic_references
union all
select table_name || ending
from sys_trash_tables
cross join unnest(array['_trash_agrees', '_trash_is_emptied']) as ending
union all
select table_name || ending
from sys_version_tables
cross join unnest(array['_history_is_complete', '_newest_version_is_current']) as ending
union all
select format('%s_have_%s', tgrelid::regclass, substring(proname from '^add_(.*)$'))
from pg_trigger
inner join pg_proc on pg_proc.oid = tgfoid
where obj_description(pg_proc.oid, 'pg_proc') like '%sys_declare_companion%'
"""


@pytest.fixture(scope="module")
def schema(server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    """A fresh schema, with what is known of its columns."""
    with connect(server.url(schema_template(server))) as connection:
        connection.execute(COLUMNS.encode())
        yield connection
        connection.rollback()


def test_every_declaration_has_its_rule_and_no_rule_lacks_a_declaration(
    schema: psycopg.Connection,
) -> None:
    declared = [name[:63] for (name,) in schema.execute(DECLARED.encode())]
    assert len(declared) == len(set(declared))
    rules = {
        rule.name
        for rule in core_rules()
        if rule.origin != "written by hand" and rule.kind != "moments"
    }
    assert sorted(rules) == sorted(declared)


def test_moments_of_every_table_that_has_them_are_asked(schema: psycopg.Connection) -> None:
    both = schema.execute(
        "select table_name from columns where name in ('created_at', 'updated_at')"
        " group by table_name having count(*) = 2"
    )
    rules = {rule.table_name for rule in core_rules() if "updates_follow" in rule.name}
    assert rules == {name for (name,) in both}


def test_dictionary_and_sources_of_dbt_list_the_columns_that_are_replicated(
    schema: psycopg.Connection,
) -> None:
    replicated = set(schema.execute(REPLICATED.encode()).fetchall())
    catalog = read_dictionary()
    assert {
        (table, column)
        for table, each in catalog.tables.items()
        for column, known in each.columns.items()
        if not known.is_secret
    } == replicated
    [source] = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))["sources"]
    assert {
        (table["name"], column["name"]) for table in source["tables"] for column in table["columns"]
    } == replicated
    assert {rule.table_name for rule in core_rules()} == {table for table, _ in replicated}
