-- Egg prices of a zone from day to day.

create function get_nec_price_trend(of_zone uuid, days integer default 30, until_date date default null)
returns table (
    price_date date, price_basis text, price_inr_per_100_eggs integer, previous_price_date date,
    previous_price_inr_per_100_eggs integer, change_inr_per_100_eggs integer, change_pct numeric
)
language sql stable
as $$
    with asked as (
        select coalesce(until_date, (select max(nec_prices.date) from nec_prices)) as last_day
    ),

    prices as (
        select
            nec_prices.date,
            basis,
            coalesce(nec_prices.suggested_price, nec_prices.prevailing_price) as price,
            -- A suggested price says nothing against a prevailing one.
            lag(nec_prices.date) over of_basis as previous_date,
            lag(coalesce(nec_prices.suggested_price, nec_prices.prevailing_price)) over of_basis as previous_price
        from nec_prices
        cross join lateral (
            select case when nec_prices.suggested_price is null then 'prevailing' else 'suggested' end as basis
        ) as bases
        where nec_prices.zone_id = of_zone
            and num_nonnulls(nec_prices.suggested_price, nec_prices.prevailing_price) > 0
        window of_basis as (partition by basis order by nec_prices.date)
    )

    select
        prices.date,
        prices.basis,
        prices.price,
        prices.previous_date,
        prices.previous_price,
        coalesce(prices.price - prices.previous_price, 0),
        coalesce(round(100.0 * (prices.price - prices.previous_price) / prices.previous_price, 2), 0)
    from prices
    cross join asked
    where prices.date > asked.last_day - days and prices.date <= asked.last_day
    order by prices.date
$$;

comment on function get_nec_price_trend is
'Prices of a zone in the last days up to a day, the last with any price unless told: the suggested price, or the '
'prevailing one where there is none, and its change since the previous price of the same kind, however long ago; 0 '
'for the first.';
