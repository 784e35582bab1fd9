{%- set kept = 20 -%}
{%- set many_mutual = 5 -%}
{%- set some_mutual = 2 -%}

with

profiles as (

    select * from {{ ref('stg_profiles') }}

),

{# Two steps away are hundreds of people a member, of whom few are kept. One member at a time they fit
   in memory; all at once they are sorted and counted on disk. #}
recommended as (

    select
        profiles.profile_id,
        best.recommended_id,
        best.mutual_connections_count,
        best.profile_strength
    from profiles
    cross join lateral (
        select
            theirs.findable_id as recommended_id,
            count(*) as mutual_connections_count,
            theirs.profile_strength
        from {{ ref('int_connected_members') }} as own
        inner join {{ ref('int_findable_connections') }} as theirs on own.connected_id = theirs.profile_id
        where
            own.profile_id = profiles.profile_id
            and theirs.findable_id <> profiles.profile_id
            and not exists (
                select settled.settled_id from {{ ref('int_settled_members') }} as settled
                where settled.profile_id = profiles.profile_id and settled.settled_id = theirs.findable_id
            )
        group by theirs.findable_id, theirs.profile_strength
        order by count(*) desc, theirs.profile_strength desc, theirs.findable_id asc
        limit {{ kept }}
    ) as best

),

{% for shared, relation, person in [
    ('role_id', ref('stg_usr_profile_roles'), 'profile_id'),
    ('business_type_id', ref('stg_biz_profiles'), 'owner_id'),
] %}
same_{{ shared }} as (

    select distinct
        recommended.profile_id,
        recommended.recommended_id
    from recommended
    inner join {{ relation }} as own on recommended.profile_id = own.{{ person }}
    inner join {{ relation }} as theirs
        on recommended.recommended_id = theirs.{{ person }} and own.{{ shared }} = theirs.{{ shared }}

),

{% endfor %}
explained as (

    select
        recommended.*,
        coalesce(
            own.location_state = theirs.location_state
            and (own.location_city = theirs.location_city or own.location_district = theirs.location_district),
            false
        ) as has_same_location,
        same_role_id.profile_id is not null as has_same_role,
        same_business_type_id.profile_id is not null as has_same_business_type
    from recommended
    inner join profiles as own on recommended.profile_id = own.profile_id
    inner join profiles as theirs on recommended.recommended_id = theirs.profile_id
    left join same_role_id
        on recommended.profile_id = same_role_id.profile_id and recommended.recommended_id = same_role_id.recommended_id
    left join same_business_type_id
        on
            recommended.profile_id = same_business_type_id.profile_id
            and recommended.recommended_id = same_business_type_id.recommended_id

)

select
    profile_id,
    (row_number() over by_mutual)::integer as rank_number,
    recommended_id,
    mutual_connections_count::integer as mutual_connections_count,
    profile_strength,
    case
        when mutual_connections_count >= {{ many_mutual }} then 'many_mutual'
        when mutual_connections_count >= {{ some_mutual }} then 'mutual'
        else 'suggested'
    end as reason,
    has_same_location,
    has_same_role,
    has_same_business_type,
    least(
        mutual_connections_count::numeric / max(mutual_connections_count) over (partition by profile_id)
        + 0.1 * (has_same_location::integer + has_same_role::integer + has_same_business_type::integer), 1
    )::numeric(3, 2) as score
from explained
window
    by_mutual as (
        partition by profile_id order by mutual_connections_count desc, profile_strength desc, recommended_id asc
    )
