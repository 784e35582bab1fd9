"""The archive file says what its manifest and its provenance say."""

import csv
import hashlib
import html
import io
import json
import re
from collections import Counter
from pathlib import Path

from ingestion.necc.archive import ARCHIVE_FOLDER, clarification, read_archive

MANIFEST = json.loads((ARCHIVE_FOLDER / "manifest.json").read_text())
PROVENANCE = (ARCHIVE_FOLDER / "PROVENANCE.md").read_text()
SAVED_PAGE = Path(__file__).parent.parent / "data" / "price_sheet_2009_01.html"


def long_form() -> str:
    """Return the archive as PROVENANCE.md defines its long form."""
    rows = sorted(
        (f"{day}", zone_name, basis.value, price, source.name)
        for day, zone_name, basis, price, source in read_archive()
    )
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["date", "zone_name", "price_type", "price_inr_per_100_eggs", "source"])
    writer.writerows(rows)
    return text.getvalue()


def test_long_form_is_the_one_of_the_manifest_when_the_archive_is_unpacked() -> None:
    assert hashlib.sha256(long_form().encode()).hexdigest() == MANIFEST["long_form_sha256"]


def test_counts_agree_with_the_manifest_when_the_archive_is_read() -> None:
    prices = list(read_archive())
    assert len(prices) == MANIFEST["rows"] == 121_761
    assert (str(min(prices).date), str(max(prices).date)) == (
        MANIFEST["first_date"],
        MANIFEST["last_date"],
    )
    by_source = Counter(price.source.name for price in prices)
    assert by_source == {source["name"]: source["rows"] for source in MANIFEST["sources"].values()}


def test_no_cell_is_there_twice_when_blanks_of_names_are_folded() -> None:
    cells = Counter(
        (price.date, " ".join(price.zone_name.split()), price.basis) for price in read_archive()
    )
    assert max(cells.values()) == 1


def test_provenance_gives_the_sizes_and_counts_that_are_true_of_the_files() -> None:
    packed = (ARCHIVE_FOLDER / "prices.txt.xz").stat().st_size
    for number in (packed, len(long_form().encode()), MANIFEST["rows"]):
        assert f"{number:,}" in PROVENANCE
    for code, source in MANIFEST["sources"].items():
        assert re.search(rf"\| {code} \|.*\| {source['rows']:,} \|", PROVENANCE)


def test_clarification_is_the_publishers_when_compared_with_a_saved_page() -> None:
    page = SAVED_PAGE.read_text(encoding="utf-8")
    (heading,) = re.findall(r"<h5>(.*?)</h5>", page, re.DOTALL)
    published = html.unescape(re.sub(r"<[^>]*>", " ", heading))
    assert clarification().split() == published.split()
