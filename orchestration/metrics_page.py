"""The page of metrics for people, made from dbt's manifest, never edited.

What a metric counts is written down once, in `models/ana/<domain>/__metrics.yml`; what is asked of
it and what of it is tested is not decided here.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from database.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "reference" / "metrics.md"
OPENING = """\
<!-- Made by `poultryco db dictionary` from dbt_project/models/ana/*/__metrics.yml. -->
# Metrics

The figures people quote, and the parts they are made of, each defined once: {count} metrics on
{tables} tables of `ana`. Tests compare each with plain SQL, on a synthetic community and on the
archive of prices. MetricFlow answers them; it comes with the development tools.

```console
$ eval "$(poultryco env)" && cd dbt_project
$ dbt parse                                       # writes target/semantic_manifest.json
$ mf query --metrics new_members,stickiness_pct --group-by metric_time__month
$ mf query --metrics email_open_pct --group-by email_performance__template_category
```

`metric_time__day`, `week`, `month`, `quarter` and `year` group any of them, none finer than its
table is. Days are India days."""
Manifest = Mapping[str, Any]


def write_metrics_page(manifest: Manifest, page: Path = PAGE) -> list[Path]:
    """Make `page` say what this manifest says; return it if it changed."""
    text = metrics_page(manifest)
    if page.exists() and page.read_text(encoding="utf-8") == text:
        return []
    page.write_text(text, encoding="utf-8")
    return [page]


def metrics_page(manifest: Manifest) -> str:
    """Return the page: a section a semantic model, a line a metric."""
    models = sorted(manifest["semantic_models"].values(), key=lambda model: model["name"])
    lines = [OPENING.format(count=len(manifest["metrics"]), tables=len(models))]
    for model in models:
        lines += _section(model, manifest)
    return "\n".join(lines) + "\n"


def _section(model: Manifest, manifest: Manifest) -> Iterator[str]:
    measures = {measure["name"]: measure for measure in model["measures"]}
    yield ""
    yield f"## {model['name']}"
    yield ""
    yield f"{_flat(model['description'])} From `{model['node_relation']['alias']}`{_groups(model)}."
    yield ""
    yield "| metric | what | unit | made of | since | owner |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for metric in sorted(manifest["metrics"].values(), key=lambda metric: metric["name"]):
        if metric["type_params"]["input_measures"][0]["name"] in measures:
            yield _line(metric, measures)


def _groups(model: Manifest) -> str:
    entity = model["primary_entity"] or next(
        entity["name"] for entity in model["entities"] if entity["type"] == "primary"
    )
    default = (model["defaults"] or {}).get("agg_time_dimension")
    names = [
        f"`{entity}__{dimension['name']}`"
        for dimension in model["dimensions"]
        if dimension["name"] != default
    ]
    return f"; groups also by {', '.join(names)}" if names else ""


def _line(metric: Manifest, measures: Mapping[str, Manifest]) -> str:
    told = metric["config"]["meta"]
    cells = [
        f"`{metric['name']}`",
        f"{metric['label']}: {_flat(metric['description'])}",
        told["unit"],
        _made_of(metric, measures),
        told["since"],
        told["owner"],
    ]
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _made_of(metric: Manifest, measures: Mapping[str, Manifest]) -> str:
    parts = metric["type_params"]
    if metric["type"] == "derived":
        conditions = {each["filter"] is not None for each in parts["metrics"]}
        return f"`{parts['expr']}`{', filtered' if True in conditions else ''}"
    if metric["type"] == "ratio":
        return f"`{parts['numerator']['name']} / {parts['denominator']['name']}`"
    measure = measures[parts["measure"]["name"]]
    text = f"{measure['agg']} of `{measure['expr'] or measure['name']}`"
    if measure["non_additive_dimension"]:
        text += f", on the last `{measure['non_additive_dimension']['name']}`"
    if metric["type"] == "cumulative":
        window = parts["cumulative_type_params"]["window"]
        text += f" over {window['count']} {window['granularity']}s"
    return text


def _flat(text: str) -> str:
    return " ".join(text.split())
