"""Which violations can be planted: one kind for every invariant of the operational tables.

Each damages one row by a statement; which row follows from the data alone. How they are planted
and written down is `faults`.
"""

from dataclasses import dataclass

NOWHERE = "'00000000-0000-5000-8000-000000000000'"
SPARE = "'00000000-0000-5000-8000-00000000000{}'"


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A violation that can be planted. Key: kind, table.

    Attributes:
        kind: Which invariant is broken.
        table: Where the damaged row is.
        what: What is wrong with it, in words.
        change: The statement, without its returning clause.
        key: Columns that name the row.
        relax: What lets it in: clauses of `alter table`, or `drop index ...`.
        is_of_counter: Whether a counter is damaged; those are planted after a recount.
    """

    kind: str
    table: str
    what: str
    change: str
    key: tuple[str, ...] = ("id",)
    relax: str | None = None
    is_of_counter: bool = False


def _one(table: str, where: str = "true", *, skip: int = 0, key: str = "id") -> str:
    """Return a condition that holds for one row: the first by its key, or the one so many on."""
    return (
        f" where ({key}) = (select {key} from {table} where {where}"  # noqa: S608
        f" order by {key} offset {skip} limit 1)"
    )


def _damage(
    kind: str,
    table: str,
    what: str,
    assignments: str,
    *,
    where: str = "true",
    skip: int = 0,
    relax: str | None = None,
) -> FaultKind:
    change = f"update {table} set {assignments}{_one(table, where, skip=skip)}"  # noqa: S608
    return FaultKind(kind, table, what, change, relax=relax)


def _miscount(
    table: str, column: str, amount: int, *, key: str = "id", least: int = 0, skip: int = 0
) -> FaultKind:
    return FaultKind(
        "wrong counter",
        table,
        f"{column} is off by {amount}",
        f"update {table} set {column} = {column} + {amount}"  # noqa: S608
        # Far from the steps that other figures follow.
        + _one(table, f"{column} > {least}", skip=skip, key=key),
        key=(key,),
        is_of_counter=True,
    )


ORPHANS = (
    FaultKind(
        "orphan",
        "soc_post_likes",
        "post_id names no post",
        f"insert into soc_post_likes (id, post_id, profile_id, created_at) select {SPARE.format(1)},"  # noqa: S608
        f" {NOWHERE}, profile_id, created_at from soc_post_likes{_one('soc_post_likes')}",
    ),
    _damage("orphan", "soc_post_comments", "profile_id names nobody", f"profile_id = {NOWHERE}"),
    _damage(
        "orphan", "evt_registrations", "event_id names no event",
        f"event_id = {NOWHERE}, ticket_type_id = null", where="not checked_in",
    ),
    _damage("orphan", "msg_messages", "sender_id names nobody", f"sender_id = {NOWHERE}"),
    _damage("dangling reference", "soc_posts", "author_id names nobody", f"author_id = {NOWHERE}"),
    _damage(
        "dangling reference", "ana_entity_views", "entity_id names nothing", f"entity_id = {NOWHERE}"
    ),
    _damage(
        "mistyped reference", "soc_follows", "following_type is not the type of following_id",
        "following_type = 'organization'", where="following_type = 'business'",
    ),
    _damage(
        "reference across parents", "soc_post_comments", "answers a comment on another post",
        "parent_comment_id = (select id from soc_post_comments as other"
        " where other.post_id <> soc_post_comments.post_id order by id limit 1)", skip=3,
    ),
    _damage(
        "reference across parents", "evt_registrations", "has a ticket of another event",
        "ticket_type_id = (select id from evt_ticket_types as other"
        " where other.event_id <> evt_registrations.event_id order by id limit 1)",
        where="ticket_type_id is not null", skip=2,
    ),
    FaultKind(
        "missing companion", "usr_stats", "the profile has no totals",
        "delete from usr_stats" + _one("usr_stats", key="profile_id"), key=("profile_id",),
    ),
)  # fmt: skip

DUPLICATES = (
    FaultKind(
        "duplicate pair",
        "soc_post_likes",
        "likes a post twice",
        f"insert into soc_post_likes (id, post_id, profile_id, created_at) select {SPARE.format(2)},"  # noqa: S608
        f" post_id, profile_id, created_at from soc_post_likes{_one('soc_post_likes', skip=5)}",
        relax="drop constraint uq_soc_post_likes_post_id_profile_id",
    ),
    FaultKind(
        "duplicate pair",
        "soc_connections",
        "the pair is there in the other order too",
        "insert into soc_connections (id, profile_id_1, profile_id_2, requested_by, status)"  # noqa: S608
        f" select {SPARE.format(3)}, profile_id_2, profile_id_1, requested_by, status"
        f" from soc_connections{_one('soc_connections')}",
        relax="drop constraint ck_soc_connections_lower_id_first",
    ),
    _damage(
        "duplicate value", "profiles", "has the slug of another profile",
        "profile_slug = (select profile_slug from profiles order by id offset 2 limit 1)", skip=1,
        relax="drop constraint uq_profiles_profile_slug",
    ),
    _damage(
        "two primary rows", "usr_profile_roles", "the person has two primary roles",
        "is_primary = true", where="not is_primary", relax="drop index uq_usr_profile_roles_profile_id",
    ),
)  # fmt: skip

VALUES = (
    _damage(
        "required value missing", "profiles", "location_state is empty", "location_state = null",
        skip=3, relax="alter column location_state drop not null",
    ),
    _damage(
        "disallowed value", "job_postings", "status is no status", "status = 'paused'", skip=1,
        relax="drop constraint ck_job_postings_status",
    ),
    _damage(
        "disallowed value", "soc_posts", "visibility is no visibility", "visibility = 'friends'",
        skip=1, relax="drop constraint ck_soc_posts_visibility",
    ),
    _damage(
        "value out of range", "evt_feedback", "overall_rating is 9", "overall_rating = 9",
        relax="drop constraint ck_evt_feedback_overall_rating",
    ),
    _damage(
        "value out of range", "nec_prices", "the price is ten times what it was",
        "suggested_price = suggested_price * 10", where="suggested_price > 100",
        relax="drop constraint ck_nec_prices_suggested_price",
    ),
    _damage(
        "text too long", "soc_post_comments", "content has 1001 characters",
        "content = repeat('x', 1001)", skip=5,
        relax="drop constraint ck_soc_post_comments_content_length",
    ),
    _damage("malformed value", "profiles", "email is no address", "email = 'nobody'", skip=4),
    _damage("malformed value", "profiles", "phone is no number", "phone = '12 34'", skip=5),
    _damage(
        "self reference", "soc_follows", "follows itself",
        "following_type = follower_type, following_id = follower_id", skip=7,
        where="following_type = 'individual'", relax="drop constraint ck_soc_follows_not_self",
    ),
    FaultKind(
        "self reference",
        "soc_connections",
        "is connected with itself",
        "insert into soc_connections (id, profile_id_1, profile_id_2, requested_by, status)"  # noqa: S608
        f" select {SPARE.format(4)}, id, id, id, 'accepted' from profiles{_one('profiles', skip=6)}",
        relax="drop constraint if exists ck_soc_connections_lower_id_first",
    ),
)  # fmt: skip

STATES = (
    _damage(
        "trash state", "soc_posts", "is deleted at no time", "is_deleted = true, deleted_at = null",
        where="not is_deleted", skip=2, relax="drop constraint ck_soc_posts_trash",
    ),
    _damage(
        "trash state", "soc_post_comments", "is not deleted and has a time of deletion",
        "deleted_at = created_at", where="not is_deleted", skip=6,
        relax="drop constraint ck_soc_post_comments_trash",
    ),
    _damage(
        "trash state", "evt_events", "is purged after 90 days",
        "is_deleted = true, deleted_at = updated_at, purge_at = updated_at + interval '90 days'",
        where="not is_deleted",
    ),
    FaultKind(
        "version gap", "soc_post_versions", "the version before the newest is missing",
        "delete from soc_post_versions"
        + _one("soc_post_versions", "version = 2 and post_id in (select id from soc_posts"
               " where current_version = 3)", key="post_id, version"),
        key=("post_id", "version"),
    ),
    _damage(
        "version differs", "job_postings", "the title is not that of the newest version",
        "title = title || ' (urgent)'", skip=2,
    ),
    _damage(
        "state contradicts times", "evt_registrations", "came and is not checked in",
        "checked_in = false", where="checked_in_at is not null", skip=1,
        relax="drop constraint ck_evt_registrations_checked_in",
    ),
    _damage(
        "attempts exceed limit", "ntf_queue", "was tried five times of three", "attempts = 5",
        relax="drop constraint ck_ntf_queue_attempts",
    ),
)  # fmt: skip

TIMES = (
    _damage(
        "time in the future", "soc_post_comments", "created_at is next year",
        "created_at = now() + interval '1 year', updated_at = now() + interval '1 year'", skip=8,
    ),
    _damage(
        "updated before created", "biz_profiles", "updated_at is before created_at",
        "updated_at = created_at - interval '1 day'",
    ),
    _damage(
        "ends before start", "usr_experiences", "the job ends before it begins",
        "end_date = start_date - 1", where="end_date is not null",
        relax="drop constraint ck_usr_experiences_end_date",
    ),
    _damage(
        "answered before asked", "soc_connections", "responded_at is before requested_at",
        "responded_at = requested_at - interval '1 hour'", where="responded_at is not null", skip=9,
        relax="drop constraint ck_soc_connections_responded_at",
    ),
)  # fmt: skip

SUMS = (
    _damage(
        "total mismatch", "prd_orders", "total is not subtotal, tax and shipping",
        "total = total + 100", relax="drop constraint ck_prd_orders_total",
    ),
    _damage(
        "total mismatch", "prd_orders", "subtotal is not the sum of the items",
        "subtotal = subtotal + 50, total = total + 50", skip=1,
    ),
)  # fmt: skip

COUNTERS = (
    _miscount("soc_posts", "likes_count", 7),
    _miscount("usr_stats", "connections_count", -2, key="profile_id", least=12),
    _miscount("biz_profiles", "views_count", -1),
    _miscount("org_profiles", "members_count", 5),
    FaultKind(
        "wrong counter", "soc_post_comments", "likes_count is negative",
        "update soc_post_comments set likes_count = -1" + _one("soc_post_comments", skip=12),
        relax="drop constraint ck_soc_post_comments_counts", is_of_counter=True,
    ),
    FaultKind(
        "wrong figure", "profiles", "profile_strength is not what the profile has",
        "update profiles set profile_strength = 100 - profile_strength"
        + _one("profiles", "profile_strength <> 50", skip=8), is_of_counter=True,
    ),
)  # fmt: skip

FAULT_KINDS = (*ORPHANS, *DUPLICATES, *VALUES, *STATES, *TIMES, *SUMS, *COUNTERS)
