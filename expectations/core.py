"""The suite `core`: every rule that the schema of the application declares, asked of its replicas.

A declaration that is added in SQL gives a rule here by itself, from the committed dictionary.
Kinds of declarations stand in the modules named `core_...`.
"""

from collections.abc import Iterator
from functools import lru_cache

from database.catalog import Catalog
from database.dictionary import read_dictionary
from expectations.core_business import business_rules
from expectations.core_counters import counter_rules
from expectations.core_parts import Declared, replicated
from expectations.core_references import reference_rules
from expectations.core_states import state_rules
from expectations.core_values import value_rules
from expectations.rules import Rule


@lru_cache(maxsize=1)
def core_rules() -> tuple[Rule, ...]:
    """Return the rules about every replica, by table."""
    return tuple(rules_of(core_catalog()))


@lru_cache(maxsize=1)
def core_catalog() -> Catalog:
    """Return what the schema of the application declares. Reading it takes a second."""
    return read_dictionary()


def rules_of(catalog: Catalog) -> Iterator[Rule]:
    """Yield the rules that a catalog declares, by table."""
    for table in replicated(catalog):
        yield from _rules_of_table(table)


def _rules_of_table(table: Declared) -> Iterator[Rule]:
    yield from value_rules(table)
    yield from reference_rules(table)
    yield from counter_rules(table)
    yield from state_rules(table)
    yield from business_rules(table)
