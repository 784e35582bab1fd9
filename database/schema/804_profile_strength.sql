-- How complete a profile is and how far the person is verified: computed in one place, and kept on
-- profiles and usr_completeness_checks by triggers on everything that it depends on.

create function sys_own_points(profile profiles) returns integer
language sql immutable
as $$
    select 5 * (btrim(profile.full_name) <> '')::integer
        + 10 * (coalesce(profile.profile_photo_url, '') <> '')::integer
        + 10 * (coalesce(btrim(profile.headline), '') <> '')::integer
        + 10 * (char_length(coalesce(profile.bio, '')) > 50)::integer
        + 5 * (btrim(profile.phone) <> '')::integer
$$;

comment on function sys_own_points is 'The part of the profile strength that the profile''s own columns give, 0 to 40.';

create function sys_profile_standing(profile_ids uuid[])
returns table (
    profile_id uuid, verification_level text, strength integer, has_photo boolean, has_headline boolean,
    has_bio boolean, has_roles boolean, has_experience boolean, has_education boolean, has_skills boolean,
    has_connections boolean, has_posts boolean, has_endorsements boolean
)
language sql stable
as $$
    with facts as (
        select
            profiles.id,
            sys_own_points(profiles) as own_points,
            coalesce(profiles.profile_photo_url, '') <> '' as has_photo,
            coalesce(btrim(profiles.headline), '') <> '' as has_headline,
            char_length(coalesce(profiles.bio, '')) > 50 as has_bio,
            exists (select from usr_profile_roles as child where child.profile_id = profiles.id) as has_roles,
            exists (select from usr_experiences as child where child.profile_id = profiles.id) as has_experience,
            exists (select from usr_education as child where child.profile_id = profiles.id) as has_education,
            (
                select count(*)
                from (select from usr_profile_skills as child where child.profile_id = profiles.id limit 3) as skills
            ) = 3 as has_skills,
            (
                select count(distinct child.verification_type)
                from usr_verifications as child
                where child.profile_id = profiles.id and child.status = 'approved'
            ) as approved_types,
            coalesce(usr_stats.connections_count, 0) as connections_count,
            coalesce(usr_stats.posts_count, 0) > 0 as has_posts,
            coalesce(usr_stats.endorsements_received_count, 0) > 0 as has_endorsements
        from profiles
        left join usr_stats on usr_stats.profile_id = profiles.id
        where profiles.id = any (profile_ids)
    )

    select
        id,
        case when approved_types >= 3 then 'trusted' when approved_types >= 1 then 'verified' else 'basic' end,
        own_points
        + 10 * has_roles::integer
        + 10 * has_experience::integer
        + 10 * has_education::integer
        + 10 * has_skills::integer
        + case when connections_count >= 10 then 10 when connections_count >= 5 then 5 else 0 end
        + case when approved_types >= 3 then 10 when approved_types >= 1 then 5 else 0 end,
        has_photo, has_headline, has_bio, has_roles, has_experience, has_education, has_skills,
        connections_count >= 5, has_posts, has_endorsements
    from facts
$$;

comment on function sys_profile_standing is
'What profiles have, how strong that makes them and how far they are verified, computed from the rows that say so.';

create function calculate_profile_strength(of_profile uuid) returns integer
language sql stable strict
as $$ select strength from sys_profile_standing(array[of_profile]) $$;

comment on function calculate_profile_strength is
'Strength of a profile, 0 to 100: name and phone 5 each; photo, headline, a bio of more than 50 characters, a role, '
'work, education and three skills 10 each; 5 accepted connections 5, 10 of them 10; verified 5, trusted 10. It is '
'stored in profiles.profile_strength. Null for a profile that is not there.';

create function calculate_verification_level(of_profile uuid) returns text
language sql stable strict
as $$ select verification_level from sys_profile_standing(array[of_profile]) $$;

comment on function calculate_verification_level is
'basic, verified (1 approved verification) or trusted (3 approved ones of different types). It is stored in '
'profiles.verification_level.';

create function refresh_profile_strength(profile_ids uuid[] default null) returns void
language plpgsql
as $$
declare
    asked uuid[] := coalesce(profile_ids, array(select id from profiles));
