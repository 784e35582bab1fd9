"""Turns rules into expectations of Great Expectations, and runs them.

Importing it takes seconds; `runner` does so when a suite is run. What Great Expectations has no
expectation for stands in `custom_expectations`; nothing else imports it.

Two passes. The first asks for verdicts and counts only: all rules about the rows of a table are
one expectation, answered by one scan (`scans`). Of 1,700 rules an expectation each would cost
Great Expectations more than the database. The second asks again for the rules that failed, each
by expectations of its own, built-in ones where there are such: another count is an error.
"""

import logging
import os
import warnings
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

# Some releases report how they are used unless this is set before they are imported.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

with warnings.catch_warnings():
    # It imports modules that Python has deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    import great_expectations as gx
from great_expectations.data_context.data_context.ephemeral_data_context import (
    EphemeralDataContext,
)
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.datasource.fluent.sql_datasource import TableAsset
from great_expectations.expectations.core.expect_column_value_lengths_to_be_between import (
    ExpectColumnValueLengthsToBeBetween,
)
from great_expectations.expectations.core.expect_column_values_to_be_between import (
    ExpectColumnValuesToBeBetween,
)
from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
    ExpectColumnValuesToBeInSet,
)
from great_expectations.expectations.core.expect_column_values_to_be_unique import (
    ExpectColumnValuesToBeUnique,
)
from great_expectations.expectations.core.expect_column_values_to_not_be_null import (
    ExpectColumnValuesToNotBeNull,
)
from great_expectations.expectations.expectation import Expectation
from sqlalchemy import URL

from expectations.addresses import sqlalchemy_url, without_secrets
from expectations.custom_expectations import ExpectRulesToHold
from expectations.findings import Finding
from expectations.profiles import Profile
from expectations.rules import Between, Filled, LengthBetween, OneOf, Query, Rule, Unique
from expectations.scans import query_tally_sql, tally_sql

SEVERITIES = {"error": "critical", "warning": "warning"}

# What breaks comes back as a result; the log would print each traceback besides.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)


def expectations_of(rule: Rule) -> list[Expectation]:
    """Return what says of one rule what it says: built-in expectations where there are such."""
    about = _about([rule])
    mostly = 1.0 - rule.tolerance
    match rule.expect:
        case Between(column, low, high):
            built_in = ExpectColumnValuesToBeBetween
            return [built_in(column=column, min_value=low, max_value=high, mostly=mostly, **about)]
        case LengthBetween(column, low, high):
            limits = ExpectColumnValueLengthsToBeBetween
            return [limits(column=column, min_value=low, max_value=high, mostly=mostly, **about)]
        case OneOf(column, values):
            listed = ExpectColumnValuesToBeInSet
            return [listed(column=column, value_set=list(values), mostly=mostly, **about)]
        case Unique((column,), "true"):
            return [ExpectColumnValuesToBeUnique(column=column, mostly=mostly, **about)]
        case Filled(columns):
            return [
                ExpectColumnValuesToNotBeNull(column=each, mostly=mostly, **about)
                for each in columns
            ]
    return [_together([rule])]


def one_expectation_of(rule: Rule) -> Expectation:
    """Return one expectation that says all of a rule: a built-in one where one alone does."""
    each = expectations_of(rule)
    return each[0] if len(each) == 1 else _together([rule])


def _together(
    rules: Sequence[Rule], among: str | None = None, profile: Profile | None = None
) -> Expectation:
    """Return one expectation for rules about the rows of a table, or for one with its own query."""
    is_query = isinstance(rules[0].expect, Query)
    figures = [figure.sql for figure in profile.figures] if profile else []
    return ExpectRulesToHold(
        query=query_tally_sql(rules[0]) if is_query else tally_sql(rules, among, figures),
        rules=[rule.name for rule in rules],
        mostly=[1.0 - rule.tolerance for rule in rules],
        **_about(rules),
    )


def _about(rules: Sequence[Rule]) -> dict[str, Any]:
    worst = "error" if any(rule.severity == "error" for rule in rules) else "warning"
    return {"meta": {"rules": [rule.name for rule in rules]}, "severity": SEVERITIES[worst]}


