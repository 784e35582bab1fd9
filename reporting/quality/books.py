"""The modules as pages of the dictionary: their tables, and text of the catalog as markup."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from database.catalog import Catalog, Table
from reporting.formats import file_name
from reporting.quality.health import Group

MARKS = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")
TAGS = {"pii": ("personal", "warn"), "secret": ("secret", "bad")}


@dataclass(frozen=True, slots=True)
class Book:
    """A page of a module, or of a schema whose checks belong to no module. Key: key.

    Attributes:
        key: Prefix of the module without its underscore, or the schema.
        title: What people call it.
        description: What is in it; empty for a schema.
        owner: The team that owns its tables; empty for a schema.
        tables: Its tables by name; empty for a schema.
    """

    key: str
    title: str
    description: str
    owner: str
    tables: Mapping[str, Table]

    @property
    def tables_count(self) -> int:
        """How many tables it has."""
        return len(self.tables)


def books(catalog: Catalog, groups: Iterable[Group]) -> list[Book]:
    """Return a page for each module with tables, then for what else has checks, by title."""
    found = {
        prefix.rstrip("_"): Book(
            prefix.rstrip("_"), module.name, module.description, module.owning_team, tables
        )
        for prefix, module in catalog.modules.items()
        if (tables := catalog.tables_of(prefix))
    }
    others = [
        Book(group.key, group.title, "", ", ".join(group.owners), {})
        for group in groups
        if group.key not in found
    ]
    return [*sorted(found.values(), key=_by_title), *sorted(others, key=_by_title)]


def _by_title(book: Book) -> str:
    return book.title.lower()


def marked(text: str | None, catalog: Catalog, folder: str = "") -> Markup:
    """Return text of the dictionary as markup: names as code, those of tables as links, tags.

    All of it is escaped first: comments of a schema are words, no markup.

    Args:
        text: Words with names in `quotes` and tags in **stars**.
        catalog: Says which names are tables.
        folder: Where the pages of modules are, from the page that shows the text.
    """

    def mark(found: re.Match[str]) -> str:
        name, tag = found.groups()
        if tag is not None:
            word, kind = TAGS.get(tag, (tag, ""))
            return f'<span class="tag {kind}">{word}</span>'
        table = catalog.tables.get(name)
        if table is None or table.module is None:
            return f"<code>{name}</code>"
        page = file_name(table.module.rstrip("_"))
        return f'<a href="{folder}{page}.html#{name}"><code>{name}</code></a>'

    return Markup(MARKS.sub(mark, str(escape(text or ""))))  # noqa: S704 (escaped just before)
