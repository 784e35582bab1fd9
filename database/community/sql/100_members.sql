-- Who the members are, before any table of the application has them: the list every other file
-- draws from. n numbers them by the day they came.

create table community.towns_by_share as
select
    towns.*,
    row_number() over (order by towns.country, towns.state, towns.town) as place,
    (sum(towns.weight) over (order by towns.country, towns.state, towns.town) - towns.weight)
    / sum(towns.weight) over ()::float8 as starts,
    sum(towns.weight) over (order by towns.country, towns.state, towns.town) / sum(towns.weight) over ()::float8 as ends
from community.towns;

create table community.roles (slug text, starts float8, ends float8);

insert into community.roles
select
    slug,
    coalesce(lag(ends) over (order by ends), 0),
    ends
from (
    values
    ('farmer', 0.51), ('trader', 0.61), ('feed-supplier', 0.68), ('equipment-supplier', 0.72),
    ('veterinarian', 0.79), ('consultant', 0.83), ('hatchery-owner', 0.86), ('processing-unit-owner', 0.88),
    ('researcher', 0.90), ('student', 0.94), ('government-official', 0.95), ('association-member', 0.96),
    ('investor', 0.97), ('service-provider', 1.0)
) as shares (slug, ends);

-- Tiers of activity: few people do most of what happens.
create table community.tiers (tier integer, starts float8, ends float8, share float8);

insert into community.tiers
values (1, 0, 0.03, 0.24), (2, 0.03, 0.12, 0.30), (3, 0.12, 0.32, 0.27), (4, 0.32, 0.62, 0.14), (5, 0.62, 1, 0.05);

create table community.members as
with people as (
    select
        n,
        community.id_of('profile', n) as id,
        community.moment(power((n - 0.5) / community.members(), 1.6)) as joined_at,
        initcap(community.given_names(community.chance('given name', n))) as given_name,
        community.family_names(community.chance('family name', n)) as family_name,
        -- Spread evenly, so that a small community has every role and tier too.
        community.fraction(n * 0.6180339887498949::float8) as role_chance,
        community.fraction(n * 0.4142135623730951::float8) as tier_chance,
        community.chance('town', n) as town_chance,
        community.chance('leaves', n) as leaves_chance
    from generate_series(1::bigint, community.members()) as n
)

select
    people.n,
    people.id,
    people.joined_at,
    case
        -- Some only look around on the day they come.
        when people.leaves_chance < 0.2 and tiers.tier > 3
            then least(people.joined_at + interval '20 minutes', community.until_at())
        when people.leaves_chance < 0.3 and tiers.tier > 2
            then community.moment_after(people.joined_at, 0.1 + people.leaves_chance * 3)
        else community.until_at()
    end as active_until,
    people.given_name || ' ' || people.family_name as full_name,
    community.slug(people.given_name || ' ' || people.family_name) || coalesce(
        '-' || nullif(row_number() over (partition by people.given_name, people.family_name order by people.n), 1), ''
    ) as slug,
    format(
        '%s.%s%s@%s', lower(people.given_name), lower(people.family_name), people.n,
        community.pick(community.chance('mail domain', people.n), 'example.com', 'example.net', 'example.org')
    ) as email,
    -- In India numbers that begin with 10 are short codes of services: nobody can have one of these.
    '+91100' || lpad(people.n::text, 7, '0') as phone,
    roles.slug as role,
    tiers.tier,
    towns.country,
    towns.state,
    towns.district,
    towns.town,
    towns.latitude,
    towns.longitude,
    towns.place * 100
    + array_position(array(
        select listed.slug from community.roles as listed
        order by listed.ends
    ), roles.slug) as circle
from people
inner join community.roles on people.role_chance >= roles.starts and people.role_chance < roles.ends
inner join community.tiers on people.tier_chance >= tiers.starts and people.tier_chance < tiers.ends
inner join community.towns_by_share as towns
    on people.town_chance >= towns.starts and people.town_chance < towns.ends
order by people.n;

alter table community.members add primary key (n);

-- People stand in a line, those of a town and role beside each other, towns of a state too:
-- whoever is near is known.
alter table community.members add line integer;

update community.members
set line = ranked.line
from (
    select
        n,
        row_number() over (order by circle, community.chance('line', n)) - 1 as line
    from community.members
) as ranked
where ranked.n = members.n;

create unique index on community.members (line);
create unique index on community.members (id);

analyze community.members;

create table community.tier_lines as
select
    n,
    id,
    tier,
    joined_at,
    active_until,
    (row_number() over (partition by tier order by line) - 1)::integer as place
from community.members;

alter table community.tier_lines add primary key (tier, place);

-- Where the line of a tier comes to a circle.
create table community.circles as
select
    circles.circle,
    tiers.tier,
    count(members.n) filter (where members.circle < circles.circle)::integer as starts
from (select distinct anybody.circle from community.members as anybody) as circles
cross join community.tiers
left join community.members on tiers.tier = members.tier
group by circles.circle, tiers.tier;

create table community.tier_sizes as
select
    tiers.tier,
    tiers.share,
    count(members.n)::integer as size
from community.tiers
left join community.members using (tier)
group by tiers.tier, tiers.share;

analyze community.tier_lines;
analyze community.circles;
