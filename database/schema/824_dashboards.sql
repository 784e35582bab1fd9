-- Figures of an event for its organizers, and of a business for its owner.

create function get_event_dashboard(of_event uuid)
returns table (
    event_id uuid, registrations_count bigint, registrations_by_status jsonb, confirmed_count bigint,
    checked_in_count bigint, attendance_rate_pct numeric, revenue numeric, ticket_revenue numeric,
    tickets_sold_count bigint, feedback_count bigint, mean_overall_rating numeric, mean_content_rating numeric,
    mean_speakers_rating numeric, mean_organization_rating numeric, mean_venue_rating numeric,
    would_recommend_pct numeric, would_attend_again_pct numeric
)
language sql stable
as $$
    -- Each part is summed by itself: joined, tickets would multiply registrations and feedback both.
    select
        evt_events.id,
        registrations.rows_found,
        registrations.by_status,
        registrations.confirmed,
        registrations.checked_in,
        round(100.0 * registrations.checked_in / nullif(registrations.confirmed, 0), 1),
        registrations.revenue,
        tickets.revenue,
        tickets.sold,
        feedback.rows_found,
        feedback.overall,
        feedback.content,
        feedback.speakers,
        feedback.organization,
        feedback.venue,
        feedback.recommend,
        feedback.return
    from evt_events
    cross join lateral (
        select
            coalesce(sum(registered), 0)::bigint as rows_found,
            coalesce(jsonb_object_agg(status, registered), '{}') as by_status,
            coalesce(sum(has_place), 0)::bigint as confirmed,
            coalesce(sum(came), 0)::bigint as checked_in,
            coalesce(sum(paid), 0) as revenue
        from (
            select
                status,
                count(*) as registered,
                count(*) filter (where is_there or status in ('confirmed', 'no_show')) as has_place,
                count(*) filter (where is_there) as came,
                sum(amount_paid) filter (where payment_status <> 'refunded') as paid
            from evt_registrations
            cross join lateral (
                select evt_registrations.checked_in
                    or evt_registrations.status in ('checked_in', 'attended')
                    or exists (select from evt_checkins where registration_id = evt_registrations.id) as is_there
            ) as presence
            where evt_registrations.event_id = of_event
            group by status
        ) as of_status
    ) as registrations
    cross join lateral (
        select
            coalesce(sum(price * quantity_sold), 0) as revenue,
            coalesce(sum(quantity_sold), 0)::bigint as sold
        from evt_ticket_types
        where evt_ticket_types.event_id = of_event
    ) as tickets
    cross join lateral (
        select
            count(*) as rows_found,
            round(avg(overall_rating), 1) as overall,
            round(avg(content_rating), 1) as content,
            round(avg(speakers_rating), 1) as speakers,
            round(avg(organization_rating), 1) as organization,
            round(avg(venue_rating), 1) as venue,
            round(100 * avg(would_recommend::integer), 1) as recommend,
            round(100 * avg(would_attend_again::integer), 1) as return
        from evt_feedback
        where evt_feedback.event_id = of_event
    ) as feedback
    where evt_events.id = of_event
$$;

comment on function get_event_dashboard is
'Registrations of an event by status, money, attendance and feedback. confirmed_count: who has or had a place (came, '
'confirmed, did not come); attendance_rate_pct: share of them who came. revenue: what was paid and not paid back; '
'ticket_revenue: price times sold. Means, of scores from 1 to 5, and shares are of those who answered; null when '
'nobody did. No row for an event that is not there.';

create function get_business_stats(of_business uuid)
returns table (
    business_id uuid, published_products_count bigint, approved_reviews_count integer, mean_product_rating numeric,
    active_jobs_count integer, followers_count integer, team_members_count integer
)
language sql stable
as $$
    select
        stats.business_id,
        (select count(*) from prd_products where seller_id = of_business and status = 'published'),
        stats.product_reviews_count,
        stats.average_product_rating,
        stats.active_jobs_count,
        stats.followers_count,
        stats.team_members_count
    from biz_stats as stats
    where stats.business_id = of_business
$$;

comment on function get_business_stats is
'Published products, approved reviews and their mean rating (one decimal, null without reviews), open jobs, followers '
'and active team of a business. No row for a business that is not there.';
