"""Builds the quality report: reads the warehouse, lays the pages out, writes them.

The pages hold no time of their own making: the same data gives the same bytes.
"""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment

from database import dictionary_pages
from database.catalog import Catalog
from expectations.core import core_catalog
from expectations.rules import TOOL, Rule
from expectations.suites import rules
from reporting import page
from reporting.formats import file_name
from reporting.quality.books import Book, books, marked
from reporting.quality.data_docs import TableDocs, Typesetter, docs_path, tables_of
from reporting.quality.erd import diagram
from reporting.quality.health import Modules
from reporting.quality.owners import owner_csv
from reporting.quality.reader import read_snapshot
from reporting.quality.rows import Snapshot
from reporting.quality.summary import markdown, summary_of
from reporting.quality.view import context_of

TEMPLATES = Path(__file__).parent / "templates"


def build_quality_report(url: str, folder: Path) -> Path:
    """Write the report of the warehouse at `url` into `folder` and return its first page.

    The folder then holds `index.html`, a page a module in `modules/`, the files of the owners
    as `<owner>.csv`, `summary.html` and `summary.md` to be sent, and Great Expectations' Data
    Docs in `data_docs/`. Files of owners, modules and tables that there are no more go. The pages
    open from the file system, and need no network.

    Raises:
        DatabaseUnreachableError: The warehouse does not answer.
    """
    known = {rule.name: rule for rule in rules()}
    texts = quality_pages(read_snapshot(url), known, core_catalog())
    for pattern in ("*.csv", "modules/*.html", "data_docs/*.html"):
        for file in folder.glob(pattern):
            if file.relative_to(folder).as_posix() not in texts:
                file.unlink()
    for name, text in texts.items():
        page.write_page(folder, text, name)
    return folder / "index.html"


def quality_pages(
    snapshot: Snapshot, known: Mapping[str, Rule], catalog: Catalog
) -> dict[str, str]:
    """Return the texts of all files of the report, by their path in its folder."""
    modules = Modules(catalog)
    context = context_of(snapshot, known, modules)
    shelf = books(catalog, context["modules"])
    engine = _engine(catalog, "modules/")
    module_engine = _engine(catalog, "")
    shared = _shared()
    summary = summary_of(context)
    owners = {
        f"{file_name(owner.key)}.csv": owner_csv(
            each for each in context["failures"] if each.check.owner == owner.key
        )
        for owner in context["owners"]
    }
    return {
        "index.html": page.render(engine, "index.html.j2", {**context, **shared, "books": shelf}),
        "summary.html": page.render(
            engine, "summary.html.j2", {**summary, "policy": page.content_policy()}
        ),
        "summary.md": markdown(summary),
        **owners,
        **{
            f"modules/{file_name(book.key)}.html": _module_page(
                module_engine, book, {**context, **shared}, modules
            )
            for book in shelf
        },
        **_data_docs(module_engine, tables_of(context["checks"], known, modules)),
    }


def _data_docs(engine: Environment, tables: list[TableDocs]) -> dict[str, str]:
    if not tables:
        return {}
    shared, typesetter = _shared("data_docs.css"), Typesetter()
    pages = {
        docs.path: page.render(
            engine,
            "data_docs_table.html.j2",
            {**shared, "docs": docs, "sections": typesetter.typeset(docs)},
        )
        for docs in tables
    }
    index = page.render(engine, "data_docs.html.j2", {**shared, "tables": tables})
    return {"data_docs/index.html": index, **pages}


def _engine(catalog: Catalog, folder: str) -> Environment:
    engine = page.template_engine(TEMPLATES)
    engine.filters["marked"] = partial(marked, catalog=catalog, folder=folder)
    engine.globals |= {
        "docs_path": docs_path,
        "docs_tool": TOOL,
        "describe_type": dictionary_pages.describe_type,
        "meaning": dictionary_pages.meaning,
        "notes": partial(dictionary_pages.notes, catalog),
    }
    return engine


def _shared(*styles: str) -> dict[str, Any]:
    script = page.joined_scripts(page.SHELL / "tables.js", TEMPLATES / "scripts" / "quality.js")
    return {
        "policy": page.content_policy(script),
        "script": script,
        "styles": page.joined_styles(
            page.SHELL / "page.css", *(TEMPLATES / each for each in ("quality.css", *styles))
        ),
    }


def _module_page(
    engine: Environment, book: Book, context: Mapping[str, Any], modules: Modules
) -> str:
    checks = [check for check in context["checks"] if modules.key_of(check) == book.key]
    return page.render(
        engine,
        "module.html.j2",
        {
            "policy": context["policy"],
            "script": context["script"],
            "styles": context["styles"],
            "book": book,
            "picture": diagram(book.tables),
            "checks": checks,
            "days": context["days"],
            "days_count": context["days_count"],
            "by_day": context["by_day"],
            "counts": Counter(check.outcome for check in checks),
        },
    )
