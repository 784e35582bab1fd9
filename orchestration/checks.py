"""The suite of Great Expectations as asset checks: those of `market` before dbt, of `ana` after.

A rule of severity error blocks what is downstream of its table; a warning only tells. What the
rules are, and how they are run, is `expectations`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import dagster as dg

from database.check_results import CheckResult
from expectations.rules import Rule
from orchestration import keys
from orchestration.failures import Retries, told_to_dagster
from orchestration.resources import Warehouse
from orchestration.tables import rows_table, sql_block

# The checks wait for everything that writes to `market`, whichever of it a run contains.
MARKET_WRITERS = (keys.ZONES, keys.PRICE_ARCHIVE, keys.PRICES, keys.QUARANTINE)


def build_checks(
    market: Iterable[Rule], ana: Iterable[Rule], models: Collection[dg.AssetKey]
) -> list[dg.AssetChecksDefinition]:
    """Return the steps that check, in the order they run.

    Args:
        market: Rules about what was collected.
        ana: Rules about what dbt built.
        models: What dbt builds in `ana`, which the rules about it wait for.
    """
    parted: dict[bool, list[Rule]] = {True: [], False: []}
    for rule in market:
        parted[_guards_register(rule)].append(rule)
    return [
        _checks("zone_checks", parted[True], [keys.ZONES]),
        _checks("market_checks", parted[False], MARKET_WRITERS),
        _checks("ana_checks", list(ana), models),
    ]


def _guards_register(rule: Rule) -> bool:
    """Whether the rule stops prices from being loaded, and so cannot wait for them."""
    return rule.table == ".".join(keys.ZONES.path) and rule.severity == "error"


def _spec(rule: Rule, after: Collection[dg.AssetKey]) -> dg.AssetCheckSpec:
    key = dg.AssetKey(rule.table.split("."))
    return dg.AssetCheckSpec(
        rule.name,
        asset=key,
        additional_deps=[other for other in after if other != key],
        description=rule.description,
        blocking=rule.severity == "error",
        metadata={"remedy": rule.remedy, "owner": rule.owner, "severity": rule.severity},
    )


def _checks(
    name: str, asked: Sequence[Rule], after: Collection[dg.AssetKey]
) -> dg.AssetChecksDefinition:
    remedies = {rule.name: rule.remedy for rule in asked}

    @dg.multi_asset_check(name=name, specs=[_spec(rule, after) for rule in asked], can_subset=True)
    def run_checks(
        context: dg.AssetCheckExecutionContext,
        warehouse: dg.ResourceParam[Warehouse],
        retries: dg.ResourceParam[Retries],
    ) -> Iterator[dg.AssetCheckResult]:
        from expectations.runner import run_checks

        names = {key.name for key in context.selected_asset_check_keys}
        wanted = [rule for rule in asked if rule.name in names]
        with told_to_dagster(context, retries):
            results = run_checks(warehouse.url(), wanted)
        for result in results:
            yield _asset_check_result(result, remedies[result.check_name])

    return run_checks


def _asset_check_result(result: CheckResult, remedy: str) -> dg.AssetCheckResult:
    is_error = result.severity == "error"
    metadata: dict[str, Any] = {
        "status": result.status,
        "sql": sql_block(result.query),
        "seconds": round(result.seconds, 3),
    }
    if result.rows_checked is not None:
        metadata["rows checked"] = result.rows_checked
    if result.rows_failing is not None:
        metadata["rows failing"] = result.rows_failing
    if result.is_bad:
        metadata["to do"] = remedy
    if result.samples:
        metadata["failing rows"] = rows_table(result.samples)
    return dg.AssetCheckResult(
        check_name=result.check_name,
        asset_key=dg.AssetKey([result.schema_name, result.table_name]),
        passed=not result.is_bad,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        description=result.message,
        metadata=metadata,
    )
