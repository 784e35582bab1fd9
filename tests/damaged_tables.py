"""Small tables with every kind of constraint and declaration, their rows, and how to damage them.

What the declaration helpers make is in `declared_tables`; the rows here go into those, too.
"""

from typing import Any

Broken = dict[str, list[dict[str, Any]]]
"""Keys of the rows that break a rule, by its name."""

# What no declaration helper makes: constraints, in a table of their own.
WARES = """
create table wares (
    id integer primary key,
    code text,
    shelf text,
    serial integer,
    is_main boolean not null default false,
    grade text,
    stars integer,
    label text,
    note text,
    net integer,
    tax integer,
    gross integer generated always as (net + tax) stored,
    one integer,
    other integer,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint uq_wares_code_shelf unique (code, shelf),
    constraint uq_wares_serial unique (serial),
    constraint ck_wares_grade check (grade in ('a', 'b')),
    constraint ck_wares_stars check (stars between 1 and 5),
    constraint ck_wares_label check (char_length(label) <= 3),
    constraint ck_wares_note check (char_length(note) between 2 and 4),
    constraint ck_wares_net check (net > tax),
    constraint fk_wares_one_other foreign key (one, other) references friendships (one, other)
);
create unique index uq_wares_shelf_main on wares (shelf) where is_main;
create table loose (size integer, constraint ck_loose_size check (size > 0));
create table nothing (id integer primary key, ware_id integer not null references wares);
alter table nothing rename constraint nothing_ware_id_fkey to fk_nothing_ware_id;
"""
ROWS = """
insert into members values (1), (2), (3);
insert into friendships values (1, 2, 'accepted'), (3, 1, 'accepted'), (2, 3, 'open');
insert into posts (id, author_type, author_id)
values (1, 'member', 1), (2, 'firm', 9), (3, 'member', 2);
insert into posts (id, author_type, author_id, shared_post_id) values (4, 'member', 3, 1);
insert into outside_shares (post_id) values (1), (3), (null);
insert into likes values (1, 2), (1, 3), (3, 1);
insert into post_views values (1, 1), (1, 1), (3, 5);
delete from post_views where post_id = 3;
insert into products (id) values (1), (2);
insert into reviews values (1, 1, 5, true), (2, 1, 4, true), (3, 1, 1, false), (4, null, 3, true);
insert into documents (id, title, body)
values (1, 'one', 'text'), (2, 'two', 'text'), (3, null, '');
update documents set body = 'text 2' where id = 1;
update documents set body = 'text 3' where id = 1;
update documents set body = 'text 4' where id = 1;
update documents set is_deleted = true where id = 2;
insert into people values (1), (2);
insert into firms values (1);
insert into pages values (1, 'person', 1), (2, 'firm', 1);
insert into jobs values (1, 'person', 2), (2, null, null);
insert into wares
    (id, code, shelf, serial, is_main, grade, stars, label, note, net, tax, one, other)
values
    (1, 'x', 's', 1, true, 'a', 1, 'abc', 'ab', 3, 1, 1, 2),
    (2, 'x', 't', 2, true, 'b', 5, '', 'abcd', 9, 2, 3, null),
    (3, 'x', null, null, true, null, null, null, null, null, null, null, null),
    (4, 'x', null, null, false, null, null, null, null, null, 4, null, null),
    (5, 'y', 's', 5, false, null, null, null, null, null, null, null, 7);
insert into loose values (1), (1), (null);
"""


