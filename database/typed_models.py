"""Writes typed Python models of every table: one module of pydantic models a prefix.

They are generated where somebody asks for them and not committed: the schema is the truth,
and they are made from it in a second. What a check lists becomes a `Literal`, what may be
empty an optional field, what has a default a field that may be left out.
"""

import keyword
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import wrap

from pydantic import BaseModel

from database.catalog import Catalog, Column, Table
from database.dictionary import file_name, write_files

HEADER = '''\
"""{name}.

{description}

Made by `poultryco db types` from the tables of the module {prefix}. Not edited by hand.
"""
'''
TYPES = {
    "bigint": "int",
    "boolean": "bool",
    "bytea": "bytes",
    "date": "date",
    "double precision": "float",
    "inet": "IPv4Address | IPv4Interface | IPv6Address | IPv6Interface",
    "integer": "int",
    "json": "Any",
    "jsonb": "Any",
    "numeric": "Decimal",
    "smallint": "int",
    "text": "str",
    "time without time zone": "time",
    "timestamp with time zone": "AwareDatetime",
    "uuid": "UUID",
}
STANDARD_IMPORTS = {
    "datetime": ("date", "time"),
    "decimal": ("Decimal",),
    "ipaddress": ("IPv4Address", "IPv4Interface", "IPv6Address", "IPv6Interface"),
    "typing": ("Any", "Literal"),
    "uuid": ("UUID",),
}
OTHER_IMPORTS = {"pydantic": ("AwareDatetime", "Field")}
PACKAGE = '''\
"""Typed models of the operational tables, by module. Made by `poultryco db types`."""
'''
BASE = '''\
"""What all models share. Made by `poultryco db types`."""

from pydantic import BaseModel, ConfigDict


class Row(BaseModel):
    """A row of a table. Fields are the columns, required where an insert needs a value."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
'''
LINE_LENGTH = 100
INDENT = "    "
FIELD = re.compile(r"    \w+: .*|        \".*|    \].*")


def write_models(catalog: Catalog, folder: Path) -> list[Path]:
    """Make `folder` a package with exactly the models of this catalog; return what changed."""
    texts = {
        folder / f"{file_name(prefix)}.py": _module(catalog, prefix)
        for prefix in catalog.modules
        if catalog.tables_of(prefix)
    }
    texts[folder / "__init__.py"] = PACKAGE
    texts[folder / "rows.py"] = BASE
    return write_files(texts, folder, "*.py")


def class_name(table: str) -> str:
    """Return the name of a table's model: `SocPosts` for soc_posts."""
    return "".join(word.capitalize() for word in table.split("_"))


def python_type(column: Column) -> str:
    """Return the type of a column's values as psycopg reads them; `Any` where it is unknown."""
    if column.allowed:
        return f"Literal[{', '.join(_quoted(value) for value in column.allowed)}]"
    base = column.type.removesuffix("[]")
    known = TYPES.get(re.sub(r"\(.*\)", "", base), "Any" if base == "jsonb" else "str")
    return f"list[{known}]" if column.type.endswith("[]") else known


def _module(catalog: Catalog, prefix: str) -> str:
    module = catalog.modules[prefix]
    body = "\n".join(
        line
        for name, table in catalog.tables_of(prefix).items()
        for line in ("", "", *_model(name, table))
    )
    head = HEADER.format(name=module.name, description=module.description, prefix=prefix)
    code = "\n".join(line for line in body.split("\n") if FIELD.fullmatch(line))
    imports = "\n".join(
        filter(None, [_imports(code, STANDARD_IMPORTS), _imports(code, OTHER_IMPORTS)])
    )
    return f"{head}\n{imports}\nfrom .rows import Row\n{body}\n"


def _imports(code: str, packages: Mapping[str, tuple[str, ...]]) -> str:
    lines = []
    for package, names in packages.items():
        used = [name for name in names if re.search(rf"[^\"\w]{name}\b", code)]
        if used:
            lines.append(f"from {package} import {', '.join(used)}\n")
    return "".join(lines)


def _model(name: str, table: Table) -> Iterator[str]:
    yield f"class {class_name(name)}(Row):"
    yield from _docstring(_text(table.purpose or name), end=False)
    yield ""
    yield from wrap(
        f"Table: {name}. Grain: {_text(table.grain or 'not said')}.",
        LINE_LENGTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
    )
    yield f'{INDENT}"""'
    yield ""
    for column_name, column in table.columns.items():
        yield from _field(column_name, column)


def _field(name: str, column: Column) -> Iterator[str]:
    type_ = python_type(column)
    is_optional = not column.is_required
    may_be_left_out = is_optional or column.default is not None or column.generated is not None
    # Words of Python, and of pydantic's models.
    is_taken = keyword.iskeyword(name) or hasattr(BaseModel, name) or name.startswith("model_")
    field = f"{name}_" if is_taken else name
    annotation = f"{type_} | None" if may_be_left_out else type_
    default = ""
    if field != name:
        default = f' = Field({"default=None, " if may_be_left_out else ""}alias="{name}")'
    elif may_be_left_out:
        default = " = None"
    yield from _wrapped(f"    {field}: ", annotation, default)
    if column.comment:
        yield from _docstring(_text(column.comment), end=True)


def _docstring(text: str, *, end: bool) -> Iterator[str]:
    quotes = '"""'
    yield from wrap(
        f"{quotes}{text}{quotes if end else ''}",
        LINE_LENGTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _wrapped(head: str, annotation: str, default: str) -> Iterator[str]:
    """Yield a field in one line, or a long list of literals a line each."""
    line = f"{head}{annotation}{default}"
    match = re.fullmatch(r"Literal\[(.*)\](.*)", annotation)
    if len(line) <= LINE_LENGTH or match is None:
        yield line
        return
    yield f"{head}Literal["
    yield from (f"        {value}," for value in match[1].split(", "))
    yield f"    ]{match[2]}{default}"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _text(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace('"""', "'''").split()).rstrip('"')
