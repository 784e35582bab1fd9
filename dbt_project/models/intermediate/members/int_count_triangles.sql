with

{# Found once each: at the member with the fewest connections of the three. #}
triangles as (

    select
        first_sides.lower_profile_id as first_profile_id,
        first_sides.higher_profile_id as second_profile_id,
        second_sides.higher_profile_id as third_profile_id
    from {{ ref('int_order_connections') }} as first_sides
    inner join {{ ref('int_order_connections') }} as second_sides
        on
            first_sides.lower_number = second_sides.lower_number
            and first_sides.higher_number < second_sides.higher_number
    inner join {{ ref('int_order_connections') }} as closing_sides
        on
            first_sides.higher_number = closing_sides.lower_number
            and second_sides.higher_number = closing_sides.higher_number

),

corners as (

    select unnest(array[first_profile_id, second_profile_id, third_profile_id]) as profile_id
    from triangles

)

select
    profile_id,
    count(*)::integer as triangles_count
from corners
group by profile_id
