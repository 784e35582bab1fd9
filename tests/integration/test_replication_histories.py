"""Random histories at a source, with runs in between: core follows, whatever is written there."""

import itertools
import os
import random
import signal
from collections import Counter
from collections.abc import Callable

import psycopg
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from database.connections import connect
from database.server import EmbeddedServer
from ingestion.operational.replicas import change_columns, change_name, core_shapes
from ingestion.operational.scene import Wishes
from tests.replication import Pair, pair_on

BIG = "big"
TABLES = """
create table small (id integer primary key, word text, amount numeric);
create table posts (
    id uuid primary key default gen_random_uuid(), number integer, word text,
    likes integer not null default 0, created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index on posts (updated_at);
create table views (id bigint primary key, number integer, created_at timestamptz not null);
create index on views (created_at desc);
create table pairs (a integer, b text, weight numeric, primary key (b, a));
create table events (id integer, at date not null, number integer, primary key (id, at))
partition by range (at);
create table events_old partition of events for values from (minvalue) to ('2026-01-01');
create table events_new partition of events for values from ('2026-01-01') to (maxvalue);
create table links (a integer, b integer, primary key (a, b))
"""
# %(a)s and %(b)s are small numbers, %(c)s a number that is hardly used twice.
WRITES = """
insert into small values (%(c)s, 'x' || %(a)s, %(b)s);
update small set word = word || %(b)s where id %% 5 = %(a)s;
update small set amount = amount * 1.0 where id %% 3 = %(a)s;
delete from small where id %% 4 = %(a)s;
truncate small;
insert into posts (number) select %(c)s + each from generate_series(0, %(b)s) as each;
update posts set likes = likes + %(b)s, updated_at = now() where number %% 4 = %(a)s;
update posts set likes = likes + %(b)s where number %% 7 = %(a)s;
update posts set word = 'old', updated_at = now() - interval '9 days' where number %% 9 = %(a)s;
insert into posts (number, updated_at) values (%(c)s, now() - interval '1 year');
delete from posts where number %% 6 = %(a)s;
update posts set id = gen_random_uuid() where number %% 8 = %(a)s;
insert into views select %(c)s * 100 + each, 0, now() from generate_series(0, %(b)s * 19) as each;
insert into views values (%(c)s * 100 + 99, %(a)s, now() - interval '90 days');
delete from views where id %% 50 = %(a)s;
update views set number = number + 1 where id %% 60 = %(a)s;
update views set id = id + 4294967296 where id %% 40 = %(a)s and id < 4294967296;
truncate views;
insert into pairs select %(c)s, 'b' || each, each from generate_series(0, %(b)s) as each;
update pairs set weight = weight + 0.0 where a %% 4 = %(a)s;
update pairs set weight = nullif(weight, %(b)s) where a %% 3 = %(a)s;
update pairs set b = b || '_' where a %% 5 = %(a)s;
delete from pairs where a %% 6 = %(a)s;
insert into events select %(c)s, date '2025-12-30' + each, 0 from generate_series(0, %(b)s) as each;
update events set at = at + 400 where id %% 4 = %(a)s and at < '2026-06-01';
update events set number = %(b)s where id %% 5 = %(a)s;
delete from events where id %% 7 = %(a)s;
insert into links select %(c)s, each from generate_series(0, %(b)s) as each;
update links set b = b + 100 where a %% 4 = %(a)s and b < 100;
delete from links where b %% 3 = %(a)s
""".strip().split(";\n")
RUN, VERIFY, FULL, KILL = "run", "verify", "full", "kill"
HOLD, RELEASE, WIDEN = "hold", "release", "add column"
COLUMN = "alter table {} add column if not exists extra_{} integer default {}"
State = dict[str, Counter[tuple[object, ...]]]

steps = st.lists(
    st.one_of(
        st.sampled_from(WRITES),
        st.sampled_from(WRITES),
        st.sampled_from(WRITES),
        st.sampled_from([RUN, RUN, RUN, VERIFY, FULL, KILL, HOLD, RELEASE, WIDEN]),
    ),
    min_size=6,
    max_size=30,
)


