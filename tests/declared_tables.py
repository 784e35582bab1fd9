"""Small tables with every kind of declaration, for the tests of the declaration helpers.

They resemble the community's tables and are not those: a test here must not depend on what
the schema declares. Keys are small integers, so that random statements often meet.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg

from database.connections import connect
from database.server import EmbeddedServer
from database.settings import PROJECT_ROOT
from tests.databases import copy_of, ensure_template

SCHEMA = PROJECT_ROOT / "database" / "schema"

COMMUNITY = """
create table members (id integer primary key);
create table member_stats (
    member_id integer primary key references members on delete cascade,
    given integer not null default 0,
    received bigint not null default 0,
    posts integer not null default 0,
    friends integer not null default 0,
    updated_at timestamptz not null default now()
);
create table posts (
    id integer primary key,
    author_type text not null default 'member',
    author_id integer,
    shared_post_id integer references posts on delete set null on update cascade,
    is_hidden boolean not null default false,
    likes integer not null default 0,
    shares integer not null default 0,
    views integer not null default 0,
    score integer generated always as (likes + 5 * shares) stored,
    updated_at timestamptz not null default now()
);
create index on posts (author_id);
create index on posts (shared_post_id);
create table likes (
    post_id integer not null references posts on delete cascade on update cascade,
    member_id integer not null references members on delete cascade,
    primary key (post_id, member_id)
);
create index on likes (member_id);
create table outside_shares (
    id integer generated always as identity primary key,
    post_id integer references posts on delete set null on update cascade
);
create index on outside_shares (post_id);
create table friendships (
    one integer not null references members on delete cascade,
    other integer not null references members on delete cascade,
    status text not null,
    primary key (one, other)
);
create table post_views (
    post_id integer not null references posts on delete cascade on update cascade,
    day integer not null
) partition by range (day);
create table post_views_1 partition of post_views for values from (0) to (2);
create table post_views_2 partition of post_views for values from (2) to (100);

select sys_touch_updated_at('member_stats');
select sys_touch_updated_at('posts');
select sys_declare_companion('members', 'member_stats');
select sys_declare_polymorphic_reference(
    'posts', 'author_type', 'author_id', '{"member": "members", "firm": null}', 'cascade'
);
select sys_declare_counter('posts', 'likes', '{"child": "likes", "key": "post_id"}');
select sys_declare_counter('posts', 'shares', '[
    {"child": "posts", "key": "shared_post_id", "filter": "not is_hidden"},
    {"child": "outside_shares", "key": "post_id"}
]');
select sys_declare_counter(
    'posts', 'views', '{"child": "post_views", "key": "post_id"}', survives_purge => true
);
select sys_declare_counter('member_stats', 'given', '{"child": "likes", "key": "member_id"}');
select sys_declare_counter('member_stats', 'received', '{
    "child": "posts", "key": "author_id", "filter": "author_type = ''member''", "value": "likes"
}', 'sum');
select sys_declare_counter('member_stats', 'posts', '{
    "child": "posts", "key": "author_id", "filter": "author_type = ''member'' and not is_hidden"
}');
select sys_declare_counter('member_stats', 'friends', '[
    {"child": "friendships", "key": "one", "filter": "status = ''accepted''"},
    {"child": "friendships", "key": "other", "filter": "status = ''accepted''"}
]');
"""

SHOP = """
create table products (
    id integer primary key,
    reviews integer not null default 0,
    rating numeric(3, 2) not null default 0,
    mean_rating numeric(3, 2),
    orders integer not null default 0
);
create table reviews (
    id integer primary key,
    product_id integer references products on delete set null,
    rating integer,
    is_approved boolean not null default true
);
create index on reviews (product_id);
create table orders (id integer primary key, status text not null default 'new');
create table order_items (
    order_id integer not null references orders on delete cascade,
    product_id integer not null references products on delete cascade,
    primary key (order_id, product_id)
);
create index on order_items (product_id);

