"""The rules about the replicas as asset checks: two a table, what blocks and what tells.

A check for each of 1,700 rules would bury the graph. Which of a table's rules broke, with the
rows and what to do, is in the check's metadata, and each rule has its own row in
`quality.results`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import dagster as dg

from database.check_results import CheckResult, Severity
from expectations.circumstances import APART
from expectations.rules import Rule
from orchestration import keys
from orchestration.checked_replicas import remember_checked
from orchestration.failures import Retries, told_to_dagster
from orchestration.resources import Warehouse
from orchestration.tables import markdown_table, rows_table, sql_block

CORE_CHECKS_STEP = "core_checks"
NAMES: Mapping[Severity, str] = {"error": "is_sound", "warning": "is_exact"}
"""What the check of each severity is called."""
ABOUT: Mapping[Severity, str] = {
    "error": "References, keys and values are what the schema of the application declares.",
    "warning": "Counters, histories, moments and sums are what a recount says.",
}
BROKEN_COLUMNS = ("rule", "found", "owner", "to do")


class CoreChecksConfig(dg.Config):
    """What is looked at. `since_last`: only rows that were touched since a rule last held."""

    since_last: bool = False


def build_core_checks(rules: Sequence[Rule]) -> dg.AssetChecksDefinition:
    """Return the step that asks the rules about the replicas, any part of them.

    Args:
        rules: Those of the suite `core`, by table.
    """
    asked = _by_check(rules)

    @dg.multi_asset_check(
        name=CORE_CHECKS_STEP,
        specs=[_spec(key, each) for key, each in asked.items()],
        can_subset=True,
    )
    def core_checks(
        context: dg.AssetCheckExecutionContext,
        config: CoreChecksConfig,
        warehouse: dg.ResourceParam[Warehouse],
        retries: dg.ResourceParam[Retries],
    ) -> Iterator[dg.AssetCheckResult]:
        from expectations.runner import run_checks

        wanted = [rule for key in context.selected_asset_check_keys for rule in asked[key]]
        with told_to_dagster(context, retries):
            results = run_checks(warehouse.url(), wanted, since_last=config.since_last)
        remember_checked(context, results)
        found = {result.check_name: result for result in results}
        for key in sorted(context.selected_asset_check_keys):
            yield _result(key, asked[key], [found[rule.name] for rule in asked[key]])

    return core_checks


def _by_check(rules: Iterable[Rule]) -> dict[dg.AssetCheckKey, list[Rule]]:
    checks: dict[dg.AssetCheckKey, list[Rule]] = defaultdict(list)
    for rule in rules:
        asset = dg.AssetKey([keys.CORE, rule.table_name])
        checks[dg.AssetCheckKey(asset, NAMES[rule.severity])].append(rule)
    return dict(checks)


def _spec(key: dg.AssetCheckKey, rules: Sequence[Rule]) -> dg.AssetCheckSpec:
    severity = rules[0].severity
    kinds = {kind: len(list(each)) for kind, each in groupby(sorted(r.kind for r in rules))}
    listed = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return dg.AssetCheckSpec(
        key.name,
        asset=key.asset_key,
        description=f"{ABOUT[severity]} {len(rules)} rules: {listed}.",
        blocking=severity == "error",
        metadata={"owner": rules[0].owner, "severity": severity},
    )


def _result(
    key: dg.AssetCheckKey, rules: Sequence[Rule], results: Sequence[CheckResult]
) -> dg.AssetCheckResult:
    bad = [(rule, each) for rule, each in zip(rules, results, strict=True) if each.is_bad]
    skipped = [each for each in results if each.status == "skipped"]
    is_apart = any(APART in each.message for each in skipped)
    is_error = rules[0].severity == "error" and (bool(bad) or not is_apart)
    return dg.AssetCheckResult(
        check_name=key.name,
        asset_key=key.asset_key,
        # What was not asked because a replica was left behind is nobody's fault, and no good news.
        passed=not bad and not is_apart,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        description=_description(len(rules), [each for _, each in bad], skipped),
        metadata=_metadata(bad),
    )


def _description(count: int, bad: Sequence[CheckResult], skipped: Sequence[CheckResult]) -> str:
    said = [f"{each.check_name}: {each.message}" for each in bad]
    said += [f"{len(skipped)} rules {skipped[0].message}"] if skipped else []
    return "; ".join(said) or f"{count} rules hold"


def _metadata(bad: Iterable[tuple[Rule, CheckResult]]) -> dict[str, Any]:
    broken = list(bad)
    if not broken:
        return {}
    rows = [(rule.name, each.message, rule.owner, rule.remedy) for rule, each in broken]
    metadata: dict[str, Any] = {"broken rules": markdown_table(BROKEN_COLUMNS, rows)}
    for rule, result in broken:
        metadata[f"SQL of {rule.name}"] = sql_block(result.query)
        if result.samples:
            metadata[f"rows breaking {rule.name}"] = rows_table(result.samples)
    return metadata
