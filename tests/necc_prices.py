"""Real prices small enough to be test data, in the form the stand-in page serves."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from ingestion.necc.sheet import Basis

Prices = Mapping[tuple[str, Basis, date], int]
"""Rupees per 100 eggs by zone name, section and day."""

DATA = Path(__file__).parent / "data"


def real_prices() -> dict[tuple[str, Basis, date], int]:
    """Return real prices: 2020-02, 2020-03, 2020-07, 2020-10, 2026-03 and 2026-04-01 to 07."""
    prices = {}
    with (DATA / "necc_prices.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            month = date.fromisoformat(f"{row['month']}-01")
            for number, text in enumerate(row["prices"].split(), start=1):
                if text != "-":
                    key = (row["zone_name"], Basis(row["basis"]), month.replace(day=number))
                    prices[key] = int(text)
    return prices
