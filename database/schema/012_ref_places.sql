-- Places and their money: countries, their subdivisions, currencies.

select sys_declare_module(
    'ref_', 'Reference data', 'core',
    'Lists that everybody chooses from, loaded from seeds/; and two tools of members: imports of contacts, dashboards.'
);

create table ref_countries (
    id uuid not null default gen_random_uuid(),
    name text not null,
    name_local text,
    code text not null,
    iso3 text,
    iso_numeric text,
    flag_emoji text,
    flag_url text,
    phone_code text,
    phone_format text,
    subdivision_label text default 'State',
    is_favourite boolean not null default false,
    is_default boolean not null default false,
    is_active boolean not null default true,
    sort_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_countries primary key (id),
    constraint uq_ref_countries_code unique (code),
    constraint uq_ref_countries_iso3 unique (iso3),
    constraint uq_ref_countries_iso_numeric unique (iso_numeric),
    constraint uq_ref_countries_name unique (name),
    constraint ck_ref_countries_code check (code ~ '^[A-Z]{2}$'),
    constraint ck_ref_countries_iso3 check (iso3 ~ '^[A-Z]{3}$'),
    constraint ck_ref_countries_iso_numeric check (iso_numeric ~ '^[0-9]{3}$'),
    constraint ck_ref_countries_phone_code check (phone_code ~ '^[+][1-9][0-9]{0,3}$'),
    constraint ck_ref_countries_phone_format check (phone_format ~ '^#[# -]*#$'),
    constraint ck_ref_countries_default_is_active check (is_active or not is_default)
);

comment on table ref_countries is
'A country that an address or a phone number can be in (ISO 3166-1). Grain: country.';
comment on column ref_countries.name is 'Usual English name.';
comment on column ref_countries.name_local is 'Name in the country''s own most used language.';
comment on column ref_countries.code is 'ISO 3166-1 alpha-2.';
comment on column ref_countries.iso3 is 'ISO 3166-1 alpha-3.';
comment on column ref_countries.iso_numeric is 'ISO 3166-1 numeric, the same as UN M49; three digits.';
comment on column ref_countries.phone_code is 'Calling code of ITU-T E.164 with its plus sign.';
comment on column ref_countries.phone_format is
'Usual grouping of a mobile number behind the calling code, a # for each digit.';
comment on column ref_countries.subdivision_label is 'What people there call the places in ref_states.';
comment on column ref_countries.is_favourite is 'Stands first in lists.';
comment on column ref_countries.is_default is 'Preselected in forms; one country at most.';
comment on column ref_countries.is_active is 'Can be chosen; others only explain what was chosen before.';

create unique index uq_ref_countries_is_default on ref_countries (is_default) where is_default;
create index idx_ref_countries_is_favourite on ref_countries (sort_order) where is_favourite;
create index idx_ref_countries_is_active on ref_countries (sort_order) where is_active;

select sys_touch_updated_at('ref_countries');


create table ref_states (
    id uuid not null default gen_random_uuid(),
    country_id uuid not null,
    name text not null,
    code text,
    is_active boolean not null default true,
    sort_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_states primary key (id),
    constraint uq_ref_states_country_id_name unique (country_id, name),
    constraint uq_ref_states_country_id_code unique (country_id, code),
    constraint fk_ref_states_country_id foreign key (country_id) references ref_countries (id),
    constraint ck_ref_states_code check (code ~ '^[A-Z0-9]{1,3}$')
);

comment on table ref_states is
'A state, province, division or territory of a country (ISO 3166-2). Grain: subdivision. Some countries have all '
'of theirs here, others only those with most poultry, most have none.';
comment on column ref_states.name is 'Usual English name without the word for its kind.';
comment on column ref_states.code is 'ISO 3166-2 without the country and its hyphen.';

create index idx_ref_states_is_active on ref_states (country_id, sort_order) where is_active;

select sys_touch_updated_at('ref_states');


create table ref_currencies (
    id uuid not null default gen_random_uuid(),
    code text not null,
    iso_numeric text not null,
    name text not null,
    symbol text not null,
    symbol_position text not null default 'before',
    decimal_places integer not null default 2,
    decimal_separator text not null default '.',
    thousands_separator text not null default ',',
    digit_grouping text not null default 'thousands',
    is_active boolean not null default true,
    sort_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_currencies primary key (id),
    constraint uq_ref_currencies_code unique (code),
    constraint uq_ref_currencies_iso_numeric unique (iso_numeric),
    constraint uq_ref_currencies_name unique (name),
    constraint ck_ref_currencies_code check (code ~ '^[A-Z]{3}$'),
    constraint ck_ref_currencies_iso_numeric check (iso_numeric ~ '^[0-9]{3}$'),
    constraint ck_ref_currencies_symbol_position check (symbol_position in ('before', 'after')),
    constraint ck_ref_currencies_decimal_places check (decimal_places between 0 and 4),
    constraint ck_ref_currencies_separators check (
        char_length(decimal_separator) = 1
        and char_length(thousands_separator) = 1
        and decimal_separator <> thousands_separator
    ),
    constraint ck_ref_currencies_digit_grouping check (digit_grouping in ('thousands', 'indian'))
);

comment on table ref_currencies is
'A currency and how its amounts are written (ISO 4217). Grain: currency.';
comment on column ref_currencies.code is 'ISO 4217 alphabetic.';
comment on column ref_currencies.iso_numeric is 'ISO 4217 numeric; three digits.';
comment on column ref_currencies.symbol_position is 'Where the symbol stands: before or after the amount.';
comment on column ref_currencies.decimal_places is 'Digits of the minor unit, as ISO 4217 gives them.';
comment on column ref_currencies.digit_grouping is
'thousands: 1,234,567. indian: 12,34,567 (the last three digits, then pairs).';

create index idx_ref_currencies_is_active on ref_currencies (sort_order) where is_active;

select sys_touch_updated_at('ref_currencies');


create table ref_country_currencies (
    id uuid not null default gen_random_uuid(),
    country_id uuid not null,
    currency_id uuid not null,
    is_default boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_country_currencies primary key (id),
    constraint uq_ref_country_currencies_country_id_currency_id unique (country_id, currency_id),
    constraint fk_ref_country_currencies_country_id
    foreign key (country_id) references ref_countries (id) on delete cascade,
    constraint fk_ref_country_currencies_currency_id
    foreign key (currency_id) references ref_currencies (id)
);

comment on table ref_country_currencies is
'A currency people of a country pay with. Grain: country and currency.';
comment on column ref_country_currencies.is_default is 'The one that prices of that country are in; one at most.';

create unique index uq_ref_country_currencies_country_id_is_default
on ref_country_currencies (country_id) where is_default;
create index idx_ref_country_currencies_currency_id on ref_country_currencies (currency_id);

select sys_touch_updated_at('ref_country_currencies');
