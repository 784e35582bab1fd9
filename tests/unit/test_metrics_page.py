"""The metrics and the page about them: each is promised by somebody, compared, and on the page."""

from typing import Any

import pytest
import yaml

from database.settings import PROJECT_ROOT
from orchestration.dbt_manifest import load_manifest
from orchestration.metrics_page import PAGE, metrics_page
from tests.dagster_runs import settings_for
from tests.metric_figures import COMMUNITY_FIGURES, PRICE_FIGURES

UNUSED = "postgresql://nobody@/nothing?host=/nowhere"
MODELS = PROJECT_ROOT / "dbt_project" / "models"


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    return load_manifest(settings_for(UNUSED))


def test_the_committed_page_is_what_would_be_written(manifest: dict[str, Any]) -> None:
    assert PAGE.read_text() == metrics_page(manifest), "run `poultryco db dictionary`"


def test_every_metric_is_on_the_page_once(manifest: dict[str, Any]) -> None:
    page = metrics_page(manifest)
    missing = [
        metric["name"]
        for metric in manifest["metrics"].values()
        if page.count(f"\n| `{metric['name']}` |") != 1
    ]
    assert missing == []


def test_every_metric_is_compared_with_plain_sql(manifest: dict[str, Any]) -> None:
    names = sorted(metric["name"] for metric in manifest["metrics"].values())
    assert sorted(figure.metric for figure in (*COMMUNITY_FIGURES, *PRICE_FIGURES)) == names


def test_every_metric_has_an_owner_a_unit_and_a_beginning(manifest: dict[str, Any]) -> None:
    groups = yaml.safe_load((MODELS / "groups.yml").read_text())["groups"]
    owners = {group["owner"]["name"] for group in groups}
    for metric in manifest["metrics"].values():
        told = metric["config"]["meta"]
        assert told["owner"] in owners, metric["name"]
        assert told["unit"], metric["name"]
        assert told["since"], metric["name"]
