with

zones as (

    select * from {{ ref('stg_nec_zones') }}

),

zone_days as (

    select * from {{ ref('int_necc_zone_days') }}

),

{% if is_incremental() %}
changed_zones as (

    select
        zone_id,
        min(price_date) as first_changed_date
    from zone_days as wanted
    full join {{ this }} as standing using (zone_id, price_date)
    left join zones using (zone_id)
    where
        {{ rows_differ('zones', 'standing', ['zone_name', 'zone_type', 'state']) }}
        or {{ rows_differ('wanted', 'standing', [
            'day_state', 'price_source',
            'suggested_price_inr_per_100_eggs', 'prevailing_price_inr_per_100_eggs',
            'is_vanished', 'is_in_imputed_month', 'source_changed_at',
        ]) }}
    group by zone_id

),

{# A tail looks back to the last price of either basis before it. #}
tails as (

    select
        changed_zones.zone_id,
        changed_zones.first_changed_date,
        max(zone_days.price_date) filter (where zone_days.suggested_price_inr_per_100_eggs is not null)
            as last_suggested_date,
        max(zone_days.price_date) filter (where zone_days.prevailing_price_inr_per_100_eggs is not null)
            as last_prevailing_date
    from changed_zones
    left join zone_days
        on
            changed_zones.zone_id = zone_days.zone_id
            and changed_zones.first_changed_date > zone_days.price_date
    group by changed_zones.zone_id, changed_zones.first_changed_date

),
{% endif %}

recomputed_days as (

    select zone_days.*
    from zone_days
    {% if is_incremental() %}
    inner join tails on zone_days.zone_id = tails.zone_id
    where
        zone_days.price_date >= tails.first_changed_date
        or zone_days.price_date in (tails.last_suggested_date, tails.last_prevailing_date)
    {% endif %}

),

looking_back as (

    select
        *,
        max(price_date) filter (where suggested_price_inr_per_100_eggs is not null) over before_day
            as previous_suggested_date,
        max(price_date) filter (where prevailing_price_inr_per_100_eggs is not null) over before_day
            as previous_prevailing_date,
        max(price_date) filter (where day_state = 'published') over until_day as last_known_price_date
    from recomputed_days
    window
        before_day as (partition by zone_id order by price_date rows between unbounded preceding and 1 preceding),
        until_day as (partition by zone_id order by price_date)

),

figures as (

    select
        looking_back.*,
        previous_days.price_date as previous_price_date,
        case looking_back.price_basis
            when 'suggested' then previous_days.suggested_price_inr_per_100_eggs
            when 'prevailing' then previous_days.prevailing_price_inr_per_100_eggs
        end as previous_price_inr_per_100_eggs,
        last_known_days.price_inr_per_100_eggs as last_known_price_inr_per_100_eggs
    from looking_back
    left join recomputed_days as previous_days
        on
            looking_back.zone_id = previous_days.zone_id
            and previous_days.price_date = case looking_back.price_basis
                when 'suggested' then looking_back.previous_suggested_date
                when 'prevailing' then looking_back.previous_prevailing_date
            end
    left join recomputed_days as last_known_days
        on
            looking_back.zone_id = last_known_days.zone_id
            and looking_back.last_known_price_date = last_known_days.price_date

),

written_days as (

    select figures.*
    from figures
    {% if is_incremental() %}
    inner join changed_zones on figures.zone_id = changed_zones.zone_id
    where figures.price_date >= changed_zones.first_changed_date
    union all
    {# The mark of each tail, for the strategy: no state, and nothing else either. -#}
    select
        zone_id,
        first_changed_date{{ ', null' * 15 }}
    from changed_zones
    {% endif %}

)

select
    days.zone_id,
    days.price_date,
    zones.zone_name,
    zones.zone_type,
    zones.state,
    days.day_state,
    days.price_basis,
    days.price_source,
    days.price_inr_per_100_eggs,
    days.suggested_price_inr_per_100_eggs,
    days.prevailing_price_inr_per_100_eggs,
    days.previous_price_inr_per_100_eggs,
    days.price_inr_per_100_eggs - days.previous_price_inr_per_100_eggs as change_inr_per_100_eggs,
    {{ percent_change('days.price_inr_per_100_eggs', 'days.previous_price_inr_per_100_eggs') }}::numeric(8, 2)
        as change_pct,
    days.last_known_price_inr_per_100_eggs,
    days.price_date - days.last_known_price_date as last_known_price_age_days,
    days.is_vanished,
    days.is_in_imputed_month,
    days.previous_price_date,
    days.last_known_price_date,
    days.source_changed_at
from written_days as days
inner join zones on days.zone_id = zones.zone_id
