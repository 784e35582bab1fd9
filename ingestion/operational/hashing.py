"""SQL that sums up rows, the same at the source and in `core`, so that both can be compared.

A digest of a set of rows is how many there are and the sum of their 64-bit hashes. Rows are
spread over buckets by the hash of their key; a bucket is a set of rows as well.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

# Hashes that tell apart whatever differs, by type; {value} is the column, {seed} its place.
HASHES = {
    "boolean": "hashint4extended({value}::integer, {seed})",
    "character varying": 'hashtextextended({value} collate "C", {seed})',
    "integer": "hashint4extended({value}, {seed})",
    "smallint": "hashint4extended({value}, {seed})",
    "text": 'hashtextextended({value} collate "C", {seed})',
    "uuid": "uuid_hash_extended({value}, {seed})",
}
# Types hashed by their bytes, because their own hash folds 64 bits into 32 (1 and 2^32 are alike)
# or takes equal for alike (1.0 and 1.00, a month and thirty days). What is in no list goes as text,
# which takes longer.
SENT = {
    "bigint": "int8send",
    "bytea": "byteasend",
    "date": "date_send",
    "double precision": "float8send",
    "interval": "interval_send",
    "numeric": "numeric_send",
    "real": "float4send",
    "time without time zone": "time_send",
    "timestamp with time zone": "timestamptz_send",
    "timestamp without time zone": "timestamp_send",
}
OF_BYTES = "hashtextextended(encode({function}({value}), 'hex') collate \"C\", {seed})"
OF_TEXT = 'hashtextextended({value}::text collate "C", {seed})'
# One changed row has its whole bucket read: of 1 % changed rows, 15 % of all rows.
ROWS_A_BUCKET = 16
MOST_BUCKETS = 2**19


class HashForm(StrEnum):
    """How a row is hashed.

    `RECORD` joins the hashes of its columns: quick, and sure to be alike only on two servers of
    one major version. `TEXT` hashes what the row looks like when printed.
    """

    RECORD = "record"
    TEXT = "text"


def form_for(source_version: int, warehouse_version: int) -> HashForm:
    """Return how rows of two servers, given by `server_version_num`, can be compared."""
    is_one_version = source_version // 10_000 == warehouse_version // 10_000
    return HashForm.RECORD if is_one_version else HashForm.TEXT


def travelling(column: str, sql_type: str, casts: Collection[str]) -> Composed:
    """Return the expression of a column as it arrives at the warehouse."""
    if column in casts:
        return SQL("{}::{}").format(Identifier(column), SQL(sql_type))
    return SQL("{}").format(Identifier(column))


def row_hash(types: Mapping[str, str], form: HashForm, casts: Collection[str] = ()) -> Composed:
    """Return the expression of a row's hash, a bigint.

    Args:
        types: Type at the warehouse by column, in the order that both sides use.
        form: How to hash.
        casts: Columns the source has in another type; none at the warehouse.
    """
    if form is HashForm.TEXT:
        values = [travelling(name, sql_type, casts) for name, sql_type in types.items()]
        return SQL("hashtextextended(row({})::text, 0)").format(_listed(values))
    # hash_record_extended() over a row takes twice as long.
    hashes = [
        _column_hash(travelling(name, each, casts), each, seed)
        for seed, (name, each) in enumerate(types.items(), start=1)
    ]
    return SQL("({})").format(SQL(" # ").join(hashes))


def bucket_count(rows: int) -> int:
    """Return over how many buckets so many rows are spread: a power of two."""
    return min(power_of_two(max(rows // ROWS_A_BUCKET, 1)), MOST_BUCKETS)


def power_of_two(least: int) -> int:
    """Return the first power of two that is not less."""
    return 1 << (least - 1).bit_length()


def bucket(key_hash: Composable, buckets: int) -> Composed:
    """Return the expression of the bucket that a row is in, an integer from 0."""
    return SQL("({} & {})::integer").format(key_hash, Literal(buckets - 1))


def digest(hashed: Composable) -> Composed:
    """Return the two expressions of a digest: how many rows, and the sum of their hashes."""
    return SQL("count(*), coalesce(sum({}), 0)").format(hashed)


def _column_hash(value: Composed, sql_type: str, seed: int) -> Composed:
    """Return the hash of a value; the same value in another column, or none, has another."""
    function = SENT.get(sql_type)
    template = HASHES.get(sql_type, OF_TEXT if function is None else OF_BYTES)
    # The cast says nothing unless the source's type was changed a moment ago.
    typed = SQL("{}::{}").format(value, SQL(sql_type))
    hashed = SQL(template).format(value=typed, seed=Literal(seed), function=SQL(function or ""))
    return SQL("coalesce({}, {})").format(hashed, Literal(-seed))


def _listed(values: list[Composed]) -> Composed:
    return SQL(", ").join(values)
