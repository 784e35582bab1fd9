-- The zone register: which places NECC quotes, under which names.

create table market.nec_zones (
    id uuid primary key,
    name text not null,
    slug text not null,
    zone_type text,
    state text,
    section text not null,
    aliases text[] not null default '{}',
    listed_until date,
    sort_order integer not null,
    is_active boolean not null default true,
    needs_review boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint uq_nec_zones_name unique (name),
    constraint uq_nec_zones_slug unique (slug),
    constraint ck_nec_zones_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_nec_zones_zone_type check (zone_type in ('production_center', 'consumption_center')),
    constraint ck_nec_zones_section check (section in ('suggested', 'prevailing')),
    constraint ck_nec_zones_reviewed check (needs_review or (zone_type is not null and state is not null)),
    constraint ck_nec_zones_inactive_until_reviewed check (not (needs_review and is_active))
);

comment on table market.nec_zones is
'A place NECC quotes. Grain: zone. Loaded from seeds/nec_zones.csv; a name the register does not know is added '
'inactive and marked for review.';
comment on column market.nec_zones.id is 'UUIDv5 of the slug, so that it is the same in every database.';
comment on column market.nec_zones.name is 'The name as the current sheet prints it, blanks folded.';
comment on column market.nec_zones.section is 'The section of the sheet the zone stands in today.';
comment on column market.nec_zones.aliases is 'Other spellings met for the same place.';
comment on column market.nec_zones.listed_until is 'Last day of the last month whose sheet lists the zone; empty while listed.';
comment on column market.nec_zones.is_active is 'Quoted today.';
comment on column market.nec_zones.needs_review is 'Found on a sheet and not yet confirmed by a person.';
