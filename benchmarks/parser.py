"""The sheet parser against `pandas.read_html`, which leaves sections, days and checks to do."""

from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd

from benchmarks.measure import Measure, median_seconds
from ingestion.necc.sheet_parser import parse_daily_sheet

PAGE = Path(__file__).parent.parent / "tests" / "data" / "price_sheet_2009_01.html"
MONTH = date(2009, 1, 1)
REPEATS = 25


def measures() -> list[Measure]:
    """Time both on a real page of a month, from bytes in memory."""
    body = PAGE.read_bytes()
    return [
        Measure(
            name="parse a price sheet",
            ours_seconds=median_seconds(lambda: parse_daily_sheet(body, MONTH), REPEATS),
            other_name="pandas.read_html",
            other_seconds=median_seconds(lambda: _read_html(body), REPEATS),
        )
    ]


def _read_html(body: bytes) -> list[pd.DataFrame]:
    return pd.read_html(StringIO(body.decode()), match="Name Of Zone")
