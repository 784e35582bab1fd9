"""Pages of the dictionary for people: one a module, made from the catalog, never edited."""

from collections.abc import Iterator
from pathlib import Path

from database.catalog import Catalog, Column, Counter, Table
from database.dictionary import file_name, write_files
from database.settings import PROJECT_ROOT

PAGES = PROJECT_ROOT / "docs" / "reference" / "dictionary"
HEADER = "<!-- Made by `poultryco db dictionary` from the SQL in database/schema/. -->\n"
SHORT_TYPES = {"timestamp with time zone": "timestamptz", "time without time zone": "time"}
ALLOWED_SHOWN = 12


def write_pages(catalog: Catalog, folder: Path = PAGES) -> list[Path]:
    """Make `folder` hold exactly the pages of this catalog; return the files that changed."""
    texts = {
        folder / f"{file_name(prefix)}.md": HEADER + "\n".join(_module_page(catalog, prefix))
        for prefix in catalog.modules
        if catalog.tables_of(prefix)
    }
    texts[folder / "README.md"] = HEADER + "\n".join(_overview(catalog))
    return write_files(texts, folder, "*.md")


def describe_type(column: Column) -> str:
    """Return the type of a column and whether it takes no value."""
    short = SHORT_TYPES.get(column.type, column.type)
    return short if column.is_required else f"{short}, may be empty"


def describe_counter(counter: Counter) -> str:
    """Return where the number comes from."""
    if counter.imported is not None:
        return f"unverified: {counter.imported}"
    sources = [source.child or "a query" for source in counter.sources]
    return f"{counter.aggregate} of {' and '.join(sources)}"


def _overview(catalog: Catalog) -> Iterator[str]:
    yield "# Dictionary"
    yield ""
    yield f"{len(catalog.tables)} tables in {len(catalog.modules)} modules."
    yield ""
    yield "| module | tables | owner | what |"
    yield "| --- | --- | --- | --- |"
    for prefix, module in catalog.modules.items():
        count = len(catalog.tables_of(prefix))
        name = f"[`{prefix}`]({file_name(prefix)}.md)" if count else f"`{prefix}`"
        yield f"| {name} {module.name} | {count} | {module.owning_team} | {module.description} |"
    yield ""


def _module_page(catalog: Catalog, prefix: str) -> Iterator[str]:
    module = catalog.modules[prefix]
    yield f"# {module.name}: `{prefix}`"
    yield ""
    yield f"{module.description} Owner: {module.owning_team}."
    for name, table in catalog.tables_of(prefix).items():
        yield from _table_section(catalog, name, table)
    yield ""


def _table_section(catalog: Catalog, name: str, table: Table) -> Iterator[str]:
    yield ""
    yield f"## {name}"
    yield ""
    yield f"{table.purpose} **Grain:** {table.grain}."
    yield ""
    yield "| column | type | meaning |"
    yield "| --- | --- | --- |"
    for column_name, column in table.columns.items():
        words = "; ".join(meaning(table, column_name, column)).replace("|", "\\|")
        yield f"| `{column_name}` | {describe_type(column)} | {words} |"
    said = " ".join(notes(catalog, name, table))
    if said:
        yield ""
        yield said


def meaning(table: Table, name: str, column: Column) -> Iterator[str]:
    """Yield what there is to say of a column: names in `quotes`, its tags in **stars**, last."""
    if table.primary_key and name in table.primary_key.columns:
        yield "key"
    for key in table.foreign_keys.values():
        if key.columns == (name,):
            yield f"of `{key.target}`"
    if name in table.references:
        targets = {target for target in table.references[name].targets.values() if target}
        yield f"of {', '.join(f'`{target}`' for target in sorted(targets))}"
    if column.comment:
        yield " ".join(column.comment.split()).rstrip(".")
    if name in table.counters:
        yield describe_counter(table.counters[name])
    if column.generated:
        yield "computed"
    if column.allowed and len(column.allowed) <= ALLOWED_SHOWN:
        yield "one of " + ", ".join(f"`{value}`" for value in column.allowed)
    yield from (f"**{tag}**" for tag in column.tags)


def notes(catalog: Catalog, name: str, table: Table) -> Iterator[str]:
    """Yield sentences on a table as a whole: keys, trash, versions, who refers to it."""
    if table.uniques:
        keys = ", ".join(f"`{', '.join(columns)}`" for columns in table.uniques.values())
        yield f"Unique: {keys}."
    if table.partitioned_by:
        yield f"Partitioned by {table.partitioned_by}."
    if table.trash_days:
        yield f"Trash: kept {table.trash_days} days; `{name}_live` is without it."
    if table.versions:
        kept, history = table.versions.versions_kept, table.versions.history_table
        yield f"Versions: the last {kept} in `{history}`."
    referring = sorted({other for other, _columns, _action in catalog.referring_to(name)})
    if referring:
        yield f"Referred to by {', '.join(f'`{other}`' for other in referring)}."
    if table.old_names:
        yield f"Old names: {', '.join(f'`{old}`' for old in table.old_names)}."
