"""Runs the benchmarks and prints their tables: `python -m benchmarks [NAME ...]`.

Seconds depend on the machine and its neighbours; quote the ratios, which come from one run.
`schema`, `replication`, `quality` and `analytics` are small unless told: `python -m benchmarks
schema --members 100000` has a million posts and ten million likes, needs 15 GB of disk and about
half an hour; the others need twice the disk, and analytics more time.
"""

import argparse
import importlib
import platform
from importlib.metadata import version

RATIOS = ("parser", "archive_import", "dbt_incremental", "quality_report", "cli_startup")
SCHEMA = "schema"
REPLICATION = "replication"
QUALITY = "quality"
ANALYTICS = "analytics"
HEADER = "| what | seconds | against | seconds | ratio |\n| --- | ---: | --- | ---: | ---: |"


def main() -> None:
    """Run the named benchmarks, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = (*RATIOS, SCHEMA, REPLICATION, QUALITY, ANALYTICS)
    parser.add_argument("names", nargs="*", choices=[[], *names], metavar="NAME")
    parser.add_argument("--members", type=int, default=2000, help="size of a community")
    parser.add_argument("--url", help="a database with such a community, measured as it stands")
    parser.add_argument("--peer", action="store_true", help="replication: load with dlt, too")
    arguments = parser.parse_args()
    names = arguments.names or names
    print(f"Python {platform.python_version()}, poultryco {version('poultryco')}")
    _print_ratios([name for name in names if name in RATIOS])
    if SCHEMA in names:
        from benchmarks import schema

        schema.run(arguments.members, arguments.url)
    if REPLICATION in names:
        from benchmarks import replication

        replication.run(arguments.members, arguments.url, has_peer=arguments.peer)
    if QUALITY in names:
        from benchmarks import quality

        quality.run(arguments.members, arguments.url)
    if ANALYTICS in names:
        from benchmarks import analytics

        analytics.run(arguments.members, arguments.url)


def _print_ratios(names: list[str]) -> None:
    if names:
        print(f"\n{HEADER}")
    for name in names:
        for each in importlib.import_module(f"benchmarks.{name}").measures():
            print(
                f"| {each.name} | {each.ours_seconds:.3f} | {each.other_name}"
                f" | {each.other_seconds:.3f} | {each.ratio:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
