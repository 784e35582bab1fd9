-- What is sold in the marketplace: product categories, service categories and their attributes.

create table ref_product_categories (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    icon text,
    parent_category_id uuid,
    display_order integer default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_product_categories primary key (id),
    constraint uq_ref_product_categories_slug unique (slug),
    constraint fk_ref_product_categories_parent_category_id
    foreign key (parent_category_id) references ref_product_categories (id) on delete set null,
    constraint ck_ref_product_categories_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_ref_product_categories_parent_category_id check (parent_category_id <> id)
);

comment on table ref_product_categories is
'A category of products; a tree of up to three levels. Grain: product category.';
comment on column ref_product_categories.parent_category_id is 'The category above; empty at the top.';

create index idx_ref_product_categories_parent_category_id on ref_product_categories (parent_category_id);
create index idx_ref_product_categories_is_active on ref_product_categories (display_order) where is_active;

select sys_touch_updated_at('ref_product_categories');


create table ref_service_categories (
    id uuid not null default gen_random_uuid(),
    name text not null,
    description text,
    parent_id uuid,
    icon_name text,
    sort_order integer not null default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_service_categories primary key (id),
    constraint uq_ref_service_categories_name unique (name),
    constraint fk_ref_service_categories_parent_id
    foreign key (parent_id) references ref_service_categories (id) on delete cascade,
    constraint ck_ref_service_categories_parent_id check (parent_id <> id)
);

comment on table ref_service_categories is
'A category of services that businesses offer. Grain: service category.';
comment on column ref_service_categories.parent_id is 'The category above; empty at the top.';

create index idx_ref_service_categories_parent_id on ref_service_categories (parent_id);
create index idx_ref_service_categories_is_active on ref_service_categories (sort_order) where is_active;

select sys_touch_updated_at('ref_service_categories');


create table ref_service_attributes (
    id uuid not null default gen_random_uuid(),
    category_id uuid not null,
    attribute_name text not null,
    attribute_type text not null,
    attribute_options jsonb not null default '[]',
    is_required boolean not null default false,
    sort_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_service_attributes primary key (id),
    constraint uq_ref_service_attributes_category_id_attribute_name unique (category_id, attribute_name),
    constraint fk_ref_service_attributes_category_id
    foreign key (category_id) references ref_service_categories (id) on delete cascade,
    constraint ck_ref_service_attributes_attribute_type
    check (attribute_type in ('text', 'number', 'boolean', 'date', 'select', 'multiselect')),
    constraint ck_ref_service_attributes_attribute_options check (
        jsonb_typeof(attribute_options) = 'array'
        and (attribute_type in ('select', 'multiselect')) = (attribute_options <> '[]')
    )
);

comment on table ref_service_attributes is
'A question that offers of a service category answer. Grain: service category and attribute.';
comment on column ref_service_attributes.attribute_options is
'Answers to choose from; empty unless the type is select or multiselect.';

select sys_touch_updated_at('ref_service_attributes');


create table ref_entity_types (
    type text not null,
    description text not null,
    module text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_entity_types primary key (type),
    constraint ck_ref_entity_types_type check (type ~ '^[a-z]+(_[a-z]+)*$')
);

comment on table ref_entity_types is
'A kind of thing that people can like, comment on and share by the shared tables (shr_). Grain: kind of thing.';
comment on column ref_entity_types.module is 'Prefix of the module (sys_modules) whose tables hold such things.';

select sys_touch_updated_at('ref_entity_types');
