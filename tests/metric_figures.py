"""What each metric must say, as SQL that a person would write: on `core` where that is short.

One entry a metric: what to group it by, coarser than the table it is made from, and the query that
gives the same groups and the figure last. `tests.metrics` asks the metric itself.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A metric, how to group it, and plain SQL that must give the same."""

    metric: str
    group_by: tuple[str, ...]
    query: str


MONTH = ("metric_time__month",)
YEAR = ("metric_time__year",)


def _last_of_month(column: str) -> str:
    return f"""
        select distinct on (1) date_trunc('month', metric_date)::date, {column}
        from ana.ana_platform_metrics order by 1, metric_date desc"""


def _sum_of_year(column: str) -> str:
    return f"""
        select date_trunc('year', metric_date)::date, sum({column})
        from ana.ana_platform_metrics group by 1"""


def _of_cohorts(figure: str, condition: str = "true") -> str:
    return f"""
        select date_trunc('month', cohort_week_date)::date, {figure}
        from ana.ana_retention_cohorts where {condition} group by 1"""


def _of_things(figure: str) -> str:
    return f"""
        select date_trunc('year', metric_date)::date, entity_type, {figure}
        from ana.ana_engagement_metrics group by 1, 2"""


def _of_emails(figure: str) -> str:
    return f"select template_category, {figure} from ana.ana_email_performance group by 1"


def _of_queues(figure: str) -> str:
    return f"select queue, {figure} from ana.ana_queue_health group by 1"


def _of_reports(figure: str) -> str:
    return f"""
        select content_type, {figure}
        from (
            select
                content_type, reviewed_at,
                case when reviewed_at > created_at
                    then extract(epoch from reviewed_at - created_at) / 3600
                    when reviewed_at is not null then 0 end as hours
            from intermediate.int_reports_unioned
        ) as reports
        group by 1"""


ENGAGEMENTS = "sum(likes_count) + sum(comments_count) + sum(shares_count)"
THINGS_OF_YEAR = ("metric_time__year", "thing_day__entity_type")

COMMUNITY_FIGURES = [
    Figure("daily_active_members", MONTH, _last_of_month("daily_active_members_count")),
    Figure("weekly_active_members", MONTH, _last_of_month("weekly_active_members_count")),
    Figure("monthly_active_members", MONTH, _last_of_month("monthly_active_members_count")),
    Figure(
        "stickiness_pct",
        MONTH,
        """
        select date_trunc('month', metric_date)::date, avg(stickiness_pct)
        from ana.ana_platform_metrics group by 1""",
    ),
    Figure(
        "new_members",
        YEAR,
        """
        select date_trunc('year', created_at at time zone 'Asia/Kolkata')::date, count(*)
        from core.profiles group by 1""",
    ),
    Figure(
        "new_members_30_days",
        ("metric_time__day",),
        """
        select metric_date, (
            select count(*) from core.profiles
            where (created_at at time zone 'Asia/Kolkata')::date
                between metric_date - 29 and metric_date
        )
        from ana.ana_platform_metrics""",
    ),
    Figure(
        "total_members",
        MONTH,
        """
        select date_trunc('month', metric_date)::date, (
            select count(*) from core.profiles
            where (created_at at time zone 'Asia/Kolkata')::date <= max(metric_date)
        )
        from ana.ana_platform_metrics group by 1""",
    ),
    Figure("new_posts", YEAR, _sum_of_year("new_posts_count")),
    Figure("new_comments", YEAR, _sum_of_year("new_comments_count")),
    Figure("new_likes", YEAR, _sum_of_year("new_likes_count")),
    Figure("member_weeks", MONTH, _of_cohorts("sum(members_count)")),
    Figure("active_member_weeks", MONTH, _of_cohorts("sum(active_members_count)")),
    Figure(
        "week_4_retention_pct",
        MONTH,
        _of_cohorts(
            "100.0 * sum(active_members_count) / sum(members_count)",
            "weeks_since_joining = 4 and is_week_over",
        ),
    ),
    Figure("content_views", THINGS_OF_YEAR, _of_things("sum(views_count)")),
    Figure("content_engagements", THINGS_OF_YEAR, _of_things(ENGAGEMENTS)),
    Figure(
        "engagement_per_100_views",
        THINGS_OF_YEAR,
        _of_things(f"100.0 * ({ENGAGEMENTS}) / nullif(sum(views_count), 0)"),
    ),
    Figure(
        "time_to_fill_days",
        ("job_posting__job_type",),
        """
        select job_type, percentile_cont(0.5) within group (order by time_to_fill_days)
        from ana.ana_job_funnel group by 1""",
    ),
    Figure(
        "event_revenue_inr",
        YEAR,
        """
        select date_trunc('year', events.start_at at time zone 'Asia/Kolkata')::date,
            sum(revenues.revenue)
        from ana.ana_event_performance as events
        left join intermediate.int_event_revenue as revenues
            on events.event_id = revenues.event_id and revenues.currency = 'INR'
        group by 1""",
    ),
    Figure(
        "emails_delivered",
        ("email_performance__template_category",),
        _of_emails("sum(delivered_count)"),
    ),
    Figure(
        "emails_opened",
        ("email_performance__template_category",),
        _of_emails("sum(opened_count)"),
    ),
    Figure(
        "email_open_pct",
        ("email_performance__template_category",),
        _of_emails("100.0 * sum(opened_count) / nullif(sum(delivered_count), 0)"),
    ),
    Figure("queue_jobs_left", ("queue_hour__queue",), _of_queues("sum(sent_count + failed_count)")),
    Figure("queue_jobs_failed", ("queue_hour__queue",), _of_queues("sum(failed_count)")),
    Figure(
        "queue_failure_pct",
        ("queue_hour__queue",),
        _of_queues("100.0 * sum(failed_count) / nullif(sum(sent_count + failed_count), 0)"),
    ),
    Figure("reviewed_reports", ("report_week__content_type",), _of_reports("count(reviewed_at)")),
    Figure("review_hours", ("report_week__content_type",), _of_reports("coalesce(sum(hours), 0)")),
    Figure("mean_review_hours", ("report_week__content_type",), _of_reports("avg(hours)")),
]

PRICE_FIGURES = [
    Figure(
        f"{basis}_price_inr_per_100_eggs",
        ("metric_time__year", "zone_day__zone_name"),
        f"""
        select date_trunc('year', days.price_date)::date, zones.zone_name,
            avg(prices.{basis}_price_inr_per_100_eggs)
        from ana.ana_necc_daily_prices as days
        inner join staging.stg_nec_zones as zones on days.zone_id = zones.zone_id
        left join staging.stg_nec_prices as prices
            on days.zone_id = prices.zone_id and days.price_date = prices.price_date
        group by 1, 2""",
    )
    for basis in ("suggested", "prevailing")
]
