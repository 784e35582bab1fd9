"""What Great Expectations has no expectation for: many rules by one scan, queries that judge.

Needed for references, recounts, comparisons of tables and conditions on several columns. Unlike
the built-in `UnexpectedRowsExpectation` these count what was checked and ask once, not twice.
"""

from time import perf_counter
from typing import Any, ClassVar

from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
from sqlalchemy import text


class Tallies(TableMetricProvider):
    """What a query of one row counts: rows, rows breaking each rule, figures; its seconds."""

    metric_name = "table.tallies"
    value_keys = ("query",)

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,  # noqa: N805 (Great Expectations makes class methods of these)
        execution_engine: SqlAlchemyExecutionEngine,
        metric_value_kwargs: dict[str, Any],
        **_: object,
    ) -> tuple[int, list[int], float]:
        started = perf_counter()
        # A colon would be taken for the beginning of a parameter.
        query = text(metric_value_kwargs["query"].replace(":", "\\:"))
        checked, *failing = execution_engine.execute_query(query).fetchone()
        return checked, failing, perf_counter() - started


class ExpectRulesToHold(BatchExpectation):
    """Expect that no more rows break each rule than it tolerates.

    Attributes:
        query: Counts the rows, and those that break each rule; further figures may follow.
        rules: Names of the rules, as the query counts them.
        mostly: The share of the rows that must keep each rule.
    """

    query: str
    rules: list[str]
    mostly: list[float]

    metric_dependencies: ClassVar[tuple[str, ...]] = ("table.tallies",)
    success_keys: ClassVar[tuple[str, ...]] = ("query", "rules", "mostly")

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: object = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        checked, counted, seconds = metrics["table.tallies"]
        failing, figures = counted[: len(self.rules)], counted[len(self.rules) :]
        verdicts = [
            checked - rows >= share * checked
            for rows, share in zip(failing, self.mostly, strict=True)
        ]
        broken = {name: rows for name, rows in zip(self.rules, failing, strict=True) if rows}
        return {
            "success": all(verdicts),
            "result": {
                "element_count": checked,
                "unexpected_count": sum(failing),
                "observed_value": broken or "no row breaks a rule",
                "tallies": failing,
                "figures": figures,
                "verdicts": verdicts,
                "seconds": seconds,
            },
        }
