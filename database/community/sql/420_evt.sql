-- Events with tickets, people who come, and what they say afterwards.

create table community.events as
with ideas as (
    select
        idea.number,
        members.id as creator_id,
        members.n as creator_number,
        members.line,
        members.state,
        members.town,
        organizations.id as organization_id,
        businesses.id as business_id,
        community.moment_after(
            greatest(organizations.created_at, businesses.created_at, members.joined_at),
            community.chance('event at', idea.number)
        ) as created_at,
        idea.number % 3 as kind
    from generate_series(1::bigint, community.some(0.015, 16)) as idea (number)
    inner join community.organizations on organizations.number = 1 + idea.number % community.some(0.004, 8)
    cross join community.business_total as total
    inner join community.businesses
        on businesses.number = 1 + (idea.number * 7) % total.size and not businesses.is_closed
    inner join community.members
        on
            members.n
            = case idea.number
            % 3
                when 0 then businesses.owner_number when 1 then organizations.founder_number else
                    1 + (idea.number * 13) % community.members()
            end
)

select
    ideas.*,
    community.id_of('event', number) as id,
    case kind when 0 then 'business' when 1 then 'organization' else 'individual' end as organizer_type,
    case kind when 0 then business_id when 1 then organization_id else creator_id end as organizer_id,
    starts.at as start_date,
    starts.at + interval '7 hours' as end_date,
    case
        when number % 29 = 5 then 'draft' when number % 23 = 4 then 'cancelled'
        when starts.at + interval '7 hours' < community.until_at() then 'completed' else 'published'
    end as status,
    case when number % 2 = 0 then 100 * community.number('fee', number, 2, 20) else 0 end as fee,
    floor(
        4
        + least(
            -- Events do not grow with the community, there are more of them.
            0.2 * community.members(),
            least(25, community.members() * 0.01) * (1 - community.chance('crowd', number)) ^ (-0.6)
        )
    )::integer as wanted,
    1 + community.number('event edits', number, 0, 3) as current_version,
    case when number % 40 = 17 then community.until_at() - interval '5 days' end as deleted_at
from ideas
cross join lateral (
    select
        date_trunc('day', created_at at time zone 'Asia/Kolkata') at time zone 'Asia/Kolkata'
        + community.number('days ahead', number, 12, 70) * interval '1 day' + interval '9 hours' as at
) as starts;

alter table community.events add primary key (number);
analyze community.events;

insert into evt_events (
    id,
    organizer_type,
    organizer_id,
    event_type_id,
    created_by,
    title,
    slug,
    tagline,
    description,
    start_date,
    end_date,
    location_type, venue_name, venue_city, venue_state, virtual_link, registration_required, registration_start,
    registration_deadline, max_attendees, registration_fee, visibility, status, current_version, edited_at, is_deleted,
    deleted_at, deleted_by, deletion_reason, purge_at, created_at, updated_at
)
select
    events.id,
    organizer_type,
    organizer_id,
    types.id,
    creator_id,
    types.name || ' ' || town,
    format('event-%s', number),
    'All are welcome.',
    community.post_openings(community.chance('programme', number)) || ' Edition ' || current_version,
    start_date,
    end_date,
    case types.slug when 'webinar' then 'virtual' else 'physical' end,
    case when types.slug <> 'webinar' then 'Town Hall' end,
    town,
    state,
    case types.slug when 'webinar' then format('https://meet.example.com/%s', number) end,
    true,
    events.created_at,
    start_date - interval '1 day',
    wanted * 2 + 10,
    fee,
    case when number % 11 = 0 then 'members_only' else 'public' end,
    status,
    current_version,
    edits.at,
    deleted_at is not null and deleted_at > edited.at,
    trash.at,
    case when trash.at is not null then creator_id end,
    case when trash.at is not null then 'Entered twice.' end,
    trash.at + interval '720 hours',
    events.created_at,
    greatest(edited.at, trash.at)
from community.events
inner join (
    select
        ref_event_types.*,
        row_number() over (order by ref_event_types.slug) - 1 as place
    from ref_event_types
) as types on types.place = number % 10
cross join
    lateral (
        select case when current_version > 1 then community.soon_after(events.created_at, 0.6, '1 day') end as at
    ) as edits
