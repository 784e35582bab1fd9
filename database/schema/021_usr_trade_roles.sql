-- What suppliers, consultants and researchers tell of their role; see 020 for the others.

create table usr_supplier_details (
    profile_role_id uuid not null,
    supplier_type text,
    company_name text,
    product_categories text[],
    brands_supplied text[],
    delivery_available boolean default false,
    service_areas text[],
    minimum_order_value numeric(10, 2),
    years_in_business integer,
    gst_number text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_supplier_details primary key (profile_role_id),
    constraint fk_usr_supplier_details_profile_role_id
    foreign key (profile_role_id) references usr_profile_roles (id) on delete cascade,
    constraint ck_usr_supplier_details_supplier_type
    check (supplier_type in ('feed', 'equipment', 'medication', 'chicks', 'other')),
    constraint ck_usr_supplier_details_amounts check (least(minimum_order_value, years_in_business) >= 0)
);

comment on table usr_supplier_details is
'What a person who sells to farms supplies, and where. Grain: a person''s role as supplier.';
comment on column usr_supplier_details.product_categories is
'Words of the supplier, not ids of ref_product_categories.';
comment on column usr_supplier_details.service_areas is 'States or districts that are delivered to.';
comment on column usr_supplier_details.minimum_order_value is 'In rupees.';
comment on column usr_supplier_details.gst_number is 'Tax number; that of a person contains the person''s own. @pii';

create index idx_usr_supplier_details_supplier_type on usr_supplier_details (supplier_type);
create index idx_usr_supplier_details_delivery_available on usr_supplier_details (supplier_type)
where delivery_available;

select sys_touch_updated_at('usr_supplier_details');


create table usr_consultant_details (
    profile_role_id uuid not null,
    consultant_type text,
    years_experience integer,
    specializations text[],
    certifications text[],
    hourly_rate numeric(10, 2),
    daily_rate numeric(10, 2),
    available_for_remote boolean default true,
    available_for_onsite boolean default true,
    service_areas text[],
    languages_spoken text[],
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_consultant_details primary key (profile_role_id),
    constraint fk_usr_consultant_details_profile_role_id
    foreign key (profile_role_id) references usr_profile_roles (id) on delete cascade,
    constraint ck_usr_consultant_details_consultant_type
    check (consultant_type in ('nutrition', 'management', 'technical', 'business', 'other')),
    constraint ck_usr_consultant_details_amounts check (least(years_experience, hourly_rate, daily_rate) >= 0)
);

comment on table usr_consultant_details is
'What a consultant offers and asks. Grain: a person''s role as consultant.';
comment on column usr_consultant_details.certifications is
'In a few words; certificates with their dates are in usr_certifications.';
comment on column usr_consultant_details.hourly_rate is 'In rupees.';
comment on column usr_consultant_details.daily_rate is 'In rupees.';
comment on column usr_consultant_details.languages_spoken is
'Languages of the service; those of the person are in usr_languages.';

create index idx_usr_consultant_details_consultant_type on usr_consultant_details (consultant_type);
create index idx_usr_consultant_details_available_for_remote on usr_consultant_details (consultant_type)
where available_for_remote;

select sys_touch_updated_at('usr_consultant_details');


create table usr_researcher_details (
    profile_role_id uuid not null,
    research_institution text,
    research_areas text[],
    highest_degree text,
    field_of_study text,
    publications_count integer default 0,
    h_index integer,
    current_projects text[],
    looking_for_collaboration boolean default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_researcher_details primary key (profile_role_id),
    constraint fk_usr_researcher_details_profile_role_id
    foreign key (profile_role_id) references usr_profile_roles (id) on delete cascade,
    constraint ck_usr_researcher_details_amounts check (least(publications_count, h_index) >= 0)
);

comment on table usr_researcher_details is
'What a researcher works on, and where. Grain: a person''s role as researcher.';
comment on column usr_researcher_details.publications_count is
'All publications, as the researcher states; usr_publications lists those shown on the profile.';
comment on column usr_researcher_details.h_index is 'h publications cited at least h times, as the researcher states.';

create index idx_usr_researcher_details_research_institution on usr_researcher_details (research_institution);
create index idx_usr_researcher_details_looking_for_collaboration on usr_researcher_details (research_institution)
where looking_for_collaboration;

select sys_touch_updated_at('usr_researcher_details');
select sys_declare_imported_counter(
    'usr_researcher_details', 'publications_count',
    'The researcher states it; not every publication is listed in usr_publications.'
);
