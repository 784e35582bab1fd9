"""The ranking of everybody's feed, built whole: rows, bytes, seconds, and where they go."""

from benchmarks.analytics_builds import Built
from benchmarks.dbt_runs import run_dbt
from benchmarks.plans import costliest_nodes
from database.connections import connect

MODEL = "ana_feed_rankings"
GOAL_SECONDS = 180.0
SHOWN_NODES = 6
SIZE = f"""
select count(distinct profile_id), count(*), pg_total_relation_size('ana.{MODEL}')
from ana.{MODEL}
"""  # noqa: S608


def show(built: Built) -> None:
    """Build the rankings and print what that took, and the costliest nodes of the plan."""
    done = run_dbt(built.environment, "--select", MODEL)
    seconds = done.models[MODEL]
    with connect(built.warehouse) as connection:
        members, rows, size = connection.execute(SIZE.encode()).fetchone() or (0, 0, 0)
        connection.execute("set local max_parallel_workers_per_gather = 0")
        nodes = costliest_nodes(connection, done.queries[MODEL], SHOWN_NODES)
    verdict = "met" if seconds < GOAL_SECONDS else "MISSED"
    print(
        f"\nFeed rankings: {rows:,} rows of {members:,} active members, {size / 1e6:,.0f} MB, in"
        f" {seconds:.1f} s with insert, key and statistics: {rows / seconds:,.0f} rows a second."
        f" Goal {GOAL_SECONDS:.0f} s: {verdict}.\n\n| node of the plan | rows | own seconds |"
        "\n| --- | ---: | ---: |"
    )
    for node in nodes:
        print(f"| {node.name} | {node.rows:,} | {node.seconds:.2f} |", flush=True)