cross join lateral (select coalesce(edits.at, events.created_at) as at) as edited
cross join lateral (select case when deleted_at > edited.at then deleted_at end as at) as trash;

insert into evt_event_versions (
    event_id, version, title, tagline, description, start_date, end_date, location_type, venue_name, venue_city,
    venue_state, venue_country, virtual_link, registration_deadline, max_attendees, registration_fee, currency,
    attendees_count, interested_count, views_count, edited_by, edited_at
)
select
    id,
    version,
    title,
    tagline,
    case version when current_version then description else 'To be announced.' end,
    start_date,
    end_date,
    location_type,
    venue_name,
    venue_city,
    venue_state,
    venue_country,
    virtual_link,
    registration_deadline,
    max_attendees,
    registration_fee,
    currency,
    0,
    0,
    0,
    case when version > 1 then created_by end,
    case version
        when current_version then coalesce(edited_at, created_at)
        else created_at + (edited_at - created_at) * (version - 1) / current_version
    end
from evt_events
cross join lateral generate_series(greatest(1, current_version - 2), current_version) as version;

insert into evt_ticket_types (
    id,
    event_id,
    name,
    attendee_type,
    price,
    quantity_available,
    sale_start,
    sale_end,
    display_order,
    created_at,
    updated_at
)
select
    community.id_of('ticket', number * 2 + place),
    id,
    (array['Standard', 'VIP'])[place + 1],
    (array['general', 'vip'])[place + 1],
    fee * (1 + 2 * place),
    wanted * 2 + 10,
    created_at,
    start_date,
    place,
    created_at,
    created_at
from community.events cross join generate_series(0, 1) as place
where fee > 0;

insert into evt_sessions (
    id, event_id, name, session_type, start_time, end_time, location, sort_order, created_at, updated_at
)
select
    community.id_of('session', number * 4 + place),
    id,
    (array['Opening', 'Prices and markets', 'Health', 'Questions'])[place + 1],
    (array['keynote', 'panel', 'presentation', 'qa'])[place + 1],
    start_date + place * interval '90 minutes',
    start_date + (place + 1) * interval '90 minutes',
    'Hall ' || place,
    place,
    created_at,
    created_at
from community.events cross join generate_series(0, 3) as place;

insert into evt_speakers (
    id, event_id, profile_id, session_id, name, title, organization, speaker_type, session_title, confirmation_status,
    created_at, updated_at
)
select
    community.id_of('speaker', number * 4 + place),
    events.id,
    case when place < 2 then members.id end,
    community.id_of('session', number * 4 + place),
    members.full_name,
    'Expert',
    'Institute of Poultry Science',
    (array['keynote', 'panelist', 'speaker'])[place + 1],
    'What we learnt',
    (array['confirmed', 'confirmed', 'tentative'])[place + 1],
    greatest(events.created_at, members.joined_at),
    greatest(events.created_at, members.joined_at)
from community.events
cross join generate_series(0, 2) as place
inner join community.members on members.line = (events.line + place * 5 + 2) % community.members();

insert into evt_updates (id, event_id, created_by, title, content, created_at, updated_at)
select
    community.id_of('event news', number),
    id,
    creator_id,
    'Programme',
    'The programme is complete.',
    created_at + (least(start_date, community.until_at()) - created_at) * 0.8,
    created_at + (least(start_date, community.until_at()) - created_at) * 0.8
from community.events
where status <> 'draft';

insert into evt_cohosts (id, event_id, cohost_type, cohost_id, can_edit, created_at, updated_at)
select
    community.id_of('cohost', number),
    id,
    case when kind = 1 then 'business' else 'organization' end,
    case when kind = 1 then business_id else organization_id end,
    number % 2 = 0,
    created_at,
    created_at
from community.events
where number % 3 < 2;

insert into evt_resources (
    id, event_id, associated_session_id, uploaded_by, resource_title, resource_type, file_url, file_size_bytes,
    access_level, download_count, uploaded_at, created_at, updated_at
)
select
    community.id_of('event file', number),
    id,
    community.id_of('session', number * 4),
    creator_id,
    'Slides',
    'presentation',
    format('https://files.example.com/events/%s.pdf', number),
    community.number('event bytes', number, 50000, 9000000),
    'registered_only',
    community.number('event downloads', number, 0, 40),
    created_at,
    created_at,
    created_at
from community.events;
