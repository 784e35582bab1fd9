-- Who works for a business, whom to ask there, and what farms and suppliers tell besides.

create table biz_team_members (
    id uuid not null default gen_random_uuid(),
    business_id uuid not null,
    profile_id uuid not null,
    role text not null,
    department text,
    is_admin boolean not null default false,
    permissions jsonb,
    is_active boolean not null default true,
    joined_at timestamptz not null default now(),
    left_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_biz_team_members primary key (id),
    constraint uq_biz_team_members_business_id_profile_id unique (business_id, profile_id),
    constraint fk_biz_team_members_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade,
    constraint fk_biz_team_members_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_biz_team_members_left_at check (left_at >= joined_at)
);

comment on table biz_team_members is
'A member of the platform who works for a business; somebody who comes back takes up the same row. '
'Grain: business and person.';
comment on column biz_team_members.role is 'Title in the business, in its words.';
comment on column biz_team_members.is_admin is 'May edit the page and the team, like the owner.';
comment on column biz_team_members.permissions is 'What somebody may do who is no admin, by feature.';
comment on column biz_team_members.is_active is 'Works there now; only these are counted.';

create index idx_biz_team_members_profile_id on biz_team_members (profile_id);
create index idx_biz_team_members_is_active on biz_team_members (business_id, joined_at) where is_active;

select sys_touch_updated_at('biz_team_members');
select sys_declare_counter(
    'biz_profiles', 'team_members_count',
    '[{"child": "biz_team_members", "key": "business_id", "filter": "is_active"}]'
);


create table biz_contact_persons (
    id uuid not null default gen_random_uuid(),
    business_id uuid not null,
    team_member_id uuid,
    name text not null,
    designation text,
    department text,
    email text,
    phone text,
    whatsapp_number text,
    is_primary boolean not null default false,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_biz_contact_persons primary key (id),
    constraint fk_biz_contact_persons_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade,
    constraint fk_biz_contact_persons_team_member_id
    foreign key (team_member_id) references biz_team_members (id) on delete set null
);

comment on table biz_contact_persons is
'Somebody customers may ask at a business, member of the platform or not. Grain: business and person.';
comment on column biz_contact_persons.team_member_id is 'The same person in the team; empty for who is no member.';
comment on column biz_contact_persons.name is '@pii';
comment on column biz_contact_persons.email is '@pii';
comment on column biz_contact_persons.phone is '@pii';
comment on column biz_contact_persons.whatsapp_number is '@pii';
comment on column biz_contact_persons.is_primary is
'Shown first; at most one of a business. Take the mark from the old one before giving it to the new one.';

create index idx_biz_contact_persons_business_id on biz_contact_persons (business_id);
create unique index uq_biz_contact_persons_business_id on biz_contact_persons (business_id) where is_primary;
create index idx_biz_contact_persons_team_member_id on biz_contact_persons (team_member_id);

select sys_touch_updated_at('biz_contact_persons');


create table biz_farm_details (
    business_id uuid not null,
    farm_type text,
    total_capacity integer,
    number_of_sheds integer,
    farm_size_acres numeric(10, 2),
    average_monthly_production integer,
    farming_since date,
    breeds_raised text[],
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_biz_farm_details primary key (business_id),
    constraint fk_biz_farm_details_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade,
    constraint ck_biz_farm_details_farm_type check (farm_type in ('broiler', 'layer', 'breeder', 'mixed')),
    constraint ck_biz_farm_details_amounts check (
        least(total_capacity, number_of_sheds, farm_size_acres, average_monthly_production) >= 0
    )
);

comment on table biz_farm_details is
'What a business that keeps birds tells of its farm. Grain: business with a farm.';
comment on column biz_farm_details.total_capacity is 'Birds that fit at one time.';
comment on column biz_farm_details.average_monthly_production is
'Birds or eggs a month: eggs for layer and breeder farms, birds for others.';

select sys_touch_updated_at('biz_farm_details');


create table biz_supplier_details (
    business_id uuid not null,
    supplier_type text,
    product_categories text[],
    brands_supplied text[],
    minimum_order_value numeric(10, 2),
    delivery_time_days integer,
    gst_number text,
    pan_number text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_biz_supplier_details primary key (business_id),
    constraint fk_biz_supplier_details_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade,
    constraint ck_biz_supplier_details_supplier_type
    check (supplier_type in ('feed', 'equipment', 'medication', 'chicks', 'other')),
    constraint ck_biz_supplier_details_amounts check (least(minimum_order_value, delivery_time_days) >= 0)
);

comment on table biz_supplier_details is
'What a business that sells to farms tells of its trade. Grain: business that supplies.';
comment on column biz_supplier_details.product_categories is
'Words of the supplier; products themselves have a category of ref_product_categories.';
comment on column biz_supplier_details.minimum_order_value is 'In rupees.';
comment on column biz_supplier_details.gst_number is
'Tax number; contains the owner''s where one person owns the firm. @pii';
comment on column biz_supplier_details.pan_number is 'Tax number; the owner''s where one person owns the firm. @pii';

select sys_touch_updated_at('biz_supplier_details');
