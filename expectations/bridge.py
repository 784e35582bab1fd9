"""The only module that knows Great Expectations: turns rules into expectations and runs them.

Importing it takes seconds; `runner` does so when a suite is run.

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
from typing import Any, ClassVar, NamedTuple

from psycopg.conninfo import conninfo_to_dict

# Read when Great Expectations is imported, and on by default.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import great_expectations as gx
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
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
from great_expectations.expectations.expectation import BatchExpectation, Expectation
from great_expectations.expectations.metrics.metric_provider import metric_partial, metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from sqlalchemy import URL, ColumnElement, func, text

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


class RowsBreakingCondition(TableMetricProvider):
    """How many rows of the batch do not satisfy a condition; shares a scan with its like."""

    metric_name = "table.rows_breaking_condition"
    value_keys = ("condition",)

    @metric_partial(
        engine=SqlAlchemyExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        domain_type=MetricDomainTypes.TABLE,
    )
    def _sqlalchemy(
        cls,  # noqa: N805 (Great Expectations makes class methods of these)
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        **_: object,
    ) -> tuple[ColumnElement[int], dict[str, Any], dict[str, Any]]:
        broken = text(f"({metric_value_kwargs['condition']}) is not true")
        return func.count().filter(broken), metric_domain_kwargs, {}


class QueryTally(TableMetricProvider):
    """How many rows a query returns, how many of them are not good, and the seconds it took."""

    metric_name = "query.tally"
    value_keys = ("query",)

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,  # noqa: N805
        execution_engine: SqlAlchemyExecutionEngine,
        metric_value_kwargs: dict[str, Any],
        **_: object,
    ) -> tuple[int, int, float]:
        started = perf_counter()
        query = text(tally_sql(metric_value_kwargs["query"]))
        checked, failing = execution_engine.execute_query(query).fetchone()
        return checked, failing, perf_counter() - started


class ExpectRowsToSatisfy(BatchExpectation):
    """Expect a condition in SQL to be true for every row of the table."""

    condition: str
    mostly: float = 1.0

    metric_dependencies: ClassVar[tuple[str, ...]] = (
        "table.row_count",
        "table.rows_breaking_condition",
    )
    success_keys: ClassVar[tuple[str, ...]] = ("condition", "mostly")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: object = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        return _judge(metrics["table.row_count"], metrics[self.metric_dependencies[1]], self.mostly)


class ExpectRowsOfQueryToBeGood(BatchExpectation):
    """Expect `is_good` to be true for every row that a query returns."""

    query: str
    mostly: float = 1.0

    metric_dependencies: ClassVar[tuple[str, ...]] = ("query.tally",)
    success_keys: ClassVar[tuple[str, ...]] = ("query", "mostly")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: object = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        checked, failing, seconds = metrics["query.tally"]
        judged = _judge(checked, failing, self.mostly)
        judged["result"]["seconds"] = seconds
        return judged


def _judge(checked: int, failing: int, mostly: float) -> dict[str, Any]:
    return {
        "success": checked - failing >= mostly * checked,
        "result": {"element_count": checked, "unexpected_count": failing},
    }


def tally_sql(query: str) -> str:
    """Return SQL that counts the rows of a rule's query, all and bad ones."""
    return f"select count(*), count(*) filter (where is_good is not true) from ({query}) as checked"  # noqa: S608


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
        address = sqlalchemy_url(url, schema).render_as_string(hide_password=False)
        source = context.data_sources.add_postgres(schema, connection_string=address)
        try:
            for table, of_table in groupby(of_schema, key=lambda rule: rule.table_name):
                findings |= _evaluate_table(source, table, list(of_table))
        finally:
            # Two engines, one to look at tables and one to ask; both keep connections.
            source.get_engine().dispose()
            source.get_execution_engine().engine.dispose()
    return findings


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


def _evaluate_table(source: Any, table: str, rules: Sequence[Rule]) -> dict[str, Finding]:  # noqa: ANN401
    started = perf_counter()
    try:
        asset = source.add_table_asset(table, table_name=table)
        batch = asset.add_batch_definition_whole_table("whole").get_batch()
    except Exception as error:  # noqa: BLE001 (whatever it is, it is what the result must say)
        return {rule.name: Finding(error=str(error)) for rule in rules}
    findings = _validate(batch, rules)
    broken = [rule for rule in rules if findings[rule.name].error]
    if broken and len(rules) > 1:
        # One bad condition breaks the scan it shares: asked alone, only the culprit breaks.
        for rule in broken:
            findings |= _validate(batch, [rule])
    return _share_time(findings, rules, perf_counter() - started)


def _validate(batch: Any, rules: Sequence[Rule]) -> dict[str, Finding]:  # noqa: ANN401
    suite = gx.ExpectationSuite("rules", expectations=[expectation_of(rule) for rule in rules])
    outcome = batch.validate(suite, result_format=COUNTS_ONLY)
    return {each.expectation_config.meta["rule"]: _finding(each) for each in outcome.results}


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
