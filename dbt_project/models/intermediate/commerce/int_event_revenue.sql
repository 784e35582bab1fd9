with

sold as (

    select
        ticket_type_id,
        count(*)::integer as quantity_sold
    from {{ ref('int_event_registrations') }}
    where is_ticket_sold
    group by ticket_type_id

),

payments as (

    select
        event_id,
        currency,
        sum(revenue) as revenue
    from {{ ref('int_event_registrations') }}
    group by event_id, currency

),

kinds as (

    select
        tickets.event_id,
        tickets.price,
        sold.quantity_sold,
        {{ currency_of(['tickets.currency', 'events.currency']) }} as currency
    from {{ ref('stg_evt_ticket_types') }} as tickets
    inner join {{ ref('stg_evt_events') }} as events on tickets.event_id = events.event_id
    inner join sold on tickets.ticket_type_id = sold.ticket_type_id

),

tickets as (

    select
        event_id,
        currency,
        sum(price * quantity_sold) as ticket_revenue,
        sum(quantity_sold)::integer as tickets_sold_count
    from kinds
    group by event_id, currency

)

select
    event_id,
    currency,
    payments.revenue,
    coalesce(tickets.ticket_revenue, 0) as ticket_revenue,
    coalesce(tickets.tickets_sold_count, 0) as tickets_sold_count
from payments
left join tickets using (event_id, currency)
