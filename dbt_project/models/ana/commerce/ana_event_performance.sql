{%- set statuses = ['pending', 'confirmed', 'waitlist', 'cancelled', 'checked_in', 'attended', 'no_show'] -%}
{%- set ratings = ['overall', 'content', 'speakers', 'organization', 'venue'] -%}

with

events as (

    select
        event_id,
        organizer_type,
        organizer_id,
        event_type_id,
        location_type,
        status,
        start_date as start_at,
        end_date as end_at,
        {{ currency_of(['currency']) }} as currency
    from {{ ref('stg_evt_events') }}

),

{# Registrations, tickets and feedback are children of an event that know nothing of each other. #}
event_registrations as (

    select
        event_id,
        count(*)::integer as registrations_count,
        {%- for status in statuses %}
        count(*) filter (where status = '{{ status }}')::integer as registrations_{{ status }}_count,
        {%- endfor %}
        count(*) filter (where rsvp_status = 'going' and status <> 'cancelled')::integer as attendees_count,
        count(*) filter (where rsvp_status = 'interested')::integer as interested_count,
        count(*) filter (where has_place)::integer as confirmed_count,
        count(*) filter (where has_come)::integer as checked_in_count
    from {{ ref('int_event_registrations') }}
    group by event_id

),

event_revenue as (

    select
        events.event_id,
        {{ sum_in_currency('money.revenue', 'money.currency', 'events.currency') }} as revenue,
        {{ sum_in_currency('money.ticket_revenue', 'money.currency', 'events.currency') }} as ticket_revenue,
        {{ other_currencies('money.revenue', 'money.currency', 'events.currency') }} as other_revenue,
        {{ other_currencies('money.ticket_revenue', 'money.currency', 'events.currency') }} as other_ticket_revenue,
        sum(money.tickets_sold_count)::integer as tickets_sold_count
    from events
    inner join {{ ref('int_event_revenue') }} as money on events.event_id = money.event_id
    group by events.event_id

),

event_feedback as (

    select
        event_id,
        count(*)::integer as feedback_count,
        {%- for rating in ratings %}
        round(avg({{ rating }}_rating), 1)::numeric(3, 1) as mean_{{ rating }}_rating,
        {%- endfor %}
        round(100 * avg(would_recommend::integer), 1)::numeric(5, 1) as would_recommend_pct,
        round(100 * avg(would_attend_again::integer), 1)::numeric(5, 1) as would_attend_again_pct
    from {{ ref('stg_evt_feedback') }}
    group by event_id

)

select
    events.event_id,
    events.organizer_type,
    events.organizer_id,
    events.event_type_id,
    events.location_type,
    events.status,
    events.start_at,
    events.end_at,
    events.end_at <= {{ instant() }} as is_over,
    coalesce(views.views_count, 0) as views_count,
    coalesce(registrations.registrations_count, 0) as registrations_count,
    {%- for status in statuses %}
    coalesce(registrations.registrations_{{ status }}_count, 0) as registrations_{{ status }}_count,
    {%- endfor %}
    {%- for people in ['attendees', 'interested', 'confirmed', 'checked_in'] %}
    coalesce(registrations.{{ people }}_count, 0) as {{ people }}_count,
    {%- endfor %}
    {{ percent_of('registrations.checked_in_count', 'registrations.confirmed_count', decimals=1) }} as attendance_pct,
    events.currency,
    coalesce(money.revenue, 0)::numeric(14, 2) as revenue,
    coalesce(money.ticket_revenue, 0)::numeric(14, 2) as ticket_revenue,
    money.other_revenue,
    money.other_ticket_revenue,
    coalesce(money.tickets_sold_count, 0) as tickets_sold_count,
    coalesce(feedback.feedback_count, 0) as feedback_count,
    {%- for rating in ratings %}
    feedback.mean_{{ rating }}_rating,
    {%- endfor %}
    feedback.would_recommend_pct,
    feedback.would_attend_again_pct
from events
left join event_registrations as registrations on events.event_id = registrations.event_id
left join event_revenue as money on events.event_id = money.event_id
left join event_feedback as feedback on events.event_id = feedback.event_id
left join {{ ref('int_viewed_entities') }} as views
    on events.event_id = views.entity_id and views.entity_type = 'event'
