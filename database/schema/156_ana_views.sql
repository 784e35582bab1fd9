-- Views: who looked at what. Each kind of thing has one table where its views are recorded: posts
-- soc_post_views, the library res_views, pages of people, businesses and organizations and
-- everything else the two tables here.

select sys_declare_module(
    'ana_', 'Analytics', 'growth',
    'What people do and look at, as it is recorded. What is computed from it is in the warehouse.'
);

create table ana_profile_views (
    id uuid not null default gen_random_uuid(),
    viewed_type text not null,
    viewed_id uuid not null,
    viewer_id uuid,
    session_id text,
    user_agent text,
    ip_address inet,
    referrer text,
    created_at timestamptz not null default now(),
    constraint pk_ana_profile_views primary key (id, created_at),
    constraint fk_ana_profile_views_viewer_id
    foreign key (viewer_id) references profiles (id) on delete set null,
    constraint ck_ana_profile_views_viewed_type check (viewed_type in ('individual', 'business', 'organization'))
) partition by range (created_at);

create table ana_profile_views_default partition of ana_profile_views default;

comment on table ana_profile_views_default is 'ana_profile_views of months without a partition of their own.';
comment on table ana_profile_views is
'Somebody looked at the page of a person, a business or an organization. Kept 180 days; the totals stay. '
'Partitioned by month. Grain: view.';
comment on column ana_profile_views.viewed_id is 'Id of the person, business or organization, as viewed_type says.';
comment on column ana_profile_views.viewer_id is 'Empty for a visitor without account, and once the account is gone.';
comment on column ana_profile_views.session_id is 'The same for all that was done in one visit.';
comment on column ana_profile_views.user_agent is '@pii';
comment on column ana_profile_views.ip_address is '@pii';
comment on column ana_profile_views.referrer is 'Address of the page the visitor came from.';

create index idx_ana_profile_views_viewed_type_viewed_id
on ana_profile_views (viewed_type, viewed_id, created_at desc);
create index idx_ana_profile_views_viewer_id on ana_profile_views (viewer_id, created_at desc)
where viewer_id is not null;
create index idx_ana_profile_views_created_at on ana_profile_views (created_at desc);

select sys_declare_polymorphic_reference(
    'ana_profile_views', 'viewed_type', 'viewed_id',
    '{"individual": "profiles", "business": "biz_profiles", "organization": "org_profiles"}', 'cascade'
);
select sys_declare_counter(
    'usr_stats', 'profile_views_count',
    '[{"child": "ana_profile_views", "key": "viewed_id", "filter": "viewed_type = ''individual''"}]',
    survives_purge => true
);
select
    sys_declare_counter(
        table_name, column_name,
        '[{"child": "ana_profile_views", "key": "viewed_id", "filter": "viewed_type = ''business''"}]',
        survives_purge => true
    )
from (
    values ('biz_profiles', 'views_count'), ('biz_stats', 'profile_views_count')
) as counters (table_name, column_name);
select sys_declare_counter(
    'org_stats', 'profile_views_count',
    '[{"child": "ana_profile_views", "key": "viewed_id", "filter": "viewed_type = ''organization''"}]',
    survives_purge => true
);


create table ana_entity_views (
    id uuid not null default gen_random_uuid(),
    entity_type text not null,
    entity_id uuid not null,
    viewer_id uuid,
    session_id text,
    view_duration_seconds integer,
    device_type text,
    user_agent text,
    ip_address inet,
    referrer text,
    created_at timestamptz not null default now(),
    constraint pk_ana_entity_views primary key (id, created_at),
    constraint fk_ana_entity_views_viewer_id
    foreign key (viewer_id) references profiles (id) on delete set null,
    constraint ck_ana_entity_views_view_duration_seconds check (view_duration_seconds >= 0),
    constraint ck_ana_entity_views_device_type check (device_type in ('mobile', 'desktop', 'tablet'))
) partition by range (created_at);

create table ana_entity_views_default partition of ana_entity_views default;

comment on table ana_entity_views_default is 'ana_entity_views of months without a partition of their own.';
comment on table ana_entity_views is
'Somebody looked at a thing that is no profile and has no table of views of its own: a product, an event, a job '
'posting, an article of the blog, an announcement, a note on a price or a prediction. Partitioned by month. Grain: '
'view.';
comment on column ana_entity_views.entity_type is 'Kind of thing, as in ref_entity_types; those named above.';
comment on column ana_entity_views.entity_id is 'Id of the thing in the table of its kind. Its views go with it.';
comment on column ana_entity_views.viewer_id is 'Empty for a visitor without account, and once the account is gone.';
comment on column ana_entity_views.session_id is 'The same for all that was done in one visit.';
comment on column ana_entity_views.view_duration_seconds is
'How long the thing was on the screen, where the application knows.';
comment on column ana_entity_views.user_agent is '@pii';
comment on column ana_entity_views.ip_address is '@pii';
comment on column ana_entity_views.referrer is 'Address of the page the visitor came from.';

create index idx_ana_entity_views_entity_type_entity_id
on ana_entity_views (entity_type, entity_id, created_at desc);
create index idx_ana_entity_views_viewer_id on ana_entity_views (viewer_id, created_at desc)
where viewer_id is not null;
create index idx_ana_entity_views_created_at on ana_entity_views (created_at desc);

select sys_declare_polymorphic_reference(
    'ana_entity_views', 'entity_type', 'entity_id',
    '{
        "product": "prd_products", "event": "evt_events", "job_posting": "job_postings",
        "blog_post": "cms_posts", "organization_announcement": "org_announcements",
        "necc_annotation": "nec_annotations", "necc_prediction": "nec_predictions"
    }',
    'cascade'
);
select
    sys_declare_counter(
        table_name, column_name,
        jsonb_build_object(
            'child', 'ana_entity_views', 'key', 'entity_id', 'filter', format('entity_type = %L', entity_type)
        ),
        survives_purge => true
    )
from (
    values
    ('prd_products', 'views_count', 'product'),
    ('evt_events', 'views_count', 'event'),
    ('job_postings', 'views_count', 'job_posting'),
    ('cms_posts', 'view_count', 'blog_post'),
    ('org_announcements', 'views_count', 'organization_announcement')
) as counters (table_name, column_name, entity_type);
