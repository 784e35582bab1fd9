-- Where a business is and how it is reached.

create table biz_contact_info (
    business_id uuid not null,
    email text,
    phone text,
    whatsapp_number text,
    address_line1 text,
    address_line2 text,
    city text,
    state text,
    postal_code text,
    country text default 'India',
    business_hours jsonb,
    facebook_url text,
    instagram_url text,
    linkedin_url text,
    twitter_url text,
    youtube_url text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_biz_contact_info primary key (business_id),
    constraint fk_biz_contact_info_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade
);

comment on table biz_contact_info is
'How to reach a business as a whole; its places are in biz_locations, its people in biz_contact_persons. '
'Grain: business that gave any.';
comment on column biz_contact_info.email is 'Often that of a person. @pii';
comment on column biz_contact_info.phone is 'Often that of a person. @pii';
comment on column biz_contact_info.whatsapp_number is 'Often that of a person. @pii';
comment on column biz_contact_info.address_line1 is '@pii';
comment on column biz_contact_info.address_line2 is '@pii';
comment on column biz_contact_info.state is 'By its name in ref_states where the country has some there.';
comment on column biz_contact_info.postal_code is '@pii';
comment on column biz_contact_info.business_hours is 'Opening hours by day of the week.';

create index idx_biz_contact_info_state_city on biz_contact_info (state, city);

select sys_touch_updated_at('biz_contact_info');


create table biz_locations (
    id uuid not null default gen_random_uuid(),
    business_id uuid not null,
    location_name text not null,
    location_type text,
    address_line1 text not null,
    address_line2 text,
    city text not null,
    state text not null,
    postal_code text,
    country text not null default 'India',
    latitude numeric(10, 8),
    longitude numeric(11, 8),
    phone text,
    email text,
    is_primary boolean not null default false,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_biz_locations primary key (id),
    constraint fk_biz_locations_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade,
    constraint ck_biz_locations_location_type
    check (location_type in ('headquarters', 'branch', 'warehouse', 'factory', 'office')),
    constraint ck_biz_locations_latitude check (latitude between -90 and 90),
    constraint ck_biz_locations_longitude check (longitude between -180 and 180),
    constraint ck_biz_locations_coordinates check (num_nulls(latitude, longitude) <> 1)
);

comment on table biz_locations is
'A place of a business. Grain: business and place.';
comment on column biz_locations.address_line1 is '@pii';
comment on column biz_locations.address_line2 is '@pii';
comment on column biz_locations.state is 'By its name in ref_states where the country has some there.';
comment on column biz_locations.postal_code is '@pii';
comment on column biz_locations.latitude is 'Degrees, WGS 84; both coordinates or none. @pii';
comment on column biz_locations.longitude is 'Degrees, WGS 84; both coordinates or none. @pii';
comment on column biz_locations.phone is 'Often that of a person. @pii';
comment on column biz_locations.email is 'Often that of a person. @pii';
comment on column biz_locations.is_primary is
'The place shown first; at most one of a business. Take the mark from the old one before giving it to the new one.';
comment on column biz_locations.is_active is 'False: given up, kept for the record.';

create index idx_biz_locations_business_id on biz_locations (business_id);
create unique index uq_biz_locations_business_id on biz_locations (business_id) where is_primary;
create index idx_biz_locations_state_city on biz_locations (state, city);
create index idx_biz_locations_latitude_longitude on biz_locations (latitude, longitude) where latitude is not null;

select sys_touch_updated_at('biz_locations');


create table biz_service_areas (
    id uuid not null default gen_random_uuid(),
    business_id uuid not null,
    country text not null default 'India',
    state text,
    district text,
    city text,
    delivery_available boolean not null default false,
    delivery_time_days integer,
    minimum_order_value numeric(10, 2),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_biz_service_areas primary key (id),
    constraint fk_biz_service_areas_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade,
    constraint ck_biz_service_areas_amounts check (least(delivery_time_days, minimum_order_value) >= 0)
);

comment on table biz_service_areas is
'An area a business serves. What is left empty is served as a whole: no state means the country. '
'Grain: business and area.';
comment on column biz_service_areas.minimum_order_value is 'For delivery into the area, in rupees.';

create index idx_biz_service_areas_business_id on biz_service_areas (business_id);
create index idx_biz_service_areas_country_state_district on biz_service_areas (country, state, district);

select sys_touch_updated_at('biz_service_areas');


create table biz_certifications (
    id uuid not null default gen_random_uuid(),
    business_id uuid not null,
    name text not null,
    issuing_authority text not null,
    certificate_number text,
    issue_date date not null,
    expiry_date date,
    does_not_expire boolean not null default false,
    document_url text,
    is_verified boolean not null default false,
    verified_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_biz_certifications primary key (id),
    constraint fk_biz_certifications_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade,
    constraint ck_biz_certifications_expiry_date check (expiry_date >= issue_date),
    constraint ck_biz_certifications_does_not_expire check (not (does_not_expire and expiry_date is not null))
);

comment on table biz_certifications is
'A certificate or licence of a business, such as one of FSSAI. Grain: business and certificate.';
comment on column biz_certifications.expiry_date is
'Last day it is valid. Empty: it does not expire, or the business did not say.';
comment on column biz_certifications.document_url is 'Copy of the certificate; may name people. @pii';
comment on column biz_certifications.is_verified is 'Staff compared it with the authority''s record.';

create index idx_biz_certifications_business_id on biz_certifications (business_id);
create index idx_biz_certifications_expiry_date on biz_certifications (expiry_date) where expiry_date is not null;
create index idx_biz_certifications_is_verified on biz_certifications (business_id) where is_verified;

select sys_touch_updated_at('biz_certifications');
