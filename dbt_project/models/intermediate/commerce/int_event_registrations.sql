with

{# Somebody is scanned at the door and again at each session. #}
arrivals as (

    select distinct registration_id from {{ ref('stg_evt_checkins') }}

),

registrations as (

    select
        registrations.registration_id,
        registrations.event_id,
        registrations.rsvp_status,
        registrations.status,
        registrations.ticket_type_id,
        {{ currency_of(['tickets.currency', 'events.currency']) }} as currency,
        case when registrations.payment_status = 'refunded' then 0 else registrations.amount_paid end as revenue,
        registrations.ticket_type_id is not null
        and registrations.status not in ('cancelled', 'waitlist') as is_ticket_sold,
        registrations.checked_in
        or registrations.status in ('checked_in', 'attended')
        or arrivals.registration_id is not null as has_come
    from {{ ref('stg_evt_registrations') }} as registrations
    inner join {{ ref('stg_evt_events') }} as events on registrations.event_id = events.event_id
    left join {{ ref('stg_evt_ticket_types') }} as tickets on registrations.ticket_type_id = tickets.ticket_type_id
    left join arrivals on registrations.registration_id = arrivals.registration_id

)

select
    *,
    has_come or status in ('confirmed', 'no_show') as has_place
from registrations