class History:
    """Plays steps at the source; after each run compares what must agree.

    One transaction at a time is held open over runs: what it wrote is committed late.
    """

    def __init__(self, pair: Pair, numbers: random.Random) -> None:
        self.pair = pair
        self.random = numbers
        self.held: psycopg.Connection | None = None
        self.count = 0
        self.before: State = {}

    def play(self, step: str) -> None:
        """Do one step."""
        runs: dict[str, Callable[[], None]] = {
            RUN: self.run,
            VERIFY: lambda: self.run(is_verifying=True),
            FULL: lambda: self.run(is_full=True),
            KILL: self.kill,
            HOLD: self.hold,
            RELEASE: self.release,
            WIDEN: self.add_column,
        }
        if step in runs:
            runs[step]()
        else:
            self.write(step)

    def write(self, statement: str) -> None:
        """Write at the source; what the held transaction stands in the way of is left out."""
        with connect(self.pair.source) as connection:
            connection.execute("set lock_timeout = '20ms'")
            self._execute(connection, statement)

    def hold(self) -> None:
        """Write in a transaction that stays open."""
        if self.held is None:
            self.held = connect(self.pair.source)
            self.held.execute("set lock_timeout = '20ms'")
            for statement in self.random.sample(WRITES, 3):
                if not statement.startswith("truncate"):
                    self._execute(self.held, statement)

    def release(self) -> None:
        """Commit what was held."""
        if self.held is not None:
            self.held.commit()
            self.held.close()
            self.held = None

    def add_column(self) -> None:
        """Give a table a new column, and classify it."""
        self.release()
        table = self.random.choice(("small", "posts", "views", "pairs", "events"))
        self.count += 1
        self.pair.at_source(COLUMN.format(table, self.count, self.count))
        self.pair.classify()

    def run(self, **wishes: bool) -> None:
        """Replicate; keys agree, and the changes recorded are the difference of the two states."""
        report = self.pair.run(**wishes)
        assert self.pair.key_differences() == []
        if wishes:
            assert self.pair.differences() == []
        after = kept_rows(self.pair)
        for table, rows in after.items():
            if table in self.before:
                expected = Counter(rows)
                expected.subtract(self.before[table])
                said = recorded(self.pair, table, report.run_id)
                assert {row: n for row, n in expected.items() if n} == said, table
        self.before = after

    def kill(self) -> None:
        """Replicate in a process that is killed; core is at its last instant, or at this one."""
        moment = self.random.randrange(1, 12)
        process = os.fork()
        if process == 0:
            try:
                self.pair.run(dying_at(moment))
            finally:
                os._exit(0)
        os.waitpid(process, 0)
        after = kept_rows(self.pair)
        assert after == self.before or self.pair.key_differences() == []
        self.before = after

    def _execute(self, connection: psycopg.Connection, statement: str) -> None:
        numbers = {
            "a": self.random.randrange(4),
            "b": self.random.randrange(6),
            "c": self.random.randrange(10**6),
        }
        try:
            with connection.transaction():
                connection.execute(statement.encode(), numbers)
        except (psycopg.errors.UniqueViolation, psycopg.errors.LockNotAvailable):
            pass


def dying_at(moment: int) -> Callable[[str], None]:
    """Return a listener that kills its process when it has been told so many things."""
    told = itertools.count(1)

    def listen(_: str) -> None:
        if next(told) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    return listen


def kept_rows(pair: Pair) -> State:
    """Return the rows of core, as far as change records keep them."""
    assert pair.dictionary
    with connect(pair.warehouse) as connection:
        return {
            name: Counter(
                connection.execute(
                    f"select {as_text(kept(pair, name))} from core.{name}".encode()
                ).fetchall()
            )
            for name in core_shapes(connection)
        }


def kept(pair: Pair, table: str) -> list[str]:
    """Return the columns of core that its change records keep."""
    assert pair.dictionary
    with connect(pair.warehouse) as connection:
        columns = change_columns(core_shapes(connection)[table], pair.dictionary.tables[table])
    return [name for name in columns if not name.startswith("extra_")]


def as_text(columns: list[str]) -> str:
    """Return columns as a list of expressions that keep every digit."""
    return ", ".join(f"{name}::text" for name in columns)


def recorded(pair: Pair, table: str, run_id: int) -> dict[tuple[object, ...], int]:
    """Return the change records of a run, summed up by row."""
    columns = as_text([change_name(name) for name in kept(pair, table)])
    rows = pair.ask(
        f"select {columns}, sum(weight) from changes.{table} where run_id = {run_id}"
        f" group by {columns} having sum(weight) <> 0"
    )
    return {row[:-1]: row[-1] for row in rows}


@settings(
    max_examples=8,
    deadline=None,
    # A run takes its time: a history is told as it failed.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(played=steps, seed=st.integers(0, 2**16), small_bytes=st.sampled_from([0, 0, 10**9]))
def test_core_equals_the_source_when_histories_and_runs_are_random(
    server: EmbeddedServer,
    any_server: EmbeddedServer,
    played: list[str],
    seed: int,
    small_bytes: int,
) -> None:
    with pair_on(server, TABLES, source_server=any_server) as pair:
        pair.wishes = Wishes(workers=2, small_bytes=small_bytes)
        history = History(pair, random.Random(seed))  # noqa: S311
        try:
            for step in [RUN, *played]:
                history.play(step)
            history.release()
            history.run(is_verifying=True)
        finally:
            history.release()
