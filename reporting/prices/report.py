"""Builds the price report: reads the warehouse, lays the page out, writes it.

The page holds no time of its own making: the same data gives the same bytes.
"""

from pathlib import Path

from database.settings import PROJECT_ROOT
from reporting import page
from reporting.prices.payload import payload
from reporting.prices.reader import read_snapshot
from reporting.prices.rows import Snapshot
from reporting.prices.view import context_of
from reporting.results import sample_columns

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("base", "zones", "trends", "months", "years", "anomalies", "coverage", "start")
# NECC asks whoever passes its prices on to print this text with them.
CLARIFICATION = PROJECT_ROOT / "seeds" / "necc_price_archive" / "CLARIFICATION.txt"
REASONS = {
    "not_a_price": "not a whole number",
    "out_of_range": "not within ₹100 to ₹1,000",
    "future_day": "for a day that had not come",
}


def build_price_report(url: str, folder: Path) -> Path:
    """Write the report of the warehouse at `url` into `folder` and return its page.

    The folder then holds `index.html` and, beside it, the `plotly.min.js` it loads. The page
    opens from the file system, and needs no network.

    Raises:
        TablesNotBuiltError: dbt has not built the tables that the report reads.
        DatabaseUnreachableError: The warehouse does not answer.
    """
    html = price_page(read_snapshot(url))
    page.put_plotly_beside(folder)
    return page.write_page(folder, html)


def price_page(snapshot: Snapshot) -> str:
    """Return the page that shows `snapshot`."""
    engine = page.template_engine(TEMPLATES)
    own = (TEMPLATES / "scripts" / f"{name}.js" for name in SCRIPTS)
    script = page.joined_scripts(page.SHELL / "tables.js", *own)
    return page.render(
        engine,
        "report.html.j2",
        {
            **context_of(snapshot),
            "clarification": CLARIFICATION.read_text(encoding="utf-8"),
            "data": page.embedded_json(payload(snapshot)),
            "policy": page.content_policy(script),
            "reasons": REASONS,
            "sample_columns": sample_columns,
            "script": script,
            "styles": page.joined_styles(page.SHELL / "page.css", TEMPLATES / "report.css"),
        },
    )
