-- People whom a person might want to connect with.

create function get_connection_recommendations(for_profile uuid, max_results integer default 20)
returns table (
    profile_id uuid, mutual_connections_count bigint, profile_strength integer, reason text, reasons text[],
    score numeric(3, 2)
)
language sql stable
as $$
    with mutual as (
        select each.id, count(*) as mutual_connections_count
        from sys_connected_profiles(for_profile) as connected (id)
        cross join lateral sys_connected_profiles(connected.id) as each (id)
        group by each.id
    ),

    kept as (
        select mutual.id, mutual.mutual_connections_count, profiles.profile_strength, profiles.location_state,
            profiles.location_district, profiles.location_city
        from mutual
        inner join profiles on profiles.id = mutual.id
        where mutual.id <> for_profile
            and profiles.is_public
            and not exists (
                select from usr_privacy_settings as privacy
                where privacy.profile_id = mutual.id
                    and (privacy.profile_visibility = 'private' or not privacy.allow_discovery)
            )
            -- Connected, asked or blocked.
            and not exists (
                select from soc_connections
                where profile_id_1 = least(mutual.id, for_profile) and profile_id_2 = greatest(mutual.id, for_profile)
            )
            and mutual.id not in (select sys_blocked_profiles(for_profile))
            and not exists (
                select from soc_connection_suggestions as suggestion
                where suggestion.profile_id = for_profile and suggestion.suggested_profile_id = mutual.id
                    and suggestion.status = 'dismissed'
            )
        order by mutual.mutual_connections_count desc, profiles.profile_strength desc, mutual.id
        limit max_results
    ),

    explained as (
        select
            kept.*,
            array_remove(array[
                'mutual_connections',
                case when (
                    select kept.location_state = own.location_state
                        and (kept.location_city = own.location_city or kept.location_district = own.location_district)
                    from profiles as own
                    where own.id = for_profile
                ) then 'same_location' end,
                case when exists (
                    select from usr_profile_roles as own
                    inner join usr_profile_roles as theirs on theirs.role_id = own.role_id
                    where own.profile_id = for_profile and theirs.profile_id = kept.id
                ) then 'same_role' end,
                case when exists (
                    select from biz_profiles as own
                    inner join biz_profiles as theirs on theirs.business_type_id = own.business_type_id
                    where own.owner_id = for_profile and theirs.owner_id = kept.id
                        and not own.is_deleted and not theirs.is_deleted
                ) then 'same_business_type' end
            ], null) as reasons
        from kept
    )

    select
        id,
        mutual_connections_count,
        profile_strength,
        case
            when mutual_connections_count >= 5 then 'many_mutual'
            when mutual_connections_count >= 2 then 'mutual'
            else 'suggested'
        end,
        reasons,
        least(
            mutual_connections_count::numeric / max(mutual_connections_count) over ()
            + 0.1 * (cardinality(reasons) - 1),
            1
        )::numeric(3, 2)
    from explained
    order by mutual_connections_count desc, profile_strength desc, id
$$;

comment on function get_connection_recommendations is
'People two steps away from a person, by number of mutual connections, then profile strength: public, willing to be '
'found, not connected, asked, blocked or dismissed before. reason: many_mutual from 5 mutual connections, mutual from '
'2, else suggested. reasons are words of soc_connection_suggestions, the strongest first. score is the share of the '
'strongest candidate''s mutual connections, plus 0.1 for every other reason, at most 1.';

create function refresh_connection_suggestions(for_profile uuid) returns integer
language plpgsql
as $$
declare
    suggestions integer;
begin
    update soc_connection_suggestions as suggestion
    set status = 'accepted'
    where profile_id = for_profile and status = 'pending'
        and suggested_profile_id in (select sys_connected_profiles(for_profile));

    with recommended as materialized (
        select * from get_connection_recommendations(for_profile)
    ),

    withdrawn as (
        delete from soc_connection_suggestions
        where profile_id = for_profile and status = 'pending'
            and suggested_profile_id not in (select recommended.profile_id from recommended)
    ),

    written as (
        insert into soc_connection_suggestions as suggestion (profile_id, suggested_profile_id, reason, score)
        select for_profile, recommended.profile_id, recommended.reasons[1], recommended.score
        from recommended
        on conflict (profile_id, suggested_profile_id) do update
        set reason = excluded.reason, score = excluded.score, status = 'pending'
        where (suggestion.reason, suggestion.score, suggestion.status)
            is distinct from (excluded.reason, excluded.score, 'pending')
    )

    select count(*) into suggestions from recommended;
    return suggestions;
end
$$;

comment on function refresh_connection_suggestions is
'Store the recommendations for a person: new ones are added, those no longer recommended withdrawn, those that became '
'connections marked accepted; dismissed ones stay. Returns how many are open.';
