"""All rules there are: the way in for whoever needs to know the checks. Running them is `runner`.

The suite `market` speaks about egg prices, in `market` and in `ana`; `core` about the replicas.
Great Expectations is not imported here.
"""

from collections.abc import Callable, Collection, Iterable

from database.errors import PlatformError
from expectations.core import core_rules
from expectations.market import MARKET_RULES
from expectations.rules import Rule
from expectations.schemas import CheckedSchema


class UnknownCheckError(PlatformError):
    """A check, or a checked table or module, was asked for that no suite has."""


def rules(
    schema: str | None = None,
    *,
    names: Collection[str] | None = None,
    table: str | None = None,
    module: str | None = None,
) -> tuple[Rule, ...]:
    """Return the rules that all of the wishes leave, in the order they are shown.

    Args:
        schema: Only rules about tables of this schema.
        names: Only these rules.
        table: Only rules about this table, given with or without its schema.
        module: Only rules about tables of the module with this prefix.

    Raises:
        UnknownCheckError: There is no such rule, table or module.
    """
    found = _of_schema(schema)
    if names is not None:
        found = _named(found, names, schema)
    if table is not None:
        found = _narrowed(found, table, "table", lambda rule: (rule.table, rule.table_name))
    if module is not None:
        found = _narrowed(found, module, "module", lambda rule: (rule.module,))
    return tuple(found)


def _of_schema(schema: str | None) -> list[Rule]:
    # The dictionary behind the rules of core takes a second to read.
    of_core = core_rules() if schema in (None, CheckedSchema.CORE) else ()
    order = list(CheckedSchema)
    return sorted(
        (rule for rule in (*MARKET_RULES, *of_core) if schema in (None, rule.schema)),
        key=lambda rule: (order.index(CheckedSchema(rule.schema)), rule.table),
    )


def _named(candidates: Iterable[Rule], names: Collection[str], schema: str | None) -> list[Rule]:
    found = [rule for rule in candidates if rule.name in names]
    unknown = sorted(set(names) - {rule.name for rule in found})
    if unknown:
        raise UnknownCheckError(
            f"There is no such check{f' on {schema}' if schema else ''}",
            expected="names that `poultryco check --list` shows",
            found=", ".join(unknown),
            remedy="correct the name",
        )
    return found


def _narrowed(
    candidates: Collection[Rule],
    wanted: str,
    what: str,
    names_of: Callable[[Rule], tuple[str, ...]],
) -> list[Rule]:
    found = [rule for rule in candidates if wanted in names_of(rule)]
    if not found:
        known = sorted({names_of(rule)[0] for rule in candidates})
        raise UnknownCheckError(
            f"No check speaks about that {what}",
            expected=", ".join(known),
            found=wanted,
            remedy=f"name one of those {what}s",
        )
    return found
