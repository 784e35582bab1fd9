"""Takes indexes off tables that are about to be filled, and puts them back.

Both happen in one transaction: whatever goes wrong, no table is left without its indexes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

# Tables with most of the rows, and no counters of their own where their key would go. For others
# a rebuild costs more than it saves.
BULKY_TABLES = (
    "msg_messages",
    "msg_read_receipts",
    "ntf_notifications",
    "profiles",
    "shr_entity_likes",
    "soc_comment_likes",
    "soc_connections",
    "soc_follows",
    "soc_post_comments",
    "soc_post_likes",
    "soc_post_views",
    "soc_posts",
    "usr_search_appearances",
)

# A key that foreign keys of other tables lean on stays.
CONSTRAINTS = """
select
    format('alter table %%1$s drop constraint %%2$I', conrelid::regclass, conname),
    format(
        'alter table %%1$s add constraint %%2$I %%3$s',
        conrelid::regclass, conname, pg_get_constraintdef(oid)
    )
from pg_constraint as kept
where conrelid = any (%(tables)s::regclass[]) and contype in ('p', 'u')
    and not exists (
        select from pg_constraint as leaning
        where leaning.contype = 'f' and leaning.confrelid = kept.conrelid
    )
order by conrelid::regclass::text, conname
"""
INDEXES = """
select format('drop index %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
from pg_index
where indrelid = any (%(tables)s::regclass[])
    and not exists (select from pg_constraint where conindid = indexrelid)
order by indexrelid::regclass::text
"""


@contextmanager
def without_indexes(
    connection: psycopg.Connection, *, progress: Callable[[str], None] | None = None
) -> Iterator[None]:
    """Have the bulky tables without indexes and keys for the statements within."""
    restorations: list[str] = []
    for query in (CONSTRAINTS, INDEXES):
        rows = connection.execute(query.encode(), {"tables": list(BULKY_TABLES)}).fetchall()
        for drop, restore in rows:
            connection.execute(str(drop).encode())
            restorations.append(str(restore))
    yield
    connection.execute("set local maintenance_work_mem = '256MB'")
    for restoration in restorations:
        if progress is not None:
            progress(restoration)
        connection.execute(restoration.encode())
