"""The dictionary: the catalog as files, one a module, generated and committed.

`database/dictionary/<module>.yml` is what code reads where no operational database is at hand,
`docs/reference/dictionary/<module>.md` (`dictionary_pages`) what people read. Nobody edits
them; a test fails when they and the SQL of the schema differ.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from database.catalog import Catalog, Module
from database.errors import PlatformError
from database.settings import PROJECT_ROOT

DICTIONARY = PROJECT_ROOT / "database" / "dictionary"
HEADER = """\
# Made by `poultryco db dictionary` from the SQL in database/schema/. Not edited by hand.
"""
SCHEMA_WIDE = "functions_and_views"
# In every generated file; one without it is somebody's own and is not touched.
MARK = "Made by `poultryco db "


class DictionaryError(PlatformError):
    """The dictionary is not there, or it does not describe the schema."""


def file_name(prefix: str) -> str:
    """Return the name of a module's file without its suffix."""
    return prefix.strip("_")


def write_dictionary(catalog: Catalog, folder: Path = DICTIONARY) -> list[Path]:
    """Make `folder` hold exactly this catalog; return the files that changed or went."""
    texts = {folder / f"{name}.yml": text for name, text in _texts(catalog)}
    return write_files(texts, folder, "*.yml")


def write_files(texts: dict[Path, str], folder: Path, pattern: str) -> list[Path]:
    """Write texts to files of `folder`, remove others of that pattern; return what changed.

    Raises:
        DictionaryError: A file there was made by somebody else, or nothing can be written there.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_files_of_others(folder, pattern)
        return _write_files(texts, folder, pattern)
    except OSError as error:
        raise DictionaryError(
            f"Files cannot be written to {folder}",
            expected="a folder this user may write to",
            found=str(error),
            remedy="name another folder",
        ) from error


def _refuse_files_of_others(folder: Path, pattern: str) -> None:
    texts = {file.name: file.read_text() for file in sorted(folder.glob(pattern))}
    others = [name for name, text in texts.items() if text.strip() and MARK not in text]
    if others:
        raise DictionaryError(
            f"{folder} holds files that were not made by this command",
            expected="a folder of its own: what is not made anew is removed from it",
            found=", ".join(others[:5]),
            remedy="name a new folder, or move those files",
        )


def _write_files(texts: dict[Path, str], folder: Path, pattern: str) -> list[Path]:
    gone = sorted(set(folder.glob(pattern)) - texts.keys())
    for file in gone:
        file.unlink()
    changed = [
        file for file, text in texts.items() if not file.exists() or file.read_text() != text
    ]
    for file in changed:
        file.write_text(texts[file])
    return changed + gone


def read_dictionary(folder: Path = DICTIONARY) -> Catalog:
    """Return the catalog that `folder` holds.

    Raises:
        DictionaryError: There is none.
    """
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise DictionaryError(
            f"There is no dictionary in {folder}",
            expected="one file a module",
            found="none",
            remedy="run `poultryco db dictionary`",
        )
    whole: dict[str, dict[str, Any]] = {"modules": {}, "tables": {}}
    for file in files:
        with file.open() as stream:
            content = yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        for prefix, module in content.pop("modules", {}).items():
            whole["modules"][prefix] = module
        for name, table in content.pop("tables", {}).items():
            whole["tables"][name] = table
        whole.update(content)
    return Catalog.model_validate(_sorted(whole))


def as_yaml(header: str, content: dict[str, Any], width: int = 140) -> str:
    """Return a generated file: its heading, then YAML with whatever has no parts in one line."""
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return header + yaml.dump(
        content,
        Dumper=dumper,
        sort_keys=False,
        default_flow_style=None,
        allow_unicode=True,
        width=width,
    )


def differences(expected: Catalog, found: Catalog) -> list[str]:
    """Return a line for each thing that one has and the other has not, or has otherwise."""
    return list(_differences("", _plain(expected), _plain(found)))


def _texts(catalog: Catalog) -> Iterator[tuple[str, str]]:
    for prefix, module in catalog.modules.items():
        tables = {name: _plain(table) for name, table in catalog.tables_of(prefix).items()}
        yield (
            file_name(prefix),
            as_yaml(HEADER, {"modules": {prefix: _plain(module)}, "tables": tables}),
        )
    unowned = {name: _plain(t) for name, t in catalog.tables.items() if t.module is None}
    if unowned:
        yield "without_module", as_yaml(HEADER, {"tables": unowned})
    wide = _plain(catalog)
    parts = {name: wide.get(name, {}) for name in ("views", "functions")}
    yield SCHEMA_WIDE, as_yaml(HEADER, parts)


def _plain(part: Catalog | Module | Any) -> dict[str, Any]:  # noqa: ANN401 (any model)
    plain: dict[str, Any] = part.model_dump(mode="json", exclude_defaults=True)
    return plain


def _sorted(whole: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: dict(sorted(parts.items())) for name, parts in whole.items()}


def _differences(path: str, expected: object, found: object) -> Iterator[str]:
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in expected | found:
            inner = f"{path}.{name}" if path else str(name)
            if name not in found:
                yield f"{inner}: missing"
            elif name not in expected:
                yield f"{inner}: not expected"
            else:
                yield from _differences(inner, expected[name], found[name])
        if list(expected) != list(found) and expected.keys() == found.keys():
            yield f"{path}: in another order"
    elif expected != found:
        yield f"{path}: expected {expected}, found {found}"
