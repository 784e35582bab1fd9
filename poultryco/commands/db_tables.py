"""Commands that look at tables: `poultryco db tables | show | validate | dictionary | types`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poultryco.commands.db_options import Url, source

if TYPE_CHECKING:
    from database.catalog import Catalog

FAILED = 1
ROWS_SHOWN = 10


def register(app: typer.Typer) -> None:
    """Add these commands to the topic."""
    for command in (tables, show, validate, dictionary, types):
        app.command()(command)


def tables(
    prefix: Annotated[
        str | None, typer.Argument(help="Only tables whose names start so, for example soc_.")
    ] = None,
    empty: Annotated[
        bool | None, typer.Option("--empty/--filled", help="Only those without rows, or with.")
    ] = None,
    url: Url = None,
) -> None:
    """List tables: rows (~ is an estimate), size, owner, what a row is.

    Examples: `poultryco db tables`, `poultryco db tables soc_ --filled`
    """
    from database.catalog_reading import read_catalog
    from database.connections import connect
    from database.table_overview import table_sizes
    from poultryco.db_summary import print_sizes

    with connect(source(url), read_only=True) as connection:
        catalog = read_catalog(connection)
        names = [name for name in catalog.tables if name.startswith(prefix or "")]
        sizes = table_sizes(connection, names)
    if empty is not None:
        sizes = [size for size in sizes if (size.rows == 0) == empty]
    print_sizes(catalog, sizes)


def show(
    table: Annotated[str, typer.Argument(help="Its name; an old name will do.")],
    rows: Annotated[int, typer.Option(min=0, help="How many rows to show.")] = ROWS_SHOWN,
    url: Url = None,
) -> None:
    """Show a table: columns, keys, who refers to it, counters, some rows (people masked).

    Example: `poultryco db show soc_posts`
    """
    from database.catalog_reading import read_catalog
    from database.connections import connect
    from database.table_overview import find_table, first_rows
    from poultryco.db_summary import print_rows, print_table

    with connect(source(url), read_only=True) as connection:
        catalog = read_catalog(connection)
        name = find_table(catalog, table)
        found = first_rows(connection, name, catalog.tables[name], rows)
    print_table(catalog, name)
    print_rows(found)


def validate(
    advice: Annotated[
        bool, typer.Option("--advice", help="Also what only new tables are asked for.")
    ] = False,
    rules: Annotated[
        bool, typer.Option("--rules", help="List the rules, and look nowhere.")
    ] = False,
    url: Url = None,
) -> None:
    """Hold the schema to its rules; exits with 1 when one does not hold.

    Examples: `poultryco db validate`, `poultryco db validate --rules`
    """
    from database.catalog_reading import read_catalog
    from database.connections import connect
    from database.validation import all_rules
    from database.validation import validate as find
    from database.validation_rules import Severity
    from poultryco.db_summary import finding_lines

    if rules:
        for rule in all_rules():
            typer.echo(f"{rule.code}  {rule.severity:<8}{rule.title}")
        return
    with connect(source(url), read_only=True) as connection:
        catalog = read_catalog(connection)
    findings = find(catalog, with_advice=advice)
    for line in finding_lines(findings):
        typer.echo(line)
    typer.echo(
        f"{len(findings)} findings in {len(catalog.tables)} tables, {len(all_rules())} rules"
    )
    if any(finding.rule.severity is not Severity.ADVICE for finding in findings):
        raise typer.Exit(FAILED)


def dictionary(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 where it would change.")
    ] = False,
    url: Url = None,
) -> None:
    """Write the dictionary, its pages and dbt's sources of `core` from the files of the schema.

    The page of metrics is written too, from what dbt then reads.

    Examples: `poultryco db dictionary`, `poultryco db dictionary --check`
    """
    from database.dictionary import differences, read_dictionary, write_dictionary
    from database.dictionary_pages import write_pages
    from database.settings import get_settings
    from ingestion.operational.classification import known_catalog
    from orchestration.dbt_manifest import load_manifest
    from orchestration.dbt_sources import write_dbt_files
    from orchestration.metrics_page import write_metrics_page

    catalog = _catalog_of_files(source(url))
    if check:
        lines = differences(read_dictionary(), catalog)
        for line in lines:
            typer.echo(line)
        typer.echo(f"{len(lines)} differences")
        raise typer.Exit(FAILED if lines else 0)
    changed = [*write_dictionary(catalog), *write_pages(catalog)]
    changed += write_dbt_files(known_catalog())
    # dbt reads the project as it is now.
    changed += write_metrics_page(load_manifest(get_settings()))
    typer.echo(f"{len(catalog.tables)} tables, {len(changed)} files changed")


def types(
    folder: Annotated[Path, typer.Argument(help="Folder of the package to write.")],
) -> None:
    """Write typed Python models of all tables, a module a prefix, from the dictionary.

    Example: `poultryco db types ../application/poultryco_models`
    """
    from database.dictionary import read_dictionary
    from database.typed_models import write_models

    catalog = read_dictionary()
    changed = write_models(catalog, folder)
    typer.echo(f"{len(catalog.tables)} models in {folder}, {len(changed)} files changed")


def _catalog_of_files(url: str) -> "Catalog":
    """Read the catalog of a database that is as the files say, or else of a scratch one."""
    from database.catalog_reading import read_catalog
    from database.connections import connect
    from database.schema_changes import migrate_schema, plan_of
    from database.scratch import scratch_database

    plan = plan_of(url)
    if not plan.pending and not plan.rewritten:
        with connect(url, read_only=True) as connection:
            return read_catalog(connection)
    with scratch_database(url) as scratch:
        migrate_schema(scratch)
        with connect(scratch, read_only=True) as connection:
            return read_catalog(connection)
