"""How long results of checks stay in `quality.results`: the policy, and what applies it.

Thinning loses no flip: the results on both sides of a change of status stay, whatever day it is.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb


@dataclass(frozen=True, slots=True)
class Stay:
    """How long results of one status stay.

    Attributes:
        whole_days: For so many days every result.
        daily_days: Until then the last of each India day, and those around a flip.
    """

    whole_days: int
    daily_days: int


POLICY: Mapping[str, Stay] = {
    "passed": Stay(whole_days=7, daily_days=400),
    "skipped": Stay(whole_days=7, daily_days=90),
    "failed": Stay(whole_days=90, daily_days=800),
    "errored": Stay(whole_days=90, daily_days=800),
}
"""By status. Fails are few and are what people look for; a year of passes shows a season."""

# The first bound is minus infinity, which Python has no time for: it stays text.
DUE = """
with policy as (
    select
        status,
        date_trunc('day', now() at time zone 'Asia/Kolkata') at time zone 'Asia/Kolkata'
            - make_interval(days => (stay ->> 'whole_days')::integer) as thin_to
    from jsonb_each(%(policy)s) as policy (status, stay)
)

select policy.status, coalesce(thinned.thinned_to, '-infinity')::text as thinned_to, thin_to
from policy
left join quality.thinned using (status)
where thinned.thinned_to is null or thinned.thinned_to < policy.thin_to
"""
# Results of a day around are looked at too: they tell whether one of these is beside a flip.
THIN = """
with in_order as (
    select
        run_id, check_name, status, checked_at,
        lag(status) over by_check as status_before,
        lead(status) over by_check as status_after,
        lead((checked_at at time zone 'Asia/Kolkata')::date) over by_check as next_day
    from quality.results
    where
        checked_at >= %(thinned_to)s::timestamptz - interval '1 day'
        and checked_at < %(thin_to)s::timestamptz + interval '1 day'
    window by_check as (partition by tool, check_name order by checked_at)
)

delete from quality.results
using in_order
where
    results.run_id = in_order.run_id
    and results.check_name = in_order.check_name
    and in_order.status = %(status)s
    and in_order.checked_at >= %(thinned_to)s and in_order.checked_at < %(thin_to)s
    and in_order.status_before = in_order.status
    and in_order.status_after = in_order.status
    and in_order.next_day = (in_order.checked_at at time zone 'Asia/Kolkata')::date
"""
KEEP_THINNED = """
insert into quality.thinned (status, thinned_to) values (%(status)s, %(thin_to)s)
on conflict (status) do update set thinned_to = excluded.thinned_to
"""
FORGET = """
delete from quality.results
using jsonb_each(%(policy)s) as policy (status, stay)
where
    results.status = policy.status
    and results.checked_at < now() - make_interval(days => (stay ->> 'daily_days')::integer)
"""


def apply_retention(connection: psycopg.Connection) -> int:
    """Thin results by the policy and forget the oldest; return how many went.

    Costs a look at four rows unless a day has passed since the last time.
    """
    policy = {"policy": Jsonb({status: asdict(stay) for status, stay in POLICY.items()})}
    gone = 0
    with connection.cursor(row_factory=dict_row) as cursor:
        due = cursor.execute(DUE, policy).fetchall()
        for each in due:
            gone += cursor.execute(THIN, each).rowcount
            cursor.execute(KEEP_THINNED, each)
        return gone + (cursor.execute(FORGET, policy).rowcount if due else 0)
