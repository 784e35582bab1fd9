-- The log of activity: ninety days of signing in, and what was done, taken from where it was done.

create table community.deeds as
select
    community.id_of('login', n * 128 + age) as id,
    id as profile_id,
    'login' as type,
    null as target_type,
    null::uuid as target_id,
    signed_in.at
from community.members
cross join generate_series(1, 90) as age
cross join
    lateral (
        select
            community.until_at()
            - (age - community.hours(community.chance('login at', n * 128 + age)) / 24) * interval '1 day' as at
    ) as signed_in
where
    community.chance('logs in', n * 128 + age) < (array[0.8, 0.5, 0.2, 0.06, 0.02])[tier]
    and signed_in.at between joined_at and active_until
union all
select
    community.id_from('logged ' || id),
    author_id,
    'post_create',
    'post',
    id,
    created_at
from soc_posts
where author_type = 'individual' and created_at > community.until_at() - interval '90 days'
union all
select
    community.id_from('logged ' || id),
    profile_id,
    'post_comment',
    'post',
    post_id,
    created_at
from soc_post_comments
where created_at > community.until_at() - interval '90 days'
union all
select
    community.id_from('logged ' || id),
    profile_id,
    'post_like',
    'post',
    post_id,
    created_at
from soc_post_likes
where created_at > community.until_at() - interval '90 days' and community.chance_by('logged', id) < 0.1
union all
select
    community.id_from('logged ' || id),
    requested_by,
    'connection_request',
    'connection',
    id,
    requested_at
from soc_connections
where requested_at > community.until_at() - interval '90 days'
union all
select
    community.id_from('logged ' || id),
    sender_id,
    'message_send',
    'conversation',
    conversation_id,
    created_at
from msg_messages
where created_at > community.until_at() - interval '90 days'
union all
select
    community.id_from('logged ' || id),
    profile_id,
    'event_rsvp',
    'event',
    event_id,
    created_at
from evt_registrations
where created_at > community.until_at() - interval '90 days';

insert into ana_activity_log (
    id, profile_id, activity_type, target_type, target_id, metadata, session_id, user_agent, ip_address, created_at
)
select
    id,
    profile_id,
    type,
    target_type,
    target_id,
    '{}',
    left(id::text, 8),
    community.agent(community.chance_by('deed agent', id)),
    community.address(floor(762 * community.chance_by('deed address', profile_id))::bigint),
    at
from community.deeds;

-- Goods other than eggs, which have real prices.
insert into ana_market_prices (
    id,
    product_type,
    product_name,
    location_city,
    location_district,
    location_state,
    market_name,
    price,
    price_min,
    price_max,
    unit,
    source, reported_by, verified, effective_date, notes, created_at, updated_at
)
select
    community.id_of('market price', n),
    kinds.type,
    kinds.name,
    town,
    district,
    state,
    town || ' market',
    price,
    price - 2,
    price + 2,
    kinds.unit,
    'user_reported',
    id,
    n % 3 = 0,
    (told.at at time zone 'Asia/Kolkata')::date,
    'Synthetic figure.',
    told.at,
    told.at
from community.members
inner join (
    values (0, 'broiler', 'Live broiler', 'kg', 105),
    (1, 'chicks_layer', 'Layer chick', 'bird', 42),
    (2, 'feed_layer', 'Layer mash', '50 kg', 1650)
) as kinds (place, type, name, unit, usual) on kinds.place = n % 3
cross join
    lateral (select round(kinds.usual * (0.8 + 0.4 * community.chance('told price', n)))::numeric(10, 2) as price)
        as figures
cross join lateral (select community.moment_after(joined_at, community.chance('told at', n)) as at) as told
where role = 'trader' and country = 'India' and community.chance('tells price', n) < 0.3 or n <= 3;

insert into ana_referrals (
    id, referrer_id, referred_id, referral_code, status, reward_type, referred_at, completed_at, rewarded_at, updated_at
)
select
    community.id_of('referral', members.n),
    friend.id,
    members.id,
    'R' || friend.n,
    case when members.n % 3 = 0 then 'rewarded' else 'completed' end,
    case when members.n % 3 = 0 then 'badge' end,
    members.joined_at,
    members.joined_at,
    case when members.n % 3 = 0 then members.joined_at end,
    members.joined_at
from community.members
inner join
    community.members as friend
    on friend.line = (members.line + 1) % community.members() and members.joined_at > friend.joined_at
where community.chance('referred', members.n) < 0.12;

insert into int_invitations (
    id,
    inviter_profile_id,
    invitee_identifier,
    invitation_type,
    invitation_code,
    status,
    sent_at,
    accepted_at,
    expires_at,
    created_at,
    updated_at
)
select
    community.id_of('invitation', n),
    id,
    format('friend.%s@example.net', n),
    'email',
    'synthetic-' || n,
    states.status,
    asked.at,
    case states.status when 'accepted' then asked.at end,
    asked.at + interval '30 days',
    asked.at,
    asked.at
from community.members
cross join lateral (select community.moment_after(joined_at, community.chance('invites at', n)) as at) as asked
cross join
    lateral (
        select
            case
                when asked.at > community.until_at() - interval '30 days' then 'sent' when
                    n % 3 = 0
                    then 'accepted'
                else 'expired'
            end as status
    ) as states
where community.chance('invites', n) < 0.08;

insert into med_uploads (
    id,
    uploaded_by,
    file_name,
    file_url,
    file_size,
    file_type,
    mime_type,
    media_type,
    width,
    height,
    s3_bucket,
    s3_key,
    status,
    created_at,
    updated_at
)
select
    community.id_of('upload', n),
    id,
    'photo.jpg',
    format('https://cdn.example.com/people/%s.jpg', n),
    184000,
    'jpg',
    'image/jpeg',
    'image',
    800,
    800,
    'synthetic',
    format('people/%s.jpg', n),
    case when n % 50 = 9 then 'failed' else 'ready' end,
    joined_at,
    joined_at
from community.members
where community.chance('photo', n) < 0.7;

insert into sec_audit_log (id, profile_id, table_name, operation, old_data, new_data, ip_address, created_at)
select
    community.id_from('audit ' || id),
    profile_id,
    'usr_verifications',
    'UPDATE',
    '{"status": "pending"}',
    jsonb_build_object('status', status),
    community.address(1),
    reviewed_at
from usr_verifications
where
    reviewed_at is not null
    and (reviewed_at > community.until_at() - interval '90 days' or community.chance_by('audited', id) < 0.02);

insert into int_credentials (id, service_name, credentials, is_active, created_at, updated_at)
select
    community.id_from('service ' || name),
    name,
    '{}',
    false,
    community.moment(0),
    community.moment(0)
from unnest(array['wati', 'twilio', 'facebook']) as name;