select sys_declare_counter(
    'products', 'reviews', '{"child": "reviews", "key": "product_id", "filter": "is_approved"}'
);
select sys_declare_counter('products', 'rating', '{
    "child": "reviews", "key": "product_id", "filter": "is_approved", "value": "rating"
}', 'average');
select sys_declare_counter('products', 'mean_rating', '{
    "child": "reviews", "key": "product_id", "value": "rating"
}', 'average');
select sys_declare_counter('products', 'orders', '{
    "from": "order_items as item inner join orders as ordered on ordered.id = item.order_id",
    "key": "item.product_id",
    "filter": "ordered.status <> ''cancelled''",
    "touched_by": {
        "order_items": "select product_id from changed",
        "orders": "select product_id from changed inner join order_items on order_id = changed.id"
    },
    "hold": {"order_items": {"orders": "select order_id from changed"}}
}');
"""

CHAT = """
create table chats (id integer primary key);
create table participants (
    id integer primary key,
    chat_id integer not null references chats on delete cascade,
    member_id integer not null,
    last_read_at integer,
    is_active boolean not null default true,
    unread integer not null default 0
);
create table messages (
    id integer primary key,
    chat_id integer not null references chats on delete cascade,
    sender_id integer not null,
    sent_at integer not null,
    is_deleted boolean not null default false
);
create index on participants (chat_id);
create index on messages (chat_id, sent_at);
select sys_declare_counter('participants', 'unread', jsonb_build_object(
    'from', 'participants as reader inner join messages on messages.chat_id = reader.chat_id',
    'key', 'reader.id',
    'filter', 'reader.is_active and sender_id <> member_id and not is_deleted '
    'and (last_read_at is null or sent_at > last_read_at)',
    'touched_by', jsonb_build_object(
        'participants', 'select id from changed',
        'messages', 'select participants.id from changed inner join participants using (chat_id)'
    ),
    'hold', jsonb_build_object(
        'participants', jsonb_build_object('chats', 'select chat_id from changed'),
        'messages', jsonb_build_object('chats', 'select chat_id from changed')
    )
));
"""

POINTERS = """
create table people (id integer primary key);
create table firms (id integer primary key);
create table pages (
    id integer primary key,
    owner_type text not null,
    owner_id integer not null
);
create table jobs (id integer primary key, employer_type text, employer_id integer);
create table notes (id integer primary key, about_type text, about_id integer);
create table page_totals (owner_id integer primary key references people on delete cascade,
    pages integer not null default 0);
select sys_declare_polymorphic_reference(
    'pages', 'owner_type', 'owner_id', '{"person": "people", "firm": "firms"}', 'cascade'
);
select sys_declare_polymorphic_reference(
    'jobs', 'employer_type', 'employer_id', '{"person": "people", "firm": "firms"}', 'restrict'
);
select sys_declare_polymorphic_reference(
    'notes', 'about_type', 'about_id', '{"person": "people", "page": "pages", "site": null}',
    'set_null'
);
select sys_declare_companion('people', 'page_totals');
select sys_declare_counter('page_totals', 'pages',
    '{"child": "pages", "key": "owner_id", "filter": "owner_type = ''person''"}');
"""

DOCUMENTS = """
create table documents (
    id integer primary key,
    title text,
    body text not null,
    tags text[] not null default '{}',
    reads integer not null default 0,
    likes integer not null default 0,
    current_version integer not null default 1,
    edited_at timestamptz,
    edited_by integer,
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    deleted_by integer,
    deletion_reason text,
    purge_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create table document_versions (
    document_id integer references documents on delete cascade,
    version integer,
    title text,
    body text not null,
    tags text[] not null,
    likes integer not null,
    edited_at timestamptz not null,
    edited_by integer,
    primary key (document_id, version)
);
create table bins (
    id integer primary key,
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    deleted_by integer,
    deletion_reason text,
    purge_at timestamptz
);
select sys_touch_updated_at('documents');
select sys_declare_trash('documents', 7);
select sys_declare_trash('bins');
select sys_declare_versions('documents', 'document_versions', '{title, body, tags}');
select sys_declare_rename('papers', 'documents', 'production');
"""


def _make(url: str) -> None:
    with connect(url) as connection:
        for file in sorted(SCHEMA.glob("00*.sql")):
            connection.execute(file.read_bytes())
        for tables in (COMMUNITY, SHOP, CHAT, POINTERS, DOCUMENTS):
            connection.execute(tables.encode())


@contextmanager
def declared_tables(server: EmbeddedServer) -> Iterator[str]:
    """Yield the URL of a database with the helpers and the small tables, empty."""
    with copy_of(server, ensure_template(server, "template_declared", _make)) as url:
        yield url


def rows(connection: psycopg.Connection, query: str) -> list[tuple[object, ...]]:
    """Return all rows of a query."""
    return connection.execute(query.encode()).fetchall()


def wrong_counters(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    """Return the counters that differ from their recount."""
    return rows(connection, "select * from sys_repair_counters(true) where rows_wrong > 0")


def race(database: str, first: str, second: str) -> list[Exception]:
    """Run `first`, then `second` in another session, which waits for it; commit the first.

    Returns what the second raised, if anything. A second that does not wait is no error here:
    what it leaves behind shows it.
    """
    waiting = (
        "select from pg_stat_activity"
        " where wait_event_type = 'Lock' and datname = current_database()"
    )
    raised: list[Exception] = []

    def run_second() -> None:
        with connect(database, autocommit=True) as connection:
            try:
                connection.execute(second.encode())
            except psycopg.Error as error:
                raised.append(error)

    with ThreadPoolExecutor() as pool, connect(database) as connection:
        connection.execute(first.encode())
        running = pool.submit(run_second)
        with connect(database, autocommit=True) as observer:
            while not (running.done() or rows(observer, waiting)):
                observer.execute("select pg_sleep(0.01)")
        connection.commit()
        running.result(timeout=60)
    return raised
