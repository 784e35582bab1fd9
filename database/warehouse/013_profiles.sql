-- Figures of the tables of core over time, by which what is unusual is noticed.

create table quality.profiles (
    table_name text not null,
    figure text not null,
    column_name text not null default '',
    day date not null,
    value double precision not null,
    instant timestamptz not null,
    primary key (table_name, figure, column_name, day),
    constraint ck_profiles_figure check (figure in ('rows', 'rows created', 'empty', 'distinct values'))
);

create index idx_profiles_day on quality.profiles (day);

comment on table quality.profiles is
'Figures of tables of core, taken in the pass of a whole sweep of checks. Grain: table, figure, column and day in India.';
comment on column quality.profiles.figure is
'rows; rows created on the day that are still there; empty: share of rows without a value, of those created in the week '
'before where the table tells when; distinct values, by the statistics of the database, of columns that have few.';
comment on column quality.profiles.day is 'The day that is counted, or that of the instant.';