begin
    -- Who waits here computes with what the one before has written: two people who add the third
    -- and fourth skill at once do not both see two.
    perform from profiles where id = any (asked) order by id for no key update;

    perform set_config('poultryco.refreshing', 'on', true);
    update profiles
    set verification_level = standing.verification_level, profile_strength = standing.strength
    from sys_profile_standing(asked) as standing
    where profiles.id = standing.profile_id
        and (profiles.verification_level, profiles.profile_strength)
        is distinct from (standing.verification_level, standing.strength);
    perform set_config('poultryco.refreshing', '', true);

    update usr_completeness_checks as marks
    set has_photo = standing.has_photo,
        has_headline = standing.has_headline,
        has_bio = standing.has_bio,
        has_roles = standing.has_roles,
        has_experience = standing.has_experience,
        has_education = standing.has_education,
        has_skills = standing.has_skills,
        has_connections = standing.has_connections,
        has_posts = standing.has_posts,
        has_endorsements = standing.has_endorsements,
        completeness_score = standing.strength,
        last_calculated_at = clock_timestamp()
    from sys_profile_standing(asked) as standing
    where marks.profile_id = standing.profile_id
        and (
            marks.has_photo, marks.has_headline, marks.has_bio, marks.has_roles, marks.has_experience,
            marks.has_education, marks.has_skills, marks.has_connections, marks.has_posts,
            marks.has_endorsements, marks.completeness_score
        ) is distinct from (
            standing.has_photo, standing.has_headline, standing.has_bio, standing.has_roles, standing.has_experience,
            standing.has_education, standing.has_skills, standing.has_connections, standing.has_posts,
            standing.has_endorsements, standing.strength
        );
end
$$;

comment on function refresh_profile_strength is
'Compute strength, verification level and marks of profiles, all when none are named, and store what differs. '
'Triggers do it; by hand it is needed after rows were loaded without them.';

-- Profiles

create function start_profile_strength() returns trigger
language plpgsql
as $$
begin
    new.verification_level := 'basic';
    new.profile_strength := sys_own_points(new);
    return new;
end
$$;

comment on function start_profile_strength is 'A new profile has nothing but itself.';

create function keep_strength_of_profile() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        perform refresh_profile_strength(array(select id from changed_rows));
    else
        perform refresh_profile_strength(array[new.id]);
    end if;
    return null;
end
$$;

comment on function keep_strength_of_profile is 'Trigger on profiles; see refresh_profile_strength.';

create trigger start_profile_strength before insert on profiles
for each row execute function start_profile_strength();
-- Its name sorts after the triggers that give the profile its companions.
create trigger keep_strength_insert after insert on profiles referencing new table as changed_rows
for each statement execute function keep_strength_of_profile();
-- What was written by hand is put right; what refresh_profile_strength writes needs no second look.
create trigger keep_strength_update after update on profiles for each row when (
    (old.full_name, old.profile_photo_url, old.headline, old.bio, old.phone)
    is distinct from (new.full_name, new.profile_photo_url, new.headline, new.bio, new.phone)
    or coalesce(current_setting('poultryco.refreshing', true), '') <> 'on'
    and (old.verification_level, old.profile_strength) is distinct from (new.verification_level, new.profile_strength)
)
execute function keep_strength_of_profile();

-- What a person has beside the profile

create function keep_strength_of_owner() returns trigger
language plpgsql
as $$
begin
    if tg_op = 'TRUNCATE' then
        perform refresh_profile_strength();
    elsif tg_op = 'UPDATE' then
        perform refresh_profile_strength(array[old.profile_id, new.profile_id]);
    else
        perform refresh_profile_strength(array(select distinct profile_id from changed_rows));
    end if;
    return null;
end
$$;

comment on function keep_strength_of_owner is
'Trigger on tables of what a person has (profile_id); see refresh_profile_strength.';

create function sys_count_towards_strength(of_table text, relevant_columns text[]) returns void
language sql
as $$
    select sys_execute(format(
        statement, of_table,
        (select string_agg(format('old.%I', name), ', ') from unnest(relevant_columns) as name),
        (select string_agg(format('new.%I', name), ', ') from unnest(relevant_columns) as name)
    ))
    from (
        values
        (
            'create trigger keep_strength_insert after insert on %1$I referencing new table as changed_rows '
            'for each statement execute function keep_strength_of_owner()'
        ),
        (
            'create trigger keep_strength_update after update on %1$I for each row '
            'when ((%2$s) is distinct from (%3$s)) execute function keep_strength_of_owner()'
        ),
        (
            'create trigger keep_strength_delete after delete on %1$I referencing old table as changed_rows '
            'for each statement execute function keep_strength_of_owner()'
        ),
        (
            'create trigger keep_strength_truncate after truncate on %1$I '
            'for each statement execute function keep_strength_of_owner()'
        )
    ) as triggers (statement)
$$;

comment on function sys_count_towards_strength is
'Make changes of a table with profile_id move the strength of the profile; updates only those of the columns named.';

select sys_count_towards_strength('usr_profile_roles', array['profile_id']);
select sys_count_towards_strength('usr_experiences', array['profile_id']);
select sys_count_towards_strength('usr_education', array['profile_id']);
select sys_count_towards_strength('usr_profile_skills', array['profile_id']);
select sys_count_towards_strength('usr_verifications', array['profile_id', 'status', 'verification_type']);

-- Every like moves usr_stats: only steps that matter go further.
create trigger keep_strength_update after update on usr_stats for each row when (
    (least(old.connections_count, 10) / 5, old.posts_count > 0, old.endorsements_received_count > 0)
    is distinct from (least(new.connections_count, 10) / 5, new.posts_count > 0, new.endorsements_received_count > 0)
)
execute function keep_strength_of_owner();

-- Profiles that were there before these triggers.
select refresh_profile_strength();
