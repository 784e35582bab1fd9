"""A browser for the tests that look at pages."""

from collections.abc import Iterator

import pytest

from tests.chromium import Chromium, Page, find_chromium


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    program = find_chromium()
    if program is None:
        pytest.skip("there is no chromium on this machine (Debian: apt install chromium)")
    with Chromium(program) as browser, browser.page() as page:
        yield page


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """The tab; whatever it complained of fails the test."""
    tab.problems.clear()
    tab.requested.clear()
    yield tab
    assert tab.problems == []
