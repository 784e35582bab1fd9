-- Phone numbers, addresses of e-mail and amounts of money: what is valid, how it is written.

create function is_valid_phone(phone text) returns boolean
language sql immutable strict parallel safe
as $$
    select case
        when phone !~ '^[+]?[0-9][0-9 .()-]*$' then false
        -- In India: ten digits after the country code; a mobile number may come without it.
        when digits like '+91%' then digits ~ '^[+]91[1-9][0-9]{9}$'
        when digits like '+%' then digits ~ '^[+][1-9][0-9]{6,14}$'
        else digits ~ '^0?[6-9][0-9]{9}$'
    end
    from translate(phone, ' .()-', '') as digits
$$;

comment on function is_valid_phone is
'Whether it is an international number (E.164) or an Indian mobile number; spaces, dots, dashes and brackets are '
'allowed. Null for null.';

create function is_valid_email(email text) returns boolean
language sql immutable strict parallel safe
as $$
    select char_length(email) <= 254
        and email ~* (
            '^[a-z0-9!#$%&''*+/=?^_`{|}~-]+([.][a-z0-9!#$%&''*+/=?^_`{|}~-]+)*'
            '@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?[.])+[a-z]([a-z0-9-]{0,61}[a-z0-9])$'
        )
        and strpos(email, '@') <= 65
$$;

comment on function is_valid_email is
'Whether an address of e-mail is well formed (RFC 5321, without quoted names and bare IP addresses). Null for null.';

create function sys_group_digits(digits text, separator text, digit_grouping text) returns text
language sql immutable strict parallel safe
as $$
    -- Thousands, then in India every two digits: 1,23,45,678.
    select regexp_replace(
        digits,
        case digit_grouping
            when 'indian' then '([0-9])(?=([0-9]{2})*[0-9]{3}$)'
            else '([0-9])(?=([0-9]{3})+$)'
        end,
        '\1' || replace(separator, '\', '\\'), 'g'
    )
$$;

comment on function sys_group_digits is 'Whole number with separators between its groups, thousands or Indian ones.';

create function sys_format_money(
    amount numeric, symbol text, symbol_position text, decimal_places integer, decimal_separator text,
    thousands_separator text, digit_grouping text
) returns text
language sql immutable strict parallel safe
as $$
    select case when rounded < 0 then '-' else '' end
        || case when symbol_position = 'before' then symbol else '' end
        || sys_group_digits(split_part(rounded_text, '.', 1), thousands_separator, digit_grouping)
        || case when decimal_places > 0 then decimal_separator || split_part(rounded_text, '.', 2) else '' end
        || case when symbol_position = 'after' then ' ' || symbol else '' end
    from round(amount, decimal_places) as rounded
    cross join lateral cast(abs(rounded) as text) as rounded_text
$$;

comment on function sys_format_money is 'An amount with the sign, symbol and separators of its currency.';

create function format_inr(amount numeric, decimal_places integer default 2) returns text
language sql immutable strict parallel safe
as $$ select sys_format_money(amount, '₹', 'before', decimal_places, '.', ',', 'indian') $$;

comment on function format_inr is 'Rupees as India writes them, such as ₹1,23,456.50; halves go away from 0.';

create function format_currency(amount numeric, currency_code text) returns text
language sql stable strict
as $$
    select sys_format_money(
        amount, symbol, symbol_position, decimal_places, decimal_separator, thousands_separator, digit_grouping
    )
    from ref_currencies
    where code = currency_code
$$;

comment on function format_currency is
'An amount as ref_currencies says its currency is written; null for a currency that is not there.';

create function get_country_default_currency(country_code text) returns text
language sql stable strict
as $$
    select ref_currencies.code
    from ref_countries
    inner join ref_country_currencies on ref_country_currencies.country_id = ref_countries.id
    inner join ref_currencies on ref_currencies.id = ref_country_currencies.currency_id
    where ref_countries.code = country_code and ref_country_currencies.is_default
$$;

comment on function get_country_default_currency is
'Code of the currency that a country uses first, by the country''s two letters; null where none is marked.';
