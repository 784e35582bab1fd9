"""MetricFlow inside the test's own process, on a warehouse of the test.

Figures that it must give are in `tests.metric_figures`.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

import pytest
from metricflow.data_table.mf_table import MetricFlowDataTable
from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.postgres import PostgresSQLSqlPlanRenderer
from metricflow.validation.data_warehouse_model_validator import DataWarehouseModelValidator
from metricflow_semantic_interfaces.validations.semantic_manifest_validator import (
    SemanticManifestValidator,
)
from metricflow_semantics.model.dbt_manifest_parser import (
    parse_manifest_from_dbt_generated_manifest,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup
from metricflow_semantics.sql.sql_bind_parameters import SqlBindParameterSet

from database.connections import connect
from tests.metric_figures import Figure

Figures = dict[tuple[Any, ...], float | None]
# Hours of a week are kept to six digits: sums of them differ from sums of moments.
PRECISION = 1e-5
NOTHING_BOUND = SqlBindParameterSet()


class Metrics:
    """The metrics of the project, asked of the warehouse at a URL.

    Args:
        url: The warehouse.
        semantic_manifest: What dbt wrote into `semantic_manifest.json`, of that warehouse.
    """

    def __init__(self, url: str, semantic_manifest: str) -> None:
        self.manifest = parse_manifest_from_dbt_generated_manifest(
            manifest_json_string=semantic_manifest
        )
        self.client = WarehouseClient(url)

    @cached_property
    def _engine(self) -> MetricFlowEngine:
        return MetricFlowEngine(
            semantic_manifest_lookup=SemanticManifestLookup(self.manifest), sql_client=self.client
        )

    def figures(self, metric: str, group_by: Sequence[str]) -> Figures:
        """Return a metric by what it is grouped by."""
        request = MetricFlowQueryRequest.create(metric_names=[metric], group_by_names=group_by)
        table = self._engine.query(request).result_df
        assert table is not None
        return figures_of(table.rows)

    def require(self, figure: Figure) -> None:
        """Fail unless the metric says what plain SQL says, and that is something."""
        plain = figures_of(self.client.ask(figure.query))
        given = self.figures(figure.metric, figure.group_by)
        assert any(plain.values())
        assert given.keys() == plain.keys()
        different = {
            group: (given[group], expected)
            for group, expected in plain.items()
            if not _are_equal(given[group], expected)
        }
        assert different == {}

    def errors(self) -> list[str]:
        """Return what `mf validate-configs` refuses, in the definitions and in the warehouse."""
        validator = DataWarehouseModelValidator(sql_client=self.client)
        results = [
            SemanticManifestValidator().validate_semantic_manifest(self.manifest),
            validator.validate_semantic_models(self.manifest),
            validator.validate_dimensions(self.manifest),
            validator.validate_entities(self.manifest),
            validator.validate_simple_metrics(self.manifest),
            validator.validate_metrics(self.manifest),
        ]
        # Of a cumulative metric it warns, because its own reading of the file names both a measure
        # and a metric.
        return [
            issue.as_readable_str()
            for result in results
            for issue in (*result.errors, *result.future_errors)
        ]

    def time_types(self) -> dict[str, str]:
        """Return the type of each dimension of time by its name."""
        return {
            f"{model.name}.{dimension.name}": self._type_of(model, dimension)
            for model in self.manifest.semantic_models
            for dimension in model.dimensions
            if dimension.type_params is not None
        }

    def _type_of(self, model: Any, dimension: Any) -> str:
        expression = dimension.expr or dimension.name
        [(found,)] = self.client.ask(
            f"select pg_typeof((select {expression} from {model.node_relation.relation_name}"
            f" limit 1))::text"
        )
        return str(found)


class WarehouseClient:
    """What MetricFlow asks a warehouse with: its `SqlClient`."""

    sql_engine_type = SqlEngine.POSTGRES
    sql_plan_renderer = PostgresSQLSqlPlanRenderer()

    def __init__(self, url: str) -> None:
        self._url = url

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._run(statement)[1]

    def query(
        self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NOTHING_BOUND
    ) -> MetricFlowDataTable:
        """Return the rows of a query as MetricFlow has them."""
        assert not sql_bind_parameter_set.param_dict
        names, rows = self._run(stmt)
        return MetricFlowDataTable.create_from_rows(column_names=names, rows=rows)

    def dry_run(
        self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NOTHING_BOUND
    ) -> None:
        """Fail where a statement cannot be planned."""
        assert not sql_bind_parameter_set.param_dict
        self._run(f"explain {stmt}")

    def _run(self, statement: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        with connect(self._url, read_only=True) as connection:
            cursor = connection.execute(statement.encode())
            return [column.name for column in cursor.description or ()], cursor.fetchall()


def figures_of(rows: Sequence[Sequence[Any]]) -> Figures:
    """Return rows by what stands before their last value; moments of a day are the day."""
    return {
        tuple(_day(value) for value in keys): None if value is None else float(value)
        for *keys, value in rows
    }


def _are_equal(given: float | None, expected: float | None) -> bool:
    if given is None or expected is None:
        return given is expected
    return given == pytest.approx(expected, rel=PRECISION)


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value
