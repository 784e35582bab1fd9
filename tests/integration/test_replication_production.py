"""The operational database as it runs today, under its own names, replicates without a change."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from database.connections import connect
from database.dictionary import read_dictionary
from database.server import EmbeddedServer
from ingestion.operational.matching import DriftKind
from ingestion.operational.run import RunReport
from ingestion.operational.scene import Wishes
from ingestion.operational.source import read_source
from tests.replication import Pair, pair_on, published

SHAPES = Path(__file__).parent.parent / "data" / "production_shapes.sql"
ROWS = 3
VALUES = {
    "uuid": "gen_random_uuid()",
    "text": "'ü' || each",
    "timestamp with time zone": "now() - each * interval '1 hour'",
    "integer": "each",
    "boolean": "each % 2 = 0",
    "text[]": "array['a', each::text]",
    "date": "current_date - each",
    "jsonb": "jsonb_build_object('n', each)",
    "numeric": "each / 8.0",
    "inet": "'10.0.0.1'::inet + each",
    "time without time zone": "'12:00'::time",
    "point": "point(each, each)",
    "uuid[]": "array[gen_random_uuid()]",
}


def fill(url: str) -> None:
    """Give every table of a database some rows."""
    with connect(url) as connection:
        for name, table in read_source(connection).items():
            values = ", ".join(VALUES[column.type] for column in table.columns.values())
            rows = f"insert into {name} select {values} from generate_series(1, {ROWS}) as each"
            connection.execute(rows.encode())


@pytest.fixture(scope="module")
def production(server: EmbeddedServer) -> Iterator[Pair]:
    """A database of production's shape with rows, and an empty warehouse."""
    with pair_on(server, SHAPES.read_text()) as pair:
        fill(pair.source)
        yield Pair(pair.source, pair.warehouse, wishes=Wishes(workers=2))


@pytest.fixture(scope="module")
def first_run(production: Pair) -> RunReport:
    """Its first replication, by the committed dictionary."""
    return production.run()


def test_every_known_table_arrives_under_our_name_when_production_replicates(
    production: Pair, first_run: RunReport
) -> None:
    read = {each.table: each for each in first_run.tables if each.plan.match.source_name}
    names = {table: str(each.plan.match.source_name) for table, each in read.items()}
    assert names["prd_products"] == "cat_products"
    assert all(each.is_reconciled and each.rows == ROWS for each in read.values())
    assert production.differences(names) == []
    with connect(production.source) as connection:
        left_out = read_source(connection).keys() - set(names.values())
    told = {each.table for each in first_run.drift if each.kind is DriftKind.UNKNOWN_TABLE}
    told |= {
        each.message.split("; ")[1].split()[0]
        for each in first_run.drift
        if each.kind is DriftKind.SECOND_TABLE
    }
    assert left_out == told


def test_core_has_all_of_our_tables_and_columns_when_production_lacks_some(
    production: Pair, first_run: RunReport
) -> None:
    assert first_run.tables
    shapes = production.shapes()
    for name, table in read_dictionary().tables.items():
        columns = [each for each, column in table.columns.items() if not column.is_secret]
        assert set(shapes[name][1]) == set(columns) if columns else name not in shapes


def test_drift_lists_what_production_lacks_and_nothing_that_stops_a_table(
    first_run: RunReport,
) -> None:
    kinds = Counter(each.kind for each in first_run.drift)
    assert kinds[DriftKind.MISSING_TABLE] > 0
    assert kinds[DriftKind.MISSING_COLUMN] > 0
    assert [each.message for each in first_run.drift if each.stops_table] == []


def test_changes_arrive_when_production_goes_on(production: Pair, first_run: RunReport) -> None:
    assert first_run.tables
    production.at_source(
        "update soc_posts set likes_count = 100, updated_at = now()",
        "delete from soc_post_likes where id = (select min(id::text)::uuid from soc_post_likes)",
    )
    report = production.run()
    assert published(report, "soc_posts").applied.updated == ROWS
    assert published(report, "soc_post_likes").applied.deleted == 1
    assert sum(each.copied_rows for each in report.tables) == ROWS + ROWS - 1
