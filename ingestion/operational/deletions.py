"""Finds which rows of `core` the source has deleted, from sums of hashes and without reading any.

Rows are spread over buckets by the hash of their key. Where a bucket of `core` has one row more
than its twin at the source, the difference of their sums is the hash of the deleted key; where it
has a few more, some choice of its keys adds up to the difference. Whatever cannot be told so stays
a bucket that differs, and is read. A wrong guess would not last: the keys are compared at the end.
"""

from collections.abc import Collection
from itertools import combinations
from math import comb

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Literal

from ingestion.operational import hashing
from ingestion.operational.hashing import bucket_count, power_of_two
from ingestion.operational.replicas import LOAD, gather_statistics, listed
from ingestion.operational.sides import Sides

# Five of 30 keys are found in 27,405 tries, which take as long as reading 20,000 rows.
MOST_MISSING = 6
MOST_TRIES = 50_000
# Most deletions are alone in their bucket then; fewer buckets are summed up faster than more.
BUCKETS_A_DELETION = 2
FEWEST_BUCKETS = 1024
SEVERAL = SQL("""
select scope.missing, scope.total, array_agg({key_hash})
from {core} as core
inner join {scope} as scope on scope.bucket = {bucket}
where scope.missing between 2 and {most}
group by scope.bucket, scope.missing, scope.total
""")
HAS_SEVERAL = SQL("select from {scope} where missing between 2 and {most} limit 1")
# The hash of a key is a bigint; a difference of sums need not be one.
WRITE_GONE = SQL("""
create unlogged table {gone} as
with wanted as (
    select total::bigint as key_hash from {scope}
    where missing = 1 and total between -9223372036854775808 and 9223372036854775807
    union all
    select unnest({several}::bigint[])
)

select {key}, {bucket} as bucket, wanted.key_hash
from {core} as core
inner join wanted on wanted.key_hash = {key_hash}
""")
# Only a bucket whose difference is told to the last bit need not be read.
SETTLE = SQL("""
delete from {scope} as scope
using (select bucket, count(*) as missing, sum(key_hash) as total from {gone} group by 1) as found
where (found.bucket, found.missing, found.total) = (scope.bucket, scope.missing, scope.total);
delete from {gone} as gone using {scope} as scope where scope.bucket = gone.bucket
""")


def buckets_for(rows: int, missing: int) -> int:
    """Return over how many buckets keys are spread, so that a deletion is mostly alone in its own.

    Args:
        rows: How many keys there are.
        missing: How many core has more than the source; none if it has not.
    """
    if missing <= 0:
        return bucket_count(rows)
    wanted = max(BUCKETS_A_DELETION * missing, FEWEST_BUCKETS)
    return min(power_of_two(wanted), bucket_count(rows))


def missing_keys(hashes: Collection[int], missing: int, total: int) -> tuple[int, ...] | None:
    """Return so many different hashes that add up to a total; none if there are none, or too many.

    Args:
        hashes: Hashes of the keys of a bucket.
        missing: How many of them to find, at least one.
        total: Their sum.
    """
    known = set(hashes)
    if comb(len(known), missing - 1) > MOST_TRIES:
        return None
    for some in combinations(known, missing - 1):
        last = total - sum(some)
        if last in known and last not in some:
            return *some, last
    return None


def find_deletions(
    warehouse: psycopg.Connection, sides: Sides, scope: Identifier, buckets: int
) -> int:
    """Write into `load` which keys are gone, take their buckets out of scope; return how many.

    Args:
        warehouse: Connection to the warehouse.
        sides: The SQL of the table.
        scope: Table of the buckets that differ: bucket; missing, how many rows core has more than
            the source; total, by how much their sum is more.
        buckets: Over how many buckets the keys are spread.
    """
    match = sides.plan.match
    hashed = sides.key_hash(at_source=False)
    names: dict[str, Composable] = {
        "scope": scope,
        "gone": gone_of(match.table),
        "core": sides.core,
        "key": listed(match.shape.key, "core"),
        "key_hash": hashed,
        "bucket": hashing.bucket(hashed, buckets),
        "most": Literal(MOST_MISSING),
    }
    several = _several(warehouse, names)
    warehouse.execute(WRITE_GONE.format(several=Literal(several), **names))
    warehouse.execute(SETTLE.format(**names))
    gather_statistics(warehouse, gone_of(match.table))
    return warehouse.execute(SQL("select from {gone}").format(**names)).rowcount


def gone_of(table: str) -> Identifier:
    """Return the table of `load` that holds the keys of a table of core that are gone."""
    return Identifier(LOAD, f"{table}__gone")


def _several(warehouse: psycopg.Connection, names: dict[str, Composable]) -> list[int]:
    """Return hashes of keys that are gone, of buckets that lost a few."""
    if warehouse.execute(HAS_SEVERAL.format(**names)).rowcount == 0:
        return []
    lost = warehouse.execute(SEVERAL.format(**names)).fetchall()
    return [
        key_hash
        for missing, total, hashes in lost
        for key_hash in missing_keys(hashes, missing, int(total)) or ()
    ]
