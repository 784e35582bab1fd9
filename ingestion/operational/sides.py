"""SQL of one table at the source and in `core`, whose results can be compared."""

from dataclasses import dataclass

from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from ingestion.operational import hashing
from ingestion.operational.hashing import HashForm
from ingestion.operational.matching import Match
from ingestion.operational.plan import TablePlan
from ingestion.operational.replicas import CORE, LOAD, listed


@dataclass(frozen=True, slots=True)
class Sides:
    """SQL of one table at the source and in core, whose results can be compared."""

    plan: TablePlan
    form: HashForm

    @property
    def source(self) -> Identifier:
        """The source's table."""
        return Identifier("public", str(self.plan.match.source_name))

    @property
    def core(self) -> Identifier:
        """The table of core."""
        return Identifier(CORE, self.plan.table)

    @property
    def load(self) -> Identifier:
        """Where its rows are in flight."""
        return Identifier(LOAD, self.plan.table)

    def values(self) -> Composed:
        """Return the columns of the source as they travel."""
        match = self.plan.match
        return SQL(", ").join(
            hashing.travelling(name, sql_type, match.casts)
            for name, sql_type in match.travelling.items()
        )

    def key_hash(self, *, at_source: bool) -> Composed:
        """Return the hash of a row's key."""
        match = self.plan.match
        types = {name: match.travelling[name] for name in match.shape.key}
        return hashing.row_hash(types, self.form, match.casts if at_source else ())

    def row_hash(self, *, at_source: bool) -> Composed:
        """Return the hash of a row, of the columns that travel."""
        match = self.plan.match
        return hashing.row_hash(match.travelling, self.form, match.casts if at_source else ())

    def is_new(self) -> Composed:
        """Return the condition that a row is in the window an incremental read looks at."""
        return SQL("{} >= {}").format(Identifier(str(self.plan.cursor)), Literal(self.plan.since))

    def digests(
        self, *, at_source: bool, of_rows: bool, where: Composable | None = None
    ) -> Composed:
        """Return a select of the digest of all rows, or of those of a condition."""
        hashed = self.row_hash if of_rows else self.key_hash
        return SQL("select {} from {}{}").format(
            hashing.digest(hashed(at_source=at_source)),
            self.source if at_source else self.core,
            SQL(" where {}").format(where) if where is not None else SQL(""),
        )

    def both_digests(self, table: Identifier) -> Composed:
        """Return a select of how many rows a table has, and sums of hashes of keys and rows."""
        at_source = table == self.source
        return SQL("select {}, coalesce(sum({}), 0) from {}").format(
            hashing.digest(self.key_hash(at_source=at_source)),
            self.row_hash(at_source=at_source),
            table,
        )

    def bucket_digests(
        self, *, at_source: bool, of_rows: bool, buckets: int, origin: Composable | None = None
    ) -> Composed:
        """Return a select of bucket, rows and sum of hashes, of a table or of `origin`."""
        hashed = self.row_hash if of_rows else self.key_hash
        return SQL("select {}, {} from {} group by 1").format(
            hashing.bucket(self.key_hash(at_source=at_source), buckets),
            hashing.digest(hashed(at_source=at_source)),
            origin or (self.source if at_source else self.core),
        )

    def coming(self) -> Composed:
        """Return the part of a select that finds the rows of `load` whose keys core lacks."""
        return SQL("from {} as coming where not exists (select from {} as core where {})").format(
            self.load, self.core, same_key(self.plan.match, "coming", "core")
        )

    def is_coming(self) -> Composed:
        """Return the condition that a row of core stands in `load` as well."""
        return SQL("exists (select from {} as coming where {})").format(
            self.load, same_key(self.plan.match, "coming", self.plan.table)
        )

    def keys_after_upsert(self) -> Composed:
        """Return the keys that core will hold once `load` stands in it, as a table."""
        key = listed(self.plan.match.shape.key)
        query = SQL("(select {} from {} union all select {} {}) as held")
        return query.format(key, self.core, key, self.coming())


def same_key(match: Match, one: str, other: str) -> Composed:
    """Return the condition that rows of two aliases have the same key."""
    return SQL(" and ").join(
        SQL("{} = {}").format(Identifier(one, name), Identifier(other, name))
        for name in match.shape.key
    )
