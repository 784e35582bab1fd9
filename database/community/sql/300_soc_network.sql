-- Who is connected, who follows whom. Near in the line means same town and trade, then same
-- state: steps of growing length along it make clusters with a few long ties.

insert into soc_connections (
    id, profile_id_1, profile_id_2, requested_by, status, requested_at, responded_at, created_at, updated_at
)
select
    community.id_of('connection', members.n * 512 + ties.step),
    least(members.id, other.id),
    greatest(members.id, other.id),
    members.id,
    answer.status,
    asked.at,
    answered.at,
    asked.at,
    coalesce(answered.at, asked.at)
from community.members
-- The busier somebody is, the smaller the steps grow, the more ties.
cross join lateral (select (array[1.07, 1.12, 1.22, 1.45, 2.0]::float8[])[members.tier] as growth) as pace
cross join
    lateral (
        select
            step,
            ceil(growth ^ step)::integer as low,
            ceil(growth ^ (step + 1))::integer - 1 as high
        from generate_series(0, floor(ln(community.members() / 2.0) / ln(growth))::integer - 1) as step
    ) as ties
inner join community.members as other
    on other.line = (
        members.line + community.number('tie', members.n * 512 + ties.step, ties.low, ties.high)
    ) % community.members()
cross join
    lateral (
        select community.moment_after(
            greatest(members.joined_at, other.joined_at), community.chance('asked', members.n * 512 + ties.step) ^ 2
        ) as at
    ) as asked
cross join
    lateral (
        select case
            when community.chance('answer', members.n * 512 + ties.step) < 0.82 then 'accepted'
            when community.chance('answer', members.n * 512 + ties.step) < 0.98 then 'pending'
            else 'blocked'
        end as status
    ) as answer
cross join
    lateral (
        select case
            when answer.status <> 'pending'
                then community.soon_after(asked.at, community.chance('answered', members.n * 512 + ties.step), '1 day')
        end as at
    ) as answered
where
    ties.high >= ties.low and members.id <> other.id
    and community.chance('knows', members.n * 512 + ties.step) < 0.36;

insert into soc_follows (id, follower_type, follower_id, following_type, following_id, created_at)
select
    community.id_of('follow', members.n * 16 + lines.tier * 4 + step),
    'individual',
    members.id,
    'individual',
    lines.id,
    community.moment_after(
        greatest(members.joined_at, lines.joined_at),
        community.chance('follows at', members.n * 16 + lines.tier * 4 + step) ^ 2
    )
from community.members
inner join community.circles on members.circle = circles.circle and circles.tier <= 2
inner join community.tier_sizes as sizes on circles.tier = sizes.tier
cross join lateral generate_series(0, 2) as step
inner join community.tier_lines as lines
    on
        sizes.tier = lines.tier
        and lines.place = (circles.starts + sizes.size * step / 3 + floor(
            sizes.size / 3 * community.chance('follows', members.n * 16 + sizes.tier * 4 + step) ^ 3
        )::integer) % sizes.size
where lines.id <> members.id and sizes.size >= 3;

-- Businesses and organizations: the first of their kind have most followers.
insert into soc_follows (id, follower_type, follower_id, following_type, following_id, created_at)
select
    community.id_of('business follow', members.n * 4 + step),
    'individual',
    members.id,
    'business',
    businesses.id,
    community.moment_after(
        greatest(members.joined_at, businesses.created_at), community.chance('business follow at', members.n * 4 + step)
    )
from community.members
cross join community.business_total as total
cross join
    lateral (
        select
            step,
            floor(total.size * (step / 4.0) ^ 3)::integer as low,
            floor(total.size * ((step + 1) / 4.0) ^ 3)::integer - 1 as high
        from generate_series(1, 3) as step
        where step <= 4 - members.tier / 2
    ) as ranges
inner join community.businesses
    on businesses.number = 1 + community.number('business followed', members.n * 4 + step, low, high)
where high >= low
union all
select
    community.id_of('organization follow', members.n),
    'individual',
    members.id,
    'organization',
    organizations.id,
    community.moment_after(
        greatest(members.joined_at, organizations.created_at), community.chance('organization follow at', members.n)
    )
from community.members
inner join community.organizations
    on
        organizations.number
        = 1 + floor(community.some(0.004, 8) * community.chance('organization followed', members.n) ^ 3)::integer
where community.chance('follows organization', members.n) < 0.4
union all
select
    community.id_of('business follows', businesses.number),
    'business',
    businesses.id,
    'organization',
    organizations.id,
    community.moment_after(
        greatest(businesses.created_at, organizations.created_at),
        community.chance('business follows at', businesses.number)
    )
from community.businesses
inner join community.organizations on organizations.number = 1 + businesses.number % 8;

insert into soc_blocked_users (id, blocker_id, blocked_id, reason, created_at)
select
    community.id_of('block', members.n),
    members.id,
    other.id,
    'Too many messages.',
    community.moment_after(greatest(members.joined_at, other.joined_at), community.chance('blocks at', members.n))
from community.members
inner join community.members as other on other.line = (members.line + 11) % community.members()
where community.chance('blocks', members.n) < 0.02;

insert into soc_connection_suggestions (
    id, profile_id, suggested_profile_id, reason, score, status, created_at, updated_at
)
select
    community.id_of('suggestion', members.n * 4 + step),
    members.id,
    other.id,
    case
        when members.state = other.state then 'same_location' when members.role = other.role then 'same_role' else
            'algorithm'
    end,
    round(0.9 - 0.2 * step, 2),
    case when members.n % 9 = 0 then 'dismissed' else 'pending' end,
    made.at,
    made.at
from community.members
cross join generate_series(1, 3) as step
inner join community.members as other on other.line = (members.line + step * 2 + 1) % community.members()
cross join
    lateral (
        select greatest(members.joined_at, other.joined_at, community.until_at() - step * interval '1 day')
    ) as made (at)
where
    members.active_until = community.until_at()
    and not exists (
        select from soc_connections
        where profile_id_1 = least(members.id, other.id) and profile_id_2 = greatest(members.id, other.id)
    );
