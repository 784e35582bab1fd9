"""Compares a table of `core` with what its source holds at the same instant.

Every run proves that the keys are the same and that what was touched is; a run that hashed a
whole table proves all of it.
"""

from dataclasses import dataclass

import psycopg
from psycopg.sql import SQL, Identifier

from ingestion.operational.reading import (
    Digest,
    Reading,
    Scope,
    fetch_both_digests,
    fetch_digest,
)
from ingestion.operational.replicas import listed
from ingestion.operational.sides import Sides, same_key

SAMPLES = 5
SAMPLE = SQL("""
select {key} from {core} as core full join {load} as coming on {same}
where
    case
        when core.{one} is null then true
        when coming.{one} is null then {is_too_much}
        else record_image_ne(row({core_values}), row({coming_values}))
    end
limit {most}
""")


@dataclass(frozen=True, slots=True)
class Proof:
    """What core was found to hold, beside what it must hold.

    Attributes:
        keys: Digest of all keys of core.
        claims: What was compared: name, at the source, in core.
    """

    keys: Digest
    claims: tuple[tuple[str, Digest, Digest], ...]

    @property
    def holds(self) -> bool:
        """Whether core equals its source in everything compared."""
        return all(theirs == ours for _, theirs, ours in self.claims)

    @property
    def message(self) -> str:
        """What was compared, in a sentence."""
        if self.holds:
            names = " and ".join(name for name, _, _ in self.claims)
            return f"{self.keys.rows:,} rows; {names} agree"
        return "; ".join(
            f"{name}: {theirs.rows:,} rows at the source, {ours.rows:,} in core"
            + (", their sums differ" if theirs.rows == ours.rows else "")
            for name, theirs, ours in self.claims
            if theirs != ours
        )


def prove(connection: psycopg.Connection, reading: Reading, sides: Sides) -> Proof:
    """Compare a table of core with what was read of its source."""
    if reading.content is not None and not reading.is_unchanged:
        query = sides.both_digests(sides.core)
        keys, ours = reading.arrived or fetch_both_digests(connection, query)
        return Proof(keys, (("keys", reading.keys, keys), ("all rows", reading.content, ours)))
    keys = fetch_digest(connection, sides.digests(at_source=False, of_rows=False))
    claims = [("keys", reading.keys, keys)]
    if reading.window is not None and reading.window.rows:
        where = SQL("{} and {}").format(sides.is_new(), sides.is_coming())
        query = sides.digests(at_source=False, of_rows=True, where=where)
        claims.append(("new rows", reading.window, fetch_digest(connection, query)))
    return Proof(keys, tuple(claims))


def sample_keys(
    connection: psycopg.Connection, reading: Reading, sides: Sides
) -> list[dict[str, str]]:
    """Return keys of rows that differ between core and what was read into `load`.

    Where not all was read, rows of core that must go are not among them.
    """
    match = reading.plan.match
    key = match.shape.key
    is_too_much = "true" if reading.scope is Scope.EVERYTHING else "false"
    query = SAMPLE.format(
        key=SQL(", ").join(
            SQL("coalesce({0}, {1})").format(Identifier("core", name), Identifier("coming", name))
            for name in key
        ),
        core=sides.core,
        load=sides.load,
        same=same_key(match, "core", "coming"),
        one=Identifier(key[0]),
        core_values=listed(match.travelling, "core"),
        coming_values=listed(match.travelling, "coming"),
        is_too_much=SQL(is_too_much),
        most=SAMPLES,
    )
    return [dict(zip(key, map(str, row), strict=True)) for row in connection.execute(query)]
