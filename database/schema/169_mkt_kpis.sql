-- Figures of a day, as staff enter them or programs copy them from elsewhere.
--
-- ana_social_kpis is here because it refers to the channels of marketing.

create table mkt_platform_kpis (
    id uuid not null default gen_random_uuid(),
    metric_date date not null,
    week_number integer generated always as (extract(week from metric_date)::integer) stored,
    month_number integer generated always as (extract(month from metric_date)::integer) stored,
    year integer not null generated always as (extract(year from metric_date)::integer) stored,
    total_users integer,
    new_signups integer not null default 0,
    daily_active_users integer not null default 0,
    weekly_active_users integer not null default 0,
    posts_created integer not null default 0,
    comments_created integer not null default 0,
    connections_made integer not null default 0,
    farmers_count integer not null default 0,
    veterinarians_count integer not null default 0,
    fpos_count integer not null default 0,
    researchers_count integer not null default 0,
    email_subscribers integer not null default 0,
    new_email_subscribers integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_platform_kpis primary key (id),
    constraint uq_mkt_platform_kpis_metric_date unique (metric_date),
    constraint ck_mkt_platform_kpis_amounts check (
        least(
            total_users, new_signups, daily_active_users, weekly_active_users, posts_created, comments_created,
            connections_made, farmers_count, veterinarians_count, fpos_count, researchers_count,
            email_subscribers, new_email_subscribers
        ) >= 0
    )
);

comment on table mkt_platform_kpis is
'How the platform stood on a day, as marketing reported it then and never again. Current figures are computed in the '
'warehouse. Grain: day.';
comment on column mkt_platform_kpis.metric_date is 'Day in India.';
comment on column mkt_platform_kpis.week_number is
'ISO week of metric_date; a day of January can be in week 52 or 53.';
comment on column mkt_platform_kpis.fpos_count is 'Farmer producer organizations.';

create index idx_mkt_platform_kpis_year_month_number on mkt_platform_kpis (year, month_number);

select sys_touch_updated_at('mkt_platform_kpis');
select sys_declare_imported_counter('mkt_platform_kpis', column_name, 'A figure of that day as it was reported then.')
from unnest(
    array['total_users', 'farmers_count', 'veterinarians_count', 'fpos_count', 'researchers_count']
) as each (column_name);


create table ana_social_kpis (
    id uuid not null default gen_random_uuid(),
    channel_id uuid,
    metric_date date not null,
    week_start date generated always as (date_trunc('week', metric_date::timestamp)::date) stored,
    week_number integer generated always as (extract(week from metric_date)::integer) stored,
    month_number integer generated always as (extract(month from metric_date)::integer) stored,
    year integer not null generated always as (extract(year from metric_date)::integer) stored,
    posts_published integer not null default 0,
    metrics jsonb not null default '{}',
    notes text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ana_social_kpis primary key (id),
    constraint uq_ana_social_kpis_metric_date_channel_id unique (metric_date, channel_id),
    constraint fk_ana_social_kpis_channel_id foreign key (channel_id) references mkt_channels (id) on delete cascade,
    constraint ck_ana_social_kpis_posts_published check (posts_published >= 0)
);

comment on table ana_social_kpis is
'How one of our channels stood on a day, as its platform said. Grain: day and channel; without channel: all '
'together.';
comment on column ana_social_kpis.metric_date is 'Day in India.';
comment on column ana_social_kpis.week_start is 'Monday of the week of metric_date.';
comment on column ana_social_kpis.metrics is
'Figures of the platform, by its names: followers, impressions and so on.';

create index idx_ana_social_kpis_channel_id on ana_social_kpis (channel_id);
create index idx_ana_social_kpis_week_start on ana_social_kpis (week_start);
create index gin_ana_social_kpis_metrics on ana_social_kpis using gin (metrics);

select sys_touch_updated_at('ana_social_kpis');
