-- Who comes to the events, who pays for a stall.

create table community.registrations as
select
    events.number * 100000 + step as number,
    events.id as event_id,
    events.number as event_number,
    events.fee,
    events.status as event_status,
    events.start_date,
    members.id as profile_id,
    members.full_name,
    events.creator_id,
    registered.at as created_at,
    community.chance('registration', events.number * 100000 + step) as fate,
    case when events.fee > 0 then (step % 5 = 0)::integer end as ticket
from community.events
cross join lateral generate_series(1, events.wanted) as step
inner join community.members
    on
        members.line
        = (events.line + step * 2 + community.number('registers', events.number * 100000 + step, 0, 1))
        % community.members()
cross join
    lateral (
        select
            greatest(events.created_at, members.joined_at)
            + (least(events.start_date, community.until_at()) - greatest(events.created_at, members.joined_at))
            * sqrt(community.chance('registered', events.number * 100000 + step)) as at
    ) as registered
where
    events.status <> 'draft' and step * 2 < community.members() - 2
    and members.joined_at < least(events.start_date, community.until_at());

insert into evt_registrations (
    id, event_id, profile_id, ticket_type_id, rsvp_status, status, registration_type, registration_number, qr_code,
    registration_fee_paid, amount_paid, payment_status, checked_in, checked_in_at, checked_in_by, check_in_method,
    certificate_issued, certificate_issued_at, created_at, updated_at
)
select
    community.id_of('registration', number),
    event_id,
    profile_id,
    case when going.is_going and fee > 0 then community.id_of('ticket', event_number * 2 + ticket) end,
    case when going.is_going then 'going' else (array['interested', 'maybe', 'not_going'])[1 + number % 3] end,
    case
        when not going.is_going then 'pending' when cancelled.is_cancelled then 'cancelled'
        when came.at is not null then 'attended' when event_status = 'completed' then 'no_show'
        when number % 31 = 0 then 'waitlist' else 'confirmed'
    end,
    'regular',
    format('E%s-%s', event_number, number % 100000),
    'synthetic-' || community.id_of('qr', number),
    going.is_going and fee > 0 and not cancelled.is_cancelled,
    case when going.is_going and not cancelled.is_cancelled then fee * (1 + 2 * coalesce(ticket, 0)) else 0 end,
    case when not going.is_going or fee = 0 then 'pending' when cancelled.is_cancelled then 'refunded' else 'paid' end,
    came.at is not null,
    came.at,
    case when came.at is not null then creator_id end,
    case when came.at is not null then 'qr_code' end,
    came.at is not null and number % 3 = 0,
    case when came.at is not null and number % 3 = 0 then came.at + interval '5 hours' end,
    created_at,
    greatest(created_at, case when number % 3 = 0 then came.at + interval '5 hours' else came.at end)
from community.registrations
cross join lateral (select fate < 0.75 as is_going) as going
cross join lateral (select going.is_going and (fate < 0.05 or event_status = 'cancelled') as is_cancelled) as cancelled
cross join lateral (
    select case
        when going.is_going and not cancelled.is_cancelled and event_status = 'completed' and fate < 0.62
            then start_date + community.chance('comes', number) * interval '80 minutes'
    end as at
) as came;

insert into evt_checkins (
    id, registration_id, session_id, checked_in_by, check_in_method, location, checked_in_at, created_at
)
select
    community.id_from(format('checkin %s %s', evt_registrations.id, place)),
    evt_registrations.id,
    case when place > 0 then community.id_of('session', events.number * 4) end,
    checked_in_by,
    'qr',
    'Main gate',
    checked_in_at + place * interval '5 minutes',
    checked_in_at + place * interval '5 minutes'
from evt_registrations
inner join community.events on evt_registrations.event_id = events.id
cross join generate_series(0, 1) as place
where checked_in and (place = 0 or community.chance_by('session', evt_registrations.id) < 0.6);

insert into evt_feedback (
    id,
    event_id,
    attendee_profile_id,
    overall_rating,
    content_rating,
    speakers_rating,
    organization_rating,
    venue_rating,
    what_went_well, would_recommend, would_attend_again, submitted_at, created_at, updated_at
)
select
    community.id_from(format('feedback %s', id)),
    event_id,
    profile_id,
    ratings.overall,
    least(5, ratings.overall + 1),
    ratings.overall,
    greatest(1, ratings.overall - 1),
    ratings.overall,
    'Good talks.',
    ratings.overall >= 3,
    ratings.overall >= 4,
    said.at,
    said.at,
    said.at
from evt_registrations
cross join lateral (select 5 - floor(3.5 * community.chance_by('rates', id) ^ 2)::integer as overall) as ratings
cross join
    lateral community.soon_after(
        checked_in_at + interval '7 hours', community.chance_by('feedback', id), '1 day'
    ) as said (at)
where
    checked_in and checked_in_at + interval '8 hours' < community.until_at() and community.chance_by('says', id) < 0.35;

insert into evt_sponsor_tiers (
    id, event_id, name, logo_size, price, max_sponsors, display_order, created_at, updated_at
)
select
    community.id_of('sponsor tier', number * 2 + place),
    id,
    (array['Gold', 'Silver'])[place + 1],
    (array['large', 'medium'])[place + 1],
    (array[100000, 40000])[place + 1],
    10,
    place,
    created_at,
    created_at
from community.events cross join generate_series(0, 1) as place;

create table community.stands as
select
    events.number * 8 + place as number,
    place,
    events.id as event_id,
    events.number as event_number,
    businesses.id as business_id,
    businesses.owner_id,
    businesses.phone,
    businesses.number as business_number,
    greatest(events.created_at, businesses.created_at) as created_at
from community.events
cross join generate_series(0, 3) as place
cross join community.business_total as total
inner join community.businesses on businesses.number = 1 + (events.number * 5 + place) % total.size
where businesses.created_at < least(events.start_date, community.until_at());

insert into evt_sponsors (
    id, event_id, business_id, tier_id, tier, amount, payment_status, contact_email, is_featured, created_at, updated_at
)
select
    community.id_of('sponsor', number),
    event_id,
    business_id,
    community.id_of('sponsor tier', event_number * 2 + place),
    (array['gold', 'silver'])[place + 1],
    (array[100000, 40000])[place + 1],
    (array['completed', 'partial'])[place + 1],
    format('events.%s@example.com', business_number),
    place = 0,
    created_at,
    created_at
from community.stands
where place < 2;

insert into evt_exhibitors (
    id, event_id, exhibitor_business_id, primary_contact_id, booth_number, booth_size, exhibitor_tier, booth_fee,
    payment_status, confirmation_status, created_at, updated_at
)
select
    community.id_of('exhibitor', number),
    event_id,
    business_id,
    owner_id,
    'B' || place,
    'small',
    'standard',
    15000,
    'completed',
    (array['confirmed', 'waitlist'])[1 + number % 2],
    created_at,
    created_at
from community.stands
where place >= 2;

insert into evt_expo_stalls (
    id, event_id, exhibitor_id, sponsor_id, stall_number, stall_size, status, price, created_at, updated_at
)
select
    community.id_of('stall', number),
    event_id,
    case when place >= 2 then owner_id end,
    case when place < 2 then community.id_of('sponsor', number) end,
    'S' || place,
    '3x3',
    'confirmed',
    15000,
    created_at,
    created_at
from community.stands
union all
select
    community.id_of('free stall', number),
    id,
    null,
    null,
    'S9',
    '3x3',
    'available',
    12000,
    created_at,
    created_at
from community.events;
