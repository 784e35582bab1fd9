-- Chance, ids and time. Nothing here is random: every figure is a hash of the seed, a name and a
-- number, so that the same seed makes the same community anywhere.
--
-- seed(), members(), until_at(), first_day(), thresholds() and the lists of words are made by
-- `community.functions` before this file.

create function community.chance(stream text, n bigint) returns float8
language sql immutable parallel safe
return (hashint8extended(n, hashtextextended(stream collate "C", community.seed())) & 4503599627370495)::float8
/ 4503599627370496;

comment on function community.chance is 'A figure from 0 to just under 1, always the same for the same name and number.';

create function community.chance_by(stream text, id uuid) returns float8
language sql immutable parallel safe
return (uuid_hash_extended(id, hashtextextended(stream collate "C", community.seed())) & 4503599627370495)::float8
/ 4503599627370496;

comment on function community.chance_by is 'The same for a thing that has an id and no number.';

create function community.id_from(name text) returns uuid
language sql immutable parallel safe
return overlay(
    overlay(md5(community.seed()::text || '/' || name) placing '5' from 13 for 1) placing '8' from 17 for 1
)::uuid;

comment on function community.id_from is 'The id of the thing of that name; the same in every community of the seed.';

create function community.id_of(stream text, n bigint) returns uuid
language sql immutable parallel safe
return community.id_from(stream || '/' || n::text);

comment on function community.id_of is 'The id of the n-th thing of that name.';

create function community.number(stream text, n bigint, low integer, high integer) returns integer
language sql immutable parallel safe
return low + floor(community.chance(stream, n) * (high - low + 1))::integer;

comment on function community.number is 'A whole number from low to high.';

create function community.fraction(x float8) returns float8
language sql immutable parallel safe
return x - floor(x);

comment on function community.fraction is 'What stands behind the point.';

create function community.pick(chance float8, variadic words text[]) returns text
language sql immutable parallel safe
return words[1 + floor(chance * cardinality(words))::integer];

comment on function community.pick is 'One of the words.';

create function community.some(ratio float8, at_least integer default 3) returns integer
language sql immutable parallel safe
return greatest(at_least, round(community.members() * ratio)::integer);

comment on function community.some is 'How many of something there are when each member has that many.';

create function community.slug(name text) returns text
language sql immutable parallel safe
return btrim(regexp_replace(lower(name), '[^a-z0-9]+', '-', 'g'), '-');

comment on function community.slug is 'The last part of an address, from a name.';

create function community.address(n bigint) returns inet
language sql immutable parallel safe
return ((array['192.0.2.0', '198.51.100.0', '203.0.113.0']::inet[])[1 + n % 3] + (n / 3 % 254 + 1));

comment on function community.address is 'An address of the networks that are reserved for documentation.';

create function community.agent(chance float8) returns text
language sql immutable parallel safe
return community.pick(
    chance, 'PoultryCo/3.2 (Android 14)', 'PoultryCo/3.1 (Android 13)', 'PoultryCo/3.2 (iOS 17)',
    'Mozilla/5.0 (Windows NT 10.0) Firefox/128.0', 'Mozilla/5.0 (Linux; Android 12) Chrome/126.0'
);

comment on function community.agent is 'What a device says of itself.';

create function community.device(chance float8) returns text
language sql immutable parallel safe
return case when chance < 0.78 then 'mobile' when chance < 0.95 then 'desktop' else 'tablet' end;

comment on function community.device is 'Kind of device.';

create function community.moment(position_in_history float8) returns timestamptz
language plpgsql immutable parallel safe
as $$
declare
    -- The array stays a constant: a variable would be copied at each call.
    day constant integer := least(width_bucket(position_in_history, community.thresholds()), community.days());
    starts constant float8 := (community.thresholds())[day];
    ends constant float8 := (community.thresholds())[day + 1];
begin
    return (community.first_day() + (day - 1))::timestamp at time zone 'Asia/Kolkata'
        + community.hours((position_in_history - starts) / (ends - starts)) * interval '1 hour';
end
$$;

comment on function community.moment is
'The instant when that share of the history''s activity has passed: busy days and hours take longer.';

create function community.moment_after(starts timestamptz, chance float8) returns timestamptz
language plpgsql immutable parallel safe
as $$
declare
    day constant integer := (starts at time zone 'Asia/Kolkata')::date - community.first_day() + 1;
    before constant float8 := (community.thresholds())[greatest(least(day, community.days()), 1)];
    found constant timestamptz := community.moment(before + chance * (1 - before) * 0.999999);
begin
    if found > starts then
        return found;
    end if;
    return starts + chance * least(interval '3 hours', community.until_at() - starts);
end
$$;

comment on function community.moment_after is 'An instant from then to the end, in the rhythm of the community.';

create function community.delay(chance float8, half interval) returns interval
language sql immutable parallel safe
return half * (0.44 * least((1 - chance) ^ (-1.7) - 1, 2000));

comment on function community.delay is 'How long people take to answer: half of them within `half`, with a long tail.';

create function community.soon_after(starts timestamptz, chance float8, half interval) returns timestamptz
language plpgsql immutable parallel safe
as $$
declare
    found constant timestamptz := starts + community.delay(chance, half);
begin
    if found < community.until_at() then
        return found;
    end if;
    return starts + chance * (community.until_at() - starts) * 0.999999;
end
$$;

comment on function community.soon_after is
'An instant before the end, after the time people take to answer.';

create function community.reach(share float8) returns float8
language sql immutable parallel safe
return 0.15 * share + 0.85 * share ^ 3;

comment on function community.reach is 'How far along a line of people that share of those who react to somebody stands.';
