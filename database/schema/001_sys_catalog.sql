-- The catalog: what plain SQL has no word for is declared by calling a helper (files 002 to
-- 009), which enforces the rule and records it here. Written by the helpers only.

create table sys_modules (
    prefix text not null,
    name text not null,
    owning_team text not null,
    description text not null,
    constraint pk_sys_modules primary key (prefix),
    constraint ck_sys_modules_prefix check (prefix ~ '^([a-z]{3,4}_|ai__|profiles)$'),
    constraint ck_sys_modules_owning_team check (
        owning_team in ('core', 'business', 'community', 'communications', 'growth', 'data')
    )
);

comment on table sys_modules is 'A module of the application. Grain: table prefix; `profiles` stands for itself.';
comment on column sys_modules.prefix is 'Start of its table names, underscore included.';

create table sys_counters (
    table_name text not null,
    column_name text not null,
    aggregate text not null,
    sources jsonb not null,
    survives_purge boolean not null default false,
    is_imported boolean not null default false,
    reason text,
    constraint pk_sys_counters primary key (table_name, column_name),
    constraint ck_sys_counters_aggregate check (aggregate in ('count', 'sum', 'average')),
    constraint ck_sys_counters_imported check (
        case when is_imported then reason is not null else jsonb_array_length(sources) > 0 end
    )
);

comment on table sys_counters is
'A column that repeats what other rows say, kept by triggers. Grain: counter column.';
comment on column sys_counters.sources is
'Which rows count, for which parent, with how much; see sys_declare_counter.';
comment on column sys_counters.survives_purge is
'Rows purged past their retention stay counted: a recount may say less, never more.';
comment on column sys_counters.is_imported is 'No table of the schema says what it should be; it is never verified.';
comment on column sys_counters.reason is 'Why an imported counter has no source.';

create table sys_counter_feeds (
    table_name text not null,
    column_name text not null,
    place integer not null,
    child text not null,
    aggregate text not null,
    survives_purge boolean not null,
    from_clause text,
    key text not null,
    filter text not null,
    value text not null,
    touched_by text,
    hold jsonb,
    is_moved boolean not null,
    constraint pk_sys_counter_feeds primary key (child, table_name, column_name, place),
    constraint fk_sys_counter_feeds_table_name_column_name foreign key (table_name, column_name)
    references sys_counters (table_name, column_name) on delete cascade
);

comment on table sys_counter_feeds is
'How a table feeds a counter: sys_counters.sources taken apart. Grain: counter, source, and table whose changes '
'matter to the source.';
comment on column sys_counter_feeds.place is 'Place of the source in the list, from 1.';
comment on column sys_counter_feeds.touched_by is
'Query of parent keys over `changed` rows of the child, for sources with joins.';
comment on column sys_counter_feeds.hold is
'From table to query of keys over `changed`: rows a change of the child locks before it is counted.';
comment on column sys_counter_feeds.is_moved is
'The counter moves by the difference a statement makes; else it is computed again where it was touched.';

create index idx_sys_counter_feeds_table_name on sys_counter_feeds (table_name, column_name);

create table sys_polymorphic_references (
    table_name text not null,
    type_column text not null,
    id_column text not null,
    targets jsonb not null,
    on_target_delete text not null,
    constraint pk_sys_polymorphic_references primary key (table_name, id_column),
    constraint ck_sys_polymorphic_references_on_target_delete check (
        on_target_delete in ('cascade', 'restrict', 'set_null')
    )
);

comment on table sys_polymorphic_references is
'An id whose table depends on a type beside it. Grain: id column.';
comment on column sys_polymorphic_references.targets is
'From type value to table; null where the id of that type is no row of this schema.';

create table sys_trash_tables (
    table_name text not null,
    days_kept integer not null default 30,
    constraint pk_sys_trash_tables primary key (table_name),
    constraint ck_sys_trash_tables_days_kept check (days_kept > 0)
);

comment on table sys_trash_tables is 'A table whose rows go to the trash before they go. Grain: table.';

create table sys_version_tables (
    table_name text not null,
    history_table text not null,
    content_columns text[] not null,
    versions_kept integer not null default 3,
    constraint pk_sys_version_tables primary key (table_name),
    constraint uq_sys_version_tables_history_table unique (history_table),
    constraint ck_sys_version_tables_versions_kept check (versions_kept >= 2)
);

comment on table sys_version_tables is 'A table whose content keeps its last versions. Grain: table.';
comment on column sys_version_tables.content_columns is 'A change of one of these writes a version.';
comment on column sys_version_tables.versions_kept is 'Newest included.';

create table sys_renames (
    old_name text not null,
    new_name text not null,
    origin text not null,
    constraint pk_sys_renames primary key (old_name),
    constraint ck_sys_renames_origin check (origin in ('strategy', 'production'))
);

comment on table sys_renames is 'A name that something still uses for a table. Grain: old name; a view of that name exists.';
comment on column sys_renames.origin is
'Who uses the old name: the plan of the tables (strategy) or the application that runs (production).';
