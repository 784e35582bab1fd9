"""Rules about core that no declaration of the schema says, written by hand.

Figures that one table keeps of another by code of the application, and rows that must come in
pairs. A rule that SQL can declare belongs into the schema, where it becomes a check by itself.
"""

from collections.abc import Iterator, Mapping

from expectations.beside import Grouped, Join, touched_by
from expectations.core_parts import AT_SOURCE, Declared
from expectations.rules import EachRow, Rule

RECORD = "profile_id"
COMPANIONS: Mapping[str, Mapping[str, str]] = {
    "profiles": dict.fromkeys(
        ("usr_completeness_checks", "usr_preferences", "usr_privacy_settings", "usr_stats"), RECORD
    ),
    "biz_profiles": {"biz_stats": "business_id"},
    "org_profiles": {"org_stats": "organization_id"},
}
"""Tables of which every row has one in others: the companion's key, by parent and companion."""


def business_rules(table: Declared) -> Iterator[Rule]:
    """Yield the hand-written rules about a table."""
    for companion, key in COMPANIONS.get(table.name, {}).items():
        yield _companion(table, companion, key)
    if table.name in SUMS:
        yield SUMS[table.name](table)


def _companion(table: Declared, companion: str, key: str) -> Rule:
    join = Join(
        companion,
        f"core.{companion}",
        f"{companion}.{key} = this.{table.key[0]}",
        touched=(touched_by(companion, f"select {key} from changed"),),  # noqa: S608
    )
    return table.rule(
        f"{table.name}_have_{companion}",
        "companion",
        EachRow(f"{companion}.{key} is not null", (join,)),
        description=f"Every row of `{table.name}` has one of `{companion}`.",
        origin=f"a trigger of {table.name} makes it",
        remedy=f"Make the missing rows of `{companion}` at the source; the next replication brings"
        " them.",
    )


def _orders(table: Declared) -> Rule:
    items = Grouped(
        "items",
        "sum(subtotal) as subtotal",
        "core.prd_order_items",
        keys=("order_id",),
        of=("id",),
        touched=(touched_by("prd_order_items", "select order_id from changed"),),
    )
    return table.rule(
        "prd_orders_subtotal_is_the_sum_of_its_items",
        "sum",
        EachRow("items.order_id is null or this.subtotal = items.subtotal", (items,)),
        description="The subtotal of an order is the sum of its items.",
        origin="written by hand",
        severity="warning",
        shows=("subtotal",),
        computed={"items": "items.subtotal"},
    )


def _emails(table: Declared) -> Rule:
    events = Grouped(
        "events",
        "min(created_at) filter (where event_type in ('opened', 'clicked')) as opened_at,"
        " min(created_at) filter (where event_type = 'clicked') as clicked_at",
        "core.eml_events",
        keys=("email_queue_id",),
        of=("id",),
        touched=(touched_by("eml_events", "select email_queue_id from changed"),),
    )
    return table.rule(
        "eml_queue_opened_and_clicked_are_the_first_events",
        "sum",
        EachRow(
            "(this.opened_at, this.clicked_at) is not distinct from"
            " (events.opened_at, events.clicked_at)",
            (events,),
        ),
        description="An e-mail was opened and clicked when its first such events say.",
        origin="written by hand",
        severity="warning",
        shows=("opened_at", "clicked_at"),
        computed={"first_opened": "events.opened_at", "first_clicked": "events.clicked_at"},
    )


def _conversations(table: Declared) -> Rule:
    newest = Grouped(
        "newest",
        "max(created_at) as last_message_at",
        "core.msg_messages",
        keys=("conversation_id",),
        of=("id",),
        touched=(touched_by("msg_messages", "select conversation_id from changed"),),
    )
    return table.rule(
        "msg_conversations_last_message_is_the_newest",
        "sum",
        EachRow("this.last_message_at is not distinct from newest.last_message_at", (newest,)),
        description="A conversation's last message is its newest.",
        origin="written by hand",
        severity="warning",
        remedy=AT_SOURCE,
        shows=("last_message_at",),
        computed={"newest_message": "newest.last_message_at"},
    )


def _polls(table: Declared) -> Rule:
    votes = (
        "(select coalesce(sum((option ->> 'votes')::integer), 0)"
        " from jsonb_array_elements(this.poll_options) as option)"
    )
    is_poll = "jsonb_typeof(this.poll_options) = 'array'"
    return table.rule(
        "soc_posts_poll_options_have_the_votes_cast",
        "sum",
        EachRow(f"case when {is_poll} then {votes} = this.poll_votes_count else true end"),
        description="The options of a poll have as many votes as were cast.",
        origin="written by hand",
        severity="warning",
        shows=("poll_votes_count",),
        computed={"votes": f"case when {is_poll} then {votes} end"},
    )


SUMS = {
    "prd_orders": _orders,
    "eml_queue": _emails,
    "msg_conversations": _conversations,
    "soc_posts": _polls,
}
