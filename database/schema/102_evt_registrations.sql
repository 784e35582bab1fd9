-- Who comes to an event: tickets, registrations, check-ins, and what they thought of it.

create table evt_ticket_types (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    name text not null,
    description text,
    attendee_type text not null default 'general',
    price numeric(10, 2) not null default 0,
    currency text default 'INR',
    benefits text[],
    quantity_available integer,
    quantity_sold integer not null default 0,
    min_per_order integer not null default 1,
    max_per_order integer,
    sale_start timestamptz,
    sale_end timestamptz,
    is_active boolean not null default true,
    display_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_ticket_types primary key (id),
    constraint uq_evt_ticket_types_id_event_id unique (id, event_id),
    constraint fk_evt_ticket_types_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint ck_evt_ticket_types_name check (name <> ''),
    constraint ck_evt_ticket_types_attendee_type check (
        attendee_type in ('general', 'vip', 'speaker', 'sponsor', 'exhibitor', 'media', 'staff')
    ),
    constraint ck_evt_ticket_types_price check (price >= 0),
    constraint ck_evt_ticket_types_currency check (currency ~ '^[A-Z]{3}$'),
    constraint ck_evt_ticket_types_quantities check (least(quantity_available, quantity_sold) >= 0),
    constraint ck_evt_ticket_types_per_order check (min_per_order >= 1 and max_per_order >= min_per_order),
    constraint ck_evt_ticket_types_sale_end check (sale_end > sale_start)
);

comment on table evt_ticket_types is
'A kind of ticket for an event. Grain: kind of ticket.';
comment on column evt_ticket_types.attendee_type is 'Who it is for.';
comment on column evt_ticket_types.price is 'In currency; 0 is free.';
comment on column evt_ticket_types.quantity_available is 'Empty: no limit.';
comment on column evt_ticket_types.quantity_sold is
'Registrations with this kind of ticket that are neither cancelled nor on the waiting list.';

create index idx_evt_ticket_types_event_id on evt_ticket_types (event_id, display_order);
create index idx_evt_ticket_types_is_active on evt_ticket_types (event_id, price) where is_active;

select sys_touch_updated_at('evt_ticket_types');


create table evt_registrations (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    profile_id uuid not null,
    ticket_type_id uuid,
    rsvp_status text not null default 'interested',
    status text not null default 'pending',
    registration_type text not null default 'regular',
    registration_number text,
    qr_code text,
    registration_data jsonb,
    dietary_restrictions text,
    special_requirements text,
    registration_fee_paid boolean default false,
    amount_paid numeric(10, 2) not null default 0,
    payment_status text not null default 'pending',
    payment_id text,
    checked_in boolean not null default false,
    checked_in_at timestamptz,
    checked_in_by uuid,
    check_in_method text,
    certificate_issued boolean not null default false,
    certificate_url text,
    certificate_issued_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_registrations primary key (id),
    constraint uq_evt_registrations_event_id_profile_id unique (event_id, profile_id),
    constraint uq_evt_registrations_registration_number unique (registration_number),
    constraint uq_evt_registrations_qr_code unique (qr_code),
    constraint fk_evt_registrations_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint fk_evt_registrations_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_evt_registrations_ticket_type_id_event_id
    foreign key (ticket_type_id, event_id) references evt_ticket_types (id, event_id),
    constraint fk_evt_registrations_checked_in_by
    foreign key (checked_in_by) references profiles (id) on delete set null,
    constraint ck_evt_registrations_rsvp_status
    check (rsvp_status in ('interested', 'going', 'not_going', 'maybe')),
    constraint ck_evt_registrations_status check (
        status in ('pending', 'confirmed', 'waitlist', 'cancelled', 'checked_in', 'attended', 'no_show')
    ),
    constraint ck_evt_registrations_registration_type check (
        registration_type in ('regular', 'speaker', 'exhibitor', 'sponsor', 'vip', 'complimentary')
    ),
    constraint ck_evt_registrations_amount_paid check (amount_paid >= 0),
    constraint ck_evt_registrations_payment_status
    check (payment_status in ('pending', 'paid', 'completed', 'refunded')),
    constraint ck_evt_registrations_check_in_method
    check (check_in_method in ('qr_code', 'qr', 'manual', 'self', 'batch')),
    constraint ck_evt_registrations_checked_in check (checked_in or num_nonnulls(checked_in_at, checked_in_by) = 0),
    constraint ck_evt_registrations_certificate
    check (certificate_issued or num_nonnulls(certificate_url, certificate_issued_at) = 0)
);

comment on table evt_registrations is
'A person answers an event: interested, going or not, and if going with which ticket. Grain: event and person.';
comment on column evt_registrations.ticket_type_id is 'A kind of ticket of the same event; empty where it sells none.';
comment on column evt_registrations.rsvp_status is 'The person''s answer.';
comment on column evt_registrations.status is
'What became of the registration. confirmed: has a place; waitlist: waits for one.';
comment on column evt_registrations.registration_number is 'For people to read out.';
comment on column evt_registrations.qr_code is 'What the scanner at the door reads.';
comment on column evt_registrations.registration_data is 'Answers to the questions of the organizer. @pii';
comment on column evt_registrations.dietary_restrictions is '@pii';
comment on column evt_registrations.special_requirements is '@pii';
comment on column evt_registrations.amount_paid is
'In the currency of the ticket or the event; the sum of it is the revenue.';
comment on column evt_registrations.payment_status is
'paid and completed say the same: two tables that became this one had a word each.';
comment on column evt_registrations.payment_id is 'Id of the payment at whoever handled it.';
comment on column evt_registrations.checked_in_at is 'When the person came; each time is in evt_checkins.';
comment on column evt_registrations.check_in_method is 'qr and qr_code say the same, for the same reason.';
comment on column evt_registrations.certificate_url is '@pii';

