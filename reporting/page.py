"""What all pages share: the template engine, safe embedding of data, writing of files.

What a page shows is decided by its own folder; nothing here knows of prices.
"""

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from filecmp import cmp
from pathlib import Path
from tempfile import NamedTemporaryFile

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reporting import formats

SHELL = Path(__file__).parent / "shell"
PLOTLY = "plotly.min.js"


def template_engine(*folders: Path) -> Environment:
    """Return an engine that escapes everything, fails on unknown names and has our formats."""
    engine = Environment(
        loader=FileSystemLoader([*folders, SHELL]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    names = (
        "day",
        "month",
        "moment",
        "ist_day",
        "number",
        "signed",
        "rupees",
        "percent",
        "direction",
        "file_name",
    )
    engine.filters.update({name: getattr(formats, name) for name in names})
    engine.filters["breakable"] = breakable
    return engine


def embedded_json(data: object) -> Markup:
    """Return JSON that can stand inside a script element whatever its strings hold."""
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 (no character of it can end the element or start another)


def breakable(name: str) -> Markup:
    """Return a long name as markup that may go on in the next line after each underscore."""
    return Markup("_<wbr>").join(name.split("_"))


def joined_scripts(*files: Path) -> Markup:
    """Return files of our own as one script that shares nothing with other scripts."""
    body = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return Markup(f'"use strict";\n(() => {{\n{body}}})();\n')  # noqa: S704 (our own files)


def joined_styles(*files: Path) -> Markup:
    """Return style sheets of our own as one."""
    return Markup("\n".join(file.read_text(encoding="utf-8") for file in files))  # noqa: S704


def content_policy(*scripts: str) -> str:
    """Return a policy under which only these scripts and files beside the page run.

    Nothing may be fetched, so the page says the same with and without a network, and markup
    that slipped in from outside could not run.
    """
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self' file: {hashes}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def render(engine: Environment, name: str, context: Mapping[str, object]) -> str:
    """Return the page that template `name` makes of `context`."""
    return engine.get_template(name).render(context)


def write_page(folder: Path, text: str, name: str = "index.html") -> Path:
    """Write a file of `folder` at once, so that a reader sees the old page or the new one."""
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("wb", dir=target.parent, prefix=".page-", delete=False) as file:
        file.write(text.encode())
    _publish(Path(file.name), target)
    return target


def put_plotly_beside(folder: Path) -> None:
    """Copy the plotly.js of the installed package into `folder`, unless it is there already."""
    # plotly itself is slow to import, and only its file is wanted.
    from importlib.metadata import distribution

    source = Path(str(distribution("plotly").locate_file("plotly/package_data"))) / PLOTLY
    target = folder / PLOTLY
    folder.mkdir(parents=True, exist_ok=True)
    if target.exists() and cmp(source, target, shallow=False):
        return
    with NamedTemporaryFile(dir=folder, prefix=".plotly-", delete=False) as file:
        temporary = Path(file.name)
    shutil.copyfile(source, temporary)
    _publish(temporary, target)


def _publish(temporary: Path, target: Path) -> None:
    """Rename, readable by all: temporary files are the owner's alone."""
    try:
        temporary.chmod(0o644)
        os.replace(temporary, target)  # noqa: PTH105 (rename must replace, on every platform)
    finally:
        temporary.unlink(missing_ok=True)
