"""Rules about core that no declaration of the schema says, written by hand.

Figures that one table keeps of another by code of the application, and formats that it keeps. A
rule that SQL can declare belongs into the schema, where it becomes a check by itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from expectations.beside import Grouped, Join, touched_by
from expectations.core_parts import AT_SOURCE, Declared
from expectations.rules import EachRow, Rule

ASK = "Ask the person, or mend it at the source; the next replication brings that."


def business_rules(table: Declared) -> Iterator[Rule]:
    """Yield the hand-written rules about a table."""
    for rule in WRITTEN.get(table.name, ()):
        yield rule(table)


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
        EachRow("this.subtotal = coalesce(items.subtotal, 0)", (items,)),
        description="The subtotal of an order is the sum of its items, nothing without any.",
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


def _emails_of_profiles(table: Declared) -> Rule:
    return table.rule(
        "profiles_email_is_an_address",
        "format",
        EachRow(r"email is null or email ~ '^[^@\s]+@[^@\s]+[.][^@\s.]{2,}$'"),
        description="The e-mail of a profile is written as an address.",
        origin="written by hand",
        severity="warning",
        remedy=ASK,
    )


def _phones_of_profiles(table: Declared) -> Rule:
    return table.rule(
        "profiles_phone_is_a_number",
        "format",
        EachRow(
            "phone is null or phone ~ '^[+]?[0-9][0-9 .()-]*$'"
            " and char_length(regexp_replace(phone, '[^0-9]', '', 'g')) between 7 and 15"
        ),
        description="The phone number of a profile is written as one, with 7 to 15 digits.",
        origin="written by hand",
        severity="warning",
        remedy=ASK,
    )


def _strengths(table: Declared) -> Rule:
    score = Join(
        "scored",
        "core.usr_completeness_checks",
        "scored.profile_id = this.id",
        touched=(touched_by("usr_completeness_checks", "select profile_id from changed"),),
    )
    return table.rule(
        "profiles_strength_is_the_score_of_its_checks",
        "sum",
        EachRow(
            "scored.profile_id is null or this.profile_strength = scored.completeness_score",
            (score,),
        ),
        description="The strength of a profile is the score of what is complete in it.",
        origin="written by hand",
        severity="warning",
        remedy="Refresh it at the source: `select refresh_profile_strength()`.",
        shows=("profile_strength",),
        computed={"completeness_score": "scored.completeness_score"},
    )


WRITTEN: Mapping[str, Sequence[Callable[[Declared], Rule]]] = {
    "profiles": (_emails_of_profiles, _phones_of_profiles, _strengths),
    "prd_orders": (_orders,),
    "eml_queue": (_emails,),
    "msg_conversations": (_conversations,),
    "soc_posts": (_polls,),
}