def ids(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": number} for number in numbers]


DAMAGE: dict[str, tuple[str, Broken]] = {
    "child_without_parent": (
        "insert into nothing values (1, 4), (2, 99)",
        {"fk_nothing_ware_id": ids(2)},
    ),
    "pair_without_its_pair": (
        "update wares set one = 2, other = 1 where id in (1, 2)",
        {"fk_wares_one_other": ids(1, 2)},
    ),
    "half_a_pair_refers_to_nothing": ("update wares set one = 99 where id = 2", {}),
    "child_of_a_table_without_key": (
        "insert into post_views values (77, 1)",
        {"post_views_post_id_fkey": [{}]},
    ),
    "dangling": (
        "update pages set owner_id = 9 where id = 1; update jobs set employer_id = 3 where id = 1",
        {
            "jobs_employer_id_points_at_a_row": ids(1),
            "page_totals_pages_is_exact": [{"owner_id": 1}],
            "pages_owner_id_points_at_a_row": ids(1),
        },
    ),
    "mistyped": (
        "update jobs set employer_type = 'firm'",
        {"jobs_employer_id_points_at_a_row": ids(1)},
    ),
    "of_a_type_that_does_not_exist": (
        "update posts set author_type = 'ghost' where id = 2",
        {"posts_author_id_points_at_a_row": ids(2)},
    ),
    "of_no_type": (
        "update posts set author_type = null where id = 2",
        {
            "posts_author_id_points_at_a_row": ids(2),
            "posts_required_columns_are_filled": ids(2),
        },
    ),
    "without_companion": (
        "delete from member_stats where member_id = 3",
        {"members_have_member_stats": ids(3)},
    ),
    "counter": (
        "update posts set likes = likes + 1, score = score + 1 where id = 4",
        {
            "member_stats_received_is_exact": [{"member_id": 3}],
            "posts_likes_is_exact": ids(4),
        },
    ),
    "counter_that_is_empty": (
        "update products set reviews = null where id = 2",
        {
            "products_required_columns_are_filled": ids(2),
            "products_reviews_is_exact": ids(2),
        },
    ),
    "counter_of_two_sources": (
        (
            "delete from outside_shares where post_id = 1;"
            "update friendships set status = 'open' where one = 3"
        ),
        {
            "member_stats_friends_is_exact": [{"member_id": 1}, {"member_id": 3}],
            "posts_shares_is_exact": ids(1),
        },
    ),
    "counter_through_a_join": (
        (
            "insert into orders values (1, 'new'), (2, 'cancelled');"
            "insert into order_items values (1, 2), (2, 1)"
        ),
        {"products_orders_is_exact": ids(2)},
    ),
    "average": (
        "update reviews set rating = 3 where id = 3",
        {"products_mean_rating_is_exact": ids(1)},
    ),
    "average_of_nothing": (
        "update products set mean_rating = 0, rating = 1 where id = 2",
        {"products_mean_rating_is_exact": ids(2), "products_rating_is_exact": ids(2)},
    ),
    "purged_rows_stay_counted": ("insert into post_views values (1, 1)", {}),
    "counter_below_what_was_not_purged": (
        "insert into post_views values (1, 1), (1, 1), (1, 50)",
        {"posts_views_is_exact": ids(1)},
    ),
    "same_key": (
        "update wares set serial = 1 where id = 2; update wares set shelf = 't' where id = 3",
        {
            "uq_wares_code_shelf": ids(2, 3),
            "uq_wares_serial": ids(1, 2),
            "uq_wares_shelf_main": ids(2, 3),
        },
    ),
    "half_a_key_is_no_key": (
        "update wares set code = null, shelf = 's' where id in (3, 5)",
        {"uq_wares_shelf_main": ids(1, 3)},
    ),
    "outside_of_a_partial_key": (
        (
            "insert into wares (id, shelf, is_main, created_at, updated_at)"
            " select 6, shelf, false, created_at, updated_at from wares where id = 1"
        ),
        {},
    ),
    "empty": (
        "update wares set is_main = null, created_at = null where id = 5",
        {"wares_required_columns_are_filled": ids(5)},
    ),
    "not_allowed": ("update wares set grade = 'c' where id = 1", {"ck_wares_grade": ids(1)}),
    "out_of_range": (
        "update wares set stars = id * 6 - 6 where id < 3",
        {"ck_wares_stars": ids(1, 2)},
    ),
    "too_long_too_short": (
        (
            "update wares set label = 'abcd', note = 'a' where id = 1;"
            "update wares set note = 'abcde' where id = 2"
        ),
        {"ck_wares_label": ids(1), "ck_wares_note": ids(1, 2)},
    ),
    "check": ("update wares set tax = 3, gross = 6 where id = 1", {"ck_wares_net": ids(1)}),
    "check_of_a_table_without_key": (
        "insert into loose values (-1), (1), (-1), (null)",
        {"ck_loose_size": [{}, {}]},
    ),
    "generated": (
        "update wares set gross = 5 where id in (1, 4)",
        {"wares_gross_is_as_generated": ids(1, 4)},
    ),
    "trash_without_a_time": (
        "update documents set deleted_at = null where id = 2",
        {"ck_documents_trash": ids(2), "documents_trash_agrees": ids(2)},
    ),
    "trash_that_is_none": (
        "update documents set deletion_reason = 'why not' where id = 1",
        {"ck_documents_trash": ids(1), "documents_trash_agrees": ids(1)},
    ),
    "trash_kept_too_long": (
        "update documents set purge_at = purge_at + interval '1 day' where id = 2",
        {"documents_trash_agrees": ids(2)},
    ),
    "trash_past_its_time": (
        (
            "update documents set deleted_at = deleted_at - interval '10 days',"
            " purge_at = purge_at - interval '10 days' where id = 2"
        ),
        {"documents_trash_is_emptied": ids(2)},
    ),
    "gap_in_a_history": (
        "delete from document_versions where document_id = 1 and version = 3",
        {"documents_history_is_complete": ids(1)},
    ),
    "no_history": (
        "delete from document_versions where document_id = 3",
        {"documents_history_is_complete": ids(3)},
    ),
    "history_without_its_newest": (
        "delete from document_versions where document_id = 1 and version = 4",
        {"documents_history_is_complete": ids(1)},
    ),
    "history_without_its_document": (
        "delete from documents where id = 3",
        {"document_versions_document_id_fkey": [{"document_id": 3, "version": 1}]},
    ),
    "another_text_than_its_version": (
        "update documents set title = null where id in (1, 3)",
        {"documents_newest_version_is_current": ids(1)},
    ),
    "moments": (
        (
            "update wares set created_at = created_at + interval '1 day' where id = 1;"
            "update wares set created_at = updated_at + interval '1 second' where id = 2"
        ),
        {
            "wares_moments_are_past": ids(1),
            "wares_updates_follow_creation": ids(1, 2),
        },
    ),
}

TOGETHER = (
    "pair_without_its_pair",
    "counter",
    "same_key",
    "empty",
    "not_allowed",
    "out_of_range",
    "too_long_too_short",
    "trash_without_a_time",
    "gap_in_a_history",
)
