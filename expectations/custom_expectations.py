"""What Great Expectations has no expectation for: conditions in SQL, and queries that judge rows.

Needed for references, comparisons of tables and conditions on several columns. Unlike the
built-in `UnexpectedRowsExpectation` these count what was checked, ask once instead of twice,
and answer all conditions on a table with one scan.
"""

from time import perf_counter
from typing import Any, ClassVar

from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_partial, metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from sqlalchemy import ColumnElement, func, text


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