create index idx_evt_registrations_profile_id on evt_registrations (profile_id, created_at desc);
create index idx_evt_registrations_rsvp_status on evt_registrations (rsvp_status);
create index idx_evt_registrations_event_id_going on evt_registrations (event_id, status)
where rsvp_status = 'going';
create index idx_evt_registrations_event_id_checked_in on evt_registrations (event_id, checked_in_at)
where checked_in;
create index idx_evt_registrations_ticket_type_id_event_id on evt_registrations (ticket_type_id, event_id)
where ticket_type_id is not null;
create index idx_evt_registrations_checked_in_by on evt_registrations (checked_in_by)
where checked_in_by is not null;

select sys_touch_updated_at('evt_registrations');
select sys_declare_counter(
    'evt_events', 'attendees_count',
    '[{"child": "evt_registrations", "key": "event_id",
       "filter": "rsvp_status = ''going'' and status <> ''cancelled''"}]'
);
select sys_declare_counter(
    'evt_events', 'interested_count',
    '[{"child": "evt_registrations", "key": "event_id", "filter": "rsvp_status = ''interested''"}]'
);
select sys_declare_counter(
    'evt_ticket_types', 'quantity_sold',
    '[{"child": "evt_registrations", "key": "ticket_type_id",
       "filter": "status not in (''cancelled'', ''waitlist'')"}]'
);


create table evt_checkins (
    id uuid not null default gen_random_uuid(),
    registration_id uuid not null,
    session_id uuid,
    checked_in_by uuid,
    check_in_method text not null default 'qr',
    device_info jsonb not null default '{}',
    location text,
    checked_in_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint pk_evt_checkins primary key (id),
    constraint uq_evt_checkins_registration_id_session_id unique nulls not distinct (registration_id, session_id),
    constraint fk_evt_checkins_registration_id
    foreign key (registration_id) references evt_registrations (id) on delete cascade,
    constraint fk_evt_checkins_session_id foreign key (session_id) references evt_sessions (id) on delete cascade,
    constraint fk_evt_checkins_checked_in_by
    foreign key (checked_in_by) references profiles (id) on delete set null,
    constraint ck_evt_checkins_check_in_method check (check_in_method in ('qr', 'manual', 'batch'))
);

comment on table evt_checkins is
'Somebody who is registered came to the event, or to a session of it; once each. Grain: registration and session.';
comment on column evt_checkins.session_id is 'Empty: came to the event itself.';
comment on column evt_checkins.checked_in_by is 'Who scanned or ticked; empty once that person''s account is gone.';
comment on column evt_checkins.device_info is 'What the scanner says of itself. @pii';
comment on column evt_checkins.location is 'Door or desk.';

create index idx_evt_checkins_session_id on evt_checkins (session_id) where session_id is not null;
create index idx_evt_checkins_checked_in_by on evt_checkins (checked_in_by) where checked_in_by is not null;
create index idx_evt_checkins_checked_in_at on evt_checkins (checked_in_at desc);

select sys_declare_counter(
    'evt_sessions', 'current_attendees', '[{"child": "evt_checkins", "key": "session_id"}]'
);


create table evt_feedback (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    attendee_profile_id uuid not null,
    overall_rating integer,
    content_rating integer,
    speakers_rating integer,
    organization_rating integer,
    venue_rating integer,
    what_went_well text,
    what_to_improve text,
    additional_comments text,
    would_recommend boolean,
    would_attend_again boolean,
    submitted_at timestamptz not null default now(),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_feedback primary key (id),
    constraint uq_evt_feedback_event_id_attendee_profile_id unique (event_id, attendee_profile_id),
    constraint fk_evt_feedback_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint fk_evt_feedback_attendee_profile_id
    foreign key (attendee_profile_id) references profiles (id) on delete cascade,
    constraint ck_evt_feedback_overall_rating check (overall_rating between 1 and 5),
    constraint ck_evt_feedback_content_rating check (content_rating between 1 and 5),
    constraint ck_evt_feedback_speakers_rating check (speakers_rating between 1 and 5),
    constraint ck_evt_feedback_organization_rating check (organization_rating between 1 and 5),
    constraint ck_evt_feedback_venue_rating check (venue_rating between 1 and 5)
);

comment on table evt_feedback is
'What somebody who was there thought of an event; ratings from 1 to 5, 5 best. Grain: event and person.';
comment on column evt_feedback.organization_rating is 'How well it was organized.';
comment on column evt_feedback.what_went_well is '@pii';
comment on column evt_feedback.what_to_improve is '@pii';
comment on column evt_feedback.additional_comments is '@pii';

create index idx_evt_feedback_attendee_profile_id on evt_feedback (attendee_profile_id);
create index idx_evt_feedback_submitted_at on evt_feedback (submitted_at desc);

select sys_touch_updated_at('evt_feedback');
