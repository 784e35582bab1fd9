"""Turns rules into expectations of Great Expectations, and runs them.

Importing it takes seconds; `runner` does so when a suite is run. What Great Expectations has no
expectation for stands in `custom_expectations`; nothing else imports it.

One suite a table. Great Expectations answers all conditions on the rows of a table with one
scan; a query is one scan of its own. The result format is BASIC without any value: it costs
what BOOLEAN_ONLY costs, and also counts. The failing rows are fetched by `runner`, and only
where there are any.
"""

import logging
import os
from collections.abc import Iterable, Sequence
from itertools import groupby
from time import perf_counter
from typing import Any, NamedTuple
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

# Some releases report how they are used unless this is set before they are imported.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
from great_expectations.data_context.data_context.ephemeral_data_context import (
    EphemeralDataContext,
)
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent.interfaces import Batch
from great_expectations.datasource.fluent.sql_datasource import TableAsset
from great_expectations.expectations.core.expect_column_values_to_be_between import (
    ExpectColumnValuesToBeBetween,
)
from great_expectations.expectations.core.expect_column_values_to_be_in_set import (
    ExpectColumnValuesToBeInSet,
)
from great_expectations.expectations.core.expect_column_values_to_be_unique import (
    ExpectColumnValuesToBeUnique,
)
from great_expectations.expectations.expectation import Expectation
from sqlalchemy import URL

from expectations.custom_expectations import ExpectRowsOfQueryToBeGood, ExpectRowsToSatisfy
from expectations.rules import Between, EachRow, OneOf, Query, Rule, Unique

COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}
# No parallel workers: on tables without statistics they have kept a query busy for minutes.
SESSION = (
    "-c default_transaction_read_only=on -c TimeZone=UTC -c max_parallel_workers_per_gather=0"
    " -c statement_timeout=300s -c lock_timeout=60s"
)
SEVERITIES = {"error": "critical", "warning": "warning"}

# What breaks comes back as a result; the log would print each traceback besides.
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)


class Finding(NamedTuple):
    """The verdict on a rule with what was counted, or the error that kept us from a verdict."""

    is_success: bool = False
    rows_checked: int | None = None
    rows_failing: int | None = None
    seconds: float = 0.0
    error: str | None = None


def expectation_of(rule: Rule) -> Expectation:
    """Return the expectation that says what the rule says."""
    about: dict[str, Any] = {"meta": {"rule": rule.name}, "severity": SEVERITIES[rule.severity]}
    mostly = 1.0 - rule.tolerance
    match rule.expect:
        case Between(column, low, high):
            return ExpectColumnValuesToBeBetween(
                column=column, min_value=low, max_value=high, mostly=mostly, **about
            )
        case OneOf(column, values):
            return ExpectColumnValuesToBeInSet(
                column=column, value_set=list(values), mostly=mostly, **about
            )
        case Unique(column):
            return ExpectColumnValuesToBeUnique(column=column, mostly=mostly, **about)
        case EachRow(sql):
            return ExpectRowsToSatisfy(condition=sql, mostly=mostly, **about)
        case Query():
            return ExpectRowsOfQueryToBeGood(query=rule.checked_rows_sql, mostly=mostly, **about)


def evaluate(url: str, rules: Iterable[Rule]) -> dict[str, Finding]:
    """Check the rules against the warehouse at `url`; write nothing.

    Returns:
        What was found, by name of the rule. A rule that cannot be checked has an error; it
        keeps no other rule from being checked.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    findings: dict[str, Finding] = {}
    ordered = sorted(rules, key=lambda rule: (rule.schema, rule.table))
    for schema, of_schema in groupby(ordered, key=lambda rule: rule.schema):
        findings |= _evaluate_schema(context, sqlalchemy_url(url, schema), list(of_schema))
    return {
        name: finding._replace(error=finding.error and without_secrets(finding.error, url))
        for name, finding in findings.items()
    }


def sqlalchemy_url(url: str, schema: str) -> URL:
    """Return the libpq URI as SQLAlchemy wants it, for a read-only session in that schema."""
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    host, options = parts.pop("host", "localhost"), parts.pop("options", "")
    if host.startswith("/"):
        # Great Expectations insists on a host; libpq takes the one of the query.
        parts["host"], host = host, "localhost"
    return URL.create(
        "postgresql+psycopg",
        username=parts.pop("user", None),
        password=parts.pop("password", None),
        host=host,
        port=int(parts.pop("port", 5432)),
        database=parts.pop("dbname", None),
        query=parts | {"options": f"{options} {SESSION} -c search_path={schema}".strip()},
    )


def without_secrets(reason: str, url: str) -> str:
    """Return the message of an error without SQLAlchemy's additions and without the password."""
    password = str(conninfo_to_dict(url).get("password") or "")
    for secret in filter(None, (password, quote(password, safe=""))):
        reason = reason.replace(secret, "***")
    return reason.partition("\n[SQL: ")[0].strip()


def _evaluate_schema(
    context: EphemeralDataContext, url: URL, rules: Sequence[Rule]
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
            findings |= _evaluate_table(source.get_asset(table), list(of_table))
    finally:
        # Two engines, one to look at tables and one to ask; both keep connections.
        source.get_engine().dispose()
        source.get_execution_engine().engine.dispose()
    return findings


def _evaluate_table(asset: TableAsset, rules: Sequence[Rule]) -> dict[str, Finding]:
    started = perf_counter()
    batch = asset.get_batch(asset.build_batch_request())
    findings = _validate(batch, rules)
    broken = [rule for rule in rules if findings[rule.name].error]
    if broken and len(rules) > 1:
        # One bad condition breaks the scan it shares: asked alone, only the culprit breaks.
        for rule in broken:
            findings |= _validate(batch, [rule])
    return _share_time(findings, rules, perf_counter() - started)


def _validate(batch: Batch, rules: Sequence[Rule]) -> dict[str, Finding]:
    suite = gx.ExpectationSuite("rules", expectations=[expectation_of(rule) for rule in rules])
    outcome = batch.validate(suite, result_format=COUNTS_ONLY)
    return {_rule_name(each): _finding(each) for each in outcome.results}


def _rule_name(outcome: Any) -> str:  # noqa: ANN401
    return str(outcome.expectation_config.meta["rule"])


def _finding(outcome: Any) -> Finding:  # noqa: ANN401
    result = outcome.result
    if "unexpected_count" not in result:
        return Finding(error=_reason(outcome.exception_info))
    checked = result["element_count"] - result.get("missing_count", 0)
    # Of an empty table Great Expectations counts no rows as None.
    failing = result["unexpected_count"] or 0
    return Finding(outcome.success, checked, failing, result.get("seconds", 0.0))


def _reason(exception_info: dict[str, Any]) -> str:
    """Return the message of the first exception; they come flat or keyed by metric."""
    flat = "exception_message" in exception_info
    infos = [exception_info] if flat else list(exception_info.values())
    messages = [str(info["exception_message"]) for info in infos if info.get("exception_message")]
    return messages[0] if messages else "Great Expectations gave no verdict and no reason"


def _share_time(
    findings: dict[str, Finding], rules: Sequence[Rule], seconds: float
) -> dict[str, Finding]:
    shared = seconds - sum(finding.seconds for finding in findings.values())
    share = shared / max(1, sum(not isinstance(rule.expect, Query) for rule in rules))
    row_rules = {rule.name for rule in rules if not isinstance(rule.expect, Query)}
    return {
        name: finding._replace(seconds=share) if name in row_rules else finding
        for name, finding in findings.items()
    }
