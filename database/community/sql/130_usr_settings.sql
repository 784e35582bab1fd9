-- Settings, traces and rankings of members. Rows that come with every profile are here too: the
-- triggers that make them are asleep.

insert into usr_stats (profile_id, updated_at) select
    id,
    joined_at
from community.members;

insert into usr_privacy_settings (
    profile_id, profile_visibility, show_phone, allow_discovery, allow_messages_from, created_at, updated_at
)
select
    id,
    case when community.chance('is public', n) < 0.95 then 'public' else 'connections' end,
    community.pick(community.chance('shows phone', n), 'connections', 'connections', 'public', 'private'),
    community.chance('discovery', n) < 0.95,
    community.pick(community.chance('messages from', n), 'everyone', 'everyone', 'connections'),
    joined_at,
    joined_at
from community.members;

insert into usr_preferences (
    profile_id, sms_notifications, email_frequency, preferred_language, theme, created_at, updated_at
)
select
    id,
    community.chance('sms', n) < 0.2,
    community.pick(community.chance('frequency', n), 'instant', 'daily', 'weekly', 'never'),
    community.pick(community.chance('language', n), 'en', 'en', 'hi', 'te', 'ta', 'mr'),
    community.pick(community.chance('theme', n), 'light', 'light', 'dark', 'auto'),
    joined_at,
    joined_at
from community.members;

insert into ntf_preferences (
    profile_id, sms_enabled, quiet_hours_enabled, quiet_hours_start, quiet_hours_end, created_at, updated_at
)
select
    id,
    n % 5 = 0,
    n % 3 = 0,
    '22:00',
    '06:00',
    joined_at,
    joined_at
from community.members
where community.chance('sets notifications', n) < 0.3;

insert into prf_email_preferences (
    user_id, digest_frequency, newsletter, unsubscribe_token, unsubscribed_at, created_at, updated_at
)
select
    id,
    community.pick(community.chance('digest', n), 'weekly', 'daily', 'monthly', 'never'),
    n % 7 > 0,
    'synthetic-' || replace(community.id_of('unsubscribe', n)::text, '-', ''),
    case when n % 40 = 0 then joined_at + interval '1 hour' end,
    joined_at,
    joined_at + case when n % 40 = 0 then interval '1 hour' else interval '0' end
from community.members
where community.chance('sets mail', n) < 0.4;

insert into usr_activity (id, profile_id, activity_type, activity_data, ip_address, user_agent, device_type, created_at)
select
    community.id_of('account activity', n),
    id,
    community.pick(community.chance('account', n), 'account_email_change', 'device_added', 'settings_privacy_change'),
    '{}',
    community.address(n),
    community.agent(community.chance('agent', n)),
    community.device(community.chance('device', n)),
    done.at
from community.members
cross join
    lateral (
        select greatest(joined_at, community.until_at() - interval '90 days')
    ) as since (at)
cross join
    lateral (select since.at + (community.until_at() - since.at) * community.chance('account at', n)) as done (at)
where community.chance('changes account', n) < 0.1 and active_until > since.at;

insert into usr_search_appearances (
    id, profile_id, search_query, search_position, was_clicked, appeared_at, updated_at
)
select
    community.id_of('appearance', n * 20 + place),
    id,
    community.pick(community.chance('searched', n * 20 + place), role, lower(town), 'layer farm', 'egg trader'),
    place,
    community.chance('clicked', n * 20 + place) < 0.15,
    found.at,
    found.at
from community.members
cross join lateral generate_series(1, 9 - tier) as place
cross join lateral (
    select community.moment_after(joined_at, community.chance('found at', n * 20 + place))
) as found (at);

insert into ref_contact_imports (
    id, profile_id, import_source, total_contacts, processed_contacts, invited_contacts, existing_users,
    failed_contacts, status, error_message, created_at, completed_at, updated_at
)
select
    community.id_of('import', n),
    id,
    community.pick(community.chance('import', n), 'google', 'phone', 'csv', 'manual'),
    20,
    case n % 4 when 0 then 7 else 20 end,
    case n % 4 when 0 then 2 else 12 end,
    case n % 4 when 0 then 4 else 6 end,
    case n % 4 when 0 then 1 else 2 end,
    case n % 4 when 0 then 'failed' else 'completed' end,
    case n % 4 when 0 then 'The file ends in the middle of a line.' end,
    begun.at,
    case when n % 4 > 0 then begun.at + interval '1 minute' end,
    begun.at + interval '1 minute'
from community.members
cross join lateral (select community.soon_after(joined_at, 0.5, '2 hours')) as begun (at)
where community.chance('imports', n) < 0.04 and begun.at + interval '2 minutes' < community.until_at();

insert into ref_dashboard_widgets (id, user_id, widget_type, position, column_span, created_at, updated_at)
select
    community.id_of('widget', n * 5 + place),
    id,
    (array['market_prices', 'recent_posts', 'weather', 'profit_calculator', 'upcoming_events'])[place],
    place - 1,
    1 + place % 2,
    joined_at,
    joined_at
from community.members
cross join lateral generate_series(1, community.number('widgets', n, 0, 5)) as place
where community.chance('arranges dashboard', n) < 0.3;

insert into sea_saved_searches (
    id, profile_id, name, search_type, query_text, filters, notify_on_new_results, created_at, updated_at
)
select
    community.id_of('saved search', n),
    id,
    'Near ' || town,
    community.pick(community.chance('saves', n), 'people', 'businesses', 'posts', 'events', 'jobs', 'products'),
    town,
    jsonb_build_object('state', state),
    n % 2 = 0,
    saved.at,
    saved.at
from community.members
cross join lateral (select community.moment_after(joined_at, community.chance('saved at', n))) as saved (at)
where community.chance('saves a search', n) < 0.06;