def evaluate(
    url: str,
    rules: Iterable[Rule],
    *,
    among: Mapping[str, str] | None = None,
    profiles: Mapping[str, Profile] | None = None,
) -> dict[str, Finding]:
    """Check the rules against the warehouse at `url`; write nothing.

    Args:
        url: The warehouse.
        rules: What is asked.
        among: SQL for the rows that are looked at, by name of the rule; all rows for a rule
            that is not in it.
        profiles: What else the pass over a table counts, by its name; it is written into them.

    Returns:
        What was found, by name of the rule. A rule that cannot be checked has an error; it
        keeps no other rule from being checked.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    findings: dict[str, Finding] = {}
    ordered = sorted(rules, key=lambda rule: (rule.schema, rule.table))
    for schema, of_schema in groupby(ordered, key=lambda rule: rule.schema):
        address = sqlalchemy_url(url, schema)
        findings |= _evaluate_schema(context, address, list(of_schema), among or {}, profiles or {})
    return {
        name: finding._replace(error=finding.error and without_secrets(finding.error, url))
        for name, finding in findings.items()
    }


def _evaluate_schema(
    context: EphemeralDataContext,
    url: URL,
    rules: Sequence[Rule],
    among: Mapping[str, str],
    profiles: Mapping[str, Profile],
) -> dict[str, Finding]:
    address = url.render_as_string(hide_password=False)
    # Added one by one, each table has the whole configuration written out as YAML.
    assets = [TableAsset(name=name, table_name=name) for name in {r.table_name for r in rules}]
    try:
        source = context.data_sources.add_postgres(  # type: ignore[call-arg]
            rules[0].schema, connection_string=address, assets=assets
        )
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what the results must say)
        return {rule.name: Finding(error=str(error)) for rule in rules}
    findings: dict[str, Finding] = {}
    try:
        for table, of_table in groupby(rules, key=lambda rule: rule.table_name):
            asset = source.get_asset(table)
            batch = asset.get_batch(asset.build_batch_request())
            profile = profiles.get(f"{rules[0].schema}.{table}")
            findings |= _evaluate_table(batch, list(of_table), among, profile)
    finally:
        # Two engines, one to look at tables and one to ask; both keep connections.
        source.get_engine().dispose()
        source.get_execution_engine().engine.dispose()
    return findings


def _evaluate_table(
    batch: Batch, rules: Sequence[Rule], among: Mapping[str, str], profile: Profile | None
) -> dict[str, Finding]:
    scans: dict[str, list[Rule]] = {}
    for rule in rules:
        own = rule.name if isinstance(rule.expect, Query) else ""
        scans.setdefault(own or among.get(rule.name, ""), []).append(rule)
    findings = _validate(batch, list(scans.values()), among, profile)
    # One bad condition breaks the scan it shares: asked alone, and about all rows, only the
    # culprit breaks. What fails among few rows is counted among all.
    shared = [
        rule for each in scans.values() if len(each) > 1 or each[0].name in among for rule in each
    ]
    broken = [rule for rule in shared if findings[rule.name].error]
    if broken:
        findings |= _validate(batch, [[rule] for rule in broken], {}, None)
    # A rule that fails of some rows is asked about all: what is told of it is what a sweep tells.
    failed = [rule for rule in rules if rule.name in among and _is_failed(findings[rule.name])]
    if failed:
        findings |= _validate(batch, [failed], {}, None)
    return findings | _confirmed(batch, rules, findings)


def _is_failed(finding: Finding) -> bool:
    return finding.error is None and not finding.is_success


def _confirmed(
    batch: Batch, rules: Sequence[Rule], findings: Mapping[str, Finding]
) -> dict[str, Finding]:
    """Return findings for the rules whose own expectations count otherwise than their scan."""
    failed = [
        rule
        for rule in rules
        if _is_failed(findings[rule.name])
        # A query is its rule's own expectation already.
        and not isinstance(rule.expect, Query)
    ]
    counts = _counted_alone(batch, failed) if failed else {}
    return {
        name: findings[name]._replace(
            error=f"{findings[name].rows_failing} rows break it by the scan of its table,"
            f" {' and '.join(map(str, alone))} by its own expectations; check it again, and if no"
            " replication was under way, tell the team of data"
        )
        for name, alone in counts.items()
        if not _agree(findings[name].rows_failing or 0, alone)
    }


def _counted_alone(batch: Batch, rules: Sequence[Rule]) -> dict[str, list[int]]:
    """Return how many rows each expectation of a rule finds; -1 for one that gave no count."""
    asked = [each for rule in rules for each in expectations_of(rule)]
    suite = gx.ExpectationSuite("details", expectations=asked)
    outcomes: Sequence[Any] = batch.validate(suite, result_format="BASIC").results
    counts: dict[str, list[int]] = {rule.name: [] for rule in rules}
    for outcome in outcomes:
        (name,) = outcome.expectation_config.meta["rules"]
        counts[name].append(outcome.result.get("unexpected_count", -1))
    return counts


def _agree(failing: int, alone: Sequence[int]) -> bool:
    """Return whether that many rows may fail; where each column is counted, a row may in many."""
    # An expectation that gave no count contradicts nothing: the verdict of the scan stands.
    return min(alone) < 0 or max(alone) <= failing <= sum(alone)


def _validate(
    batch: Batch,
    scans: Sequence[Sequence[Rule]],
    among: Mapping[str, str],
    profile: Profile | None,
) -> dict[str, Finding]:
    # Figures are those of all rows: they come with the scan of all of them.
    whole = [not isinstance(s[0].expect, Query) and s[0].name not in among for s in scans]
    asked = [
        _together(each, among.get(each[0].name), profile if is_whole else None)
        for each, is_whole in zip(scans, whole, strict=True)
    ]
    suite = gx.ExpectationSuite("rules", expectations=asked)
    outcome = batch.validate(suite, result_format="BASIC")
    for each in outcome.results:
        if profile and each.result.get("figures"):
            profile.counted = [*each.result["figures"], each.result["element_count"]]
    return {name: finding for each in outcome.results for name, finding in _findings(each).items()}


def _findings(outcome: Any) -> dict[str, Finding]:  # noqa: ANN401
    names = outcome.expectation_config.meta["rules"]
    result = outcome.result
    if "tallies" not in result:
        error = _reason(outcome.exception_info)
        return {name: Finding(error=error) for name in names}
    share = result["seconds"] / len(names)
    return {
        name: Finding(is_success, result["element_count"], failing, share)
        for name, is_success, failing in zip(
            names, result["verdicts"], result["tallies"], strict=True
        )
    }


def _reason(exception_info: dict[str, Any]) -> str:
    """Return the message of the first exception; they come flat or keyed by metric."""
    flat = "exception_message" in exception_info
    infos = [exception_info] if flat else list(exception_info.values())
    messages = [str(info["exception_message"]) for info in infos if info.get("exception_message")]
    return messages[0] if messages else "Great Expectations gave no verdict and no reason"
