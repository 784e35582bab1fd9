-- Profiles come last: how strong they are and when somebody was last seen follows from the rest.

create table community.networks as
select
    profile_id,
    count(*)::integer as connections
from (
    select profile_id_1 as profile_id from soc_connections
    where status = 'accepted'
    union all
    select profile_id_2 from soc_connections
    where status = 'accepted'
) as ends
group by profile_id;

create table community.last_seen as
select
    profile_id,
    max(at) as at
from (
    select
        profile_id,
        max(created_at) as at
    from soc_post_likes
    group by profile_id
    union all
    select
        profile_id,
        max(created_at)
    from soc_post_comments
    group by profile_id
    union all
    select
        author_id,
        max(created_at)
    from soc_posts
    group by author_id
    union all
    select
        sender_id,
        max(created_at)
    from msg_messages
    group by sender_id
    union all
    select
        profile_id,
        max(created_at)
    from ana_activity_log
    group by profile_id
) as traces
group by profile_id;

create table community.approvals as
select
    profile_id,
    count(distinct verification_type) as types
from usr_verifications
where status = 'approved'
group by profile_id;

create table community.portraits as
select
    members.*,
    community.chance('photo', n) < 0.7 as has_photo,
    case
        when community.chance('headline', n) < 0.75 then left(format('%s in %s', ref_roles.name, members.town), 150)
    end as headline,
    case
        when community.chance('bio', n) < 0.6
            then
                format(
                    '%s %s',
                    community.post_middles(community.chance('bio 1', n)),
                    community.post_openings(community.chance('bio 2', n))
                )
    end as bio,
    case
        when coalesce(approvals.types, 0) >= 3 then 'trusted' when approvals.types >= 1 then 'verified' else 'basic'
    end as level,
    coalesce(networks.connections, 0) as connections,
    members.id in (select profile_id from usr_profile_roles) as has_roles,
    members.id in (select profile_id from usr_experiences) as has_experience,
    members.id in (select profile_id from usr_education) as has_education,
    members.id in (
        select profile_id from usr_profile_skills
        group by profile_id
        having count(*) >= 3
    ) as has_skills,
    members.id in (
        select author_id from soc_posts
        where author_type = 'individual' and not is_deleted
    ) as has_posts,
    members.id in (
        select claims.profile_id
        from usr_skill_endorsements
        inner join usr_profile_skills as claims on usr_skill_endorsements.profile_skill_id = claims.id
    ) as has_endorsements,
    greatest(last_seen.at, members.joined_at) as last_active_at
from community.members
inner join ref_roles on members.role = ref_roles.slug
left join community.approvals on members.id = approvals.profile_id
left join community.networks on members.id = networks.profile_id
left join community.last_seen on members.id = last_seen.profile_id;

create table community.strengths as
select
    id,
    least(
        100,
        10 + 10 * (
            has_photo::integer + (headline is not null)::integer + (coalesce(length(bio), 0) > 50)::integer
            + has_roles::integer + has_experience::integer + has_education::integer + has_skills::integer
        )
        + case when connections >= 10 then 10 when connections >= 5 then 5 else 0 end
        + case level when 'trusted' then 10 when 'verified' then 5 else 0 end
    ) as strength
from community.portraits;

insert into profiles (
    id, full_name, profile_slug, profile_photo_url, headline, bio, location_state, location_district, location_city,
    country, phone, phone_verified, email, email_verified, whatsapp_number, profile_strength, verification_level,
    is_public, last_active_at, last_profile_update_at, created_at, updated_at
)
select
    id,
    full_name,
    slug,
    case when has_photo then format('https://cdn.example.com/people/%s.jpg', n) end,
    headline,
    bio,
    state,
    district,
    town,
    country,
    phone,
    community.chance('phone verified', n) < 0.9,
    email,
    community.chance('mail verified', n) < 0.85,
    case when community.chance('whatsapp', n) < 0.8 then phone end,
    strength,
    level,
    community.chance('is public', n) < 0.95,
    last_active_at,
    joined_at,
    joined_at,
    last_active_at
from community.portraits
inner join community.strengths using (id)
order by n;

insert into usr_completeness_checks (
    profile_id, has_photo, has_headline, has_bio, has_roles, has_experience, has_education, has_skills, has_connections,
    has_posts, has_endorsements, completeness_score, last_calculated_at, updated_at
)
select
    id,
    has_photo,
    headline is not null,
    coalesce(length(bio), 0) > 50,
    has_roles,
    has_experience,
    has_education,
    has_skills,
    connections >= 5,
    has_posts,
    has_endorsements,
    strength,
    last_active_at,
    last_active_at
from community.portraits
inner join community.strengths using (id);
