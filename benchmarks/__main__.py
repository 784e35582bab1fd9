"""Runs the benchmarks and prints a table of ratios: `python -m benchmarks [NAME ...]`.

Seconds depend on the machine and its neighbours; quote the ratios, which come from one run.
"""

import argparse
import importlib
import platform
from importlib.metadata import version

BENCHMARKS = ("parser", "archive_import", "dbt_incremental", "expectations", "cli_startup")
HEADER = "| what | seconds | against | seconds | ratio |\n| --- | ---: | --- | ---: | ---: |"


def main() -> None:
    """Run the named benchmarks, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], metavar="NAME")
    names = parser.parse_args().names or BENCHMARKS
    print(f"Python {platform.python_version()}, poultryco {version('poultryco')}\n\n{HEADER}")
    for name in names:
        for each in importlib.import_module(f"benchmarks.{name}").measures():
            print(
                f"| {each.name} | {each.ours_seconds:.3f} | {each.other_name}"
                f" | {each.other_seconds:.3f} | {each.ratio:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
