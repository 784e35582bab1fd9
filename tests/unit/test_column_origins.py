"""Column lineage through several models."""

import dagster as dg

from orchestration.column_origins import origins_table

SOURCE, STAGED, JOINED = (dg.AssetKey([name]) for name in ("source", "staged", "joined"))


def lineage(**columns: list[tuple[dg.AssetKey, str]]) -> dg.TableColumnLineage:
    return dg.TableColumnLineage(
        {
            column: [dg.TableColumnDep(key, name) for key, name in deps]
            for column, deps in columns.items()
        }
    )


def test_a_column_is_led_back_through_every_model() -> None:
    lineages = {
        STAGED: lineage(price=[(SOURCE, "cost")], day=[(SOURCE, "date")]),
        JOINED: lineage(
            change=[(STAGED, "price"), (STAGED, "day"), (SOURCE, "cost")],
            one=[],
            far=[(SOURCE, "x")],
        ),
    }
    assert origins_table(JOINED, lineages).value.splitlines() == [
        "| column | made from |",
        "| --- | --- |",
        "| change | source.cost, source.date |",
        "| one |  |",
        "| far | source.x |",
    ]


def test_the_way_ends_where_no_lineage_is_known() -> None:
    lineages = {JOINED: lineage(price=[(STAGED, "price")])}
    assert "| price | staged.price |" in origins_table(JOINED, lineages).value
