-- What adds up about a business.

create table biz_stats (
    business_id uuid not null,
    followers_count integer not null default 0,
    products_count integer not null default 0,
    product_reviews_count integer not null default 0,
    average_product_rating numeric(2, 1),
    active_jobs_count integer not null default 0,
    posts_count integer not null default 0,
    team_members_count integer not null default 0,
    profile_views_count integer not null default 0,
    inquiries_count integer not null default 0,
    updated_at timestamptz not null default now(),
    last_updated_at timestamptz not null generated always as (updated_at) stored,
    constraint pk_biz_stats primary key (business_id),
    constraint fk_biz_stats_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade,
    constraint ck_biz_stats_average_product_rating check (average_product_rating between 1 and 5),
    constraint ck_biz_stats_inquiries_count check (inquiries_count >= 0)
);

comment on table biz_stats is
'Totals of a business, kept by triggers on the tables they count. Grain: business; every one has one.';
comment on column biz_stats.products_count is 'Its products in every state, drafts included.';
comment on column biz_stats.product_reviews_count is 'Approved reviews of its products.';
comment on column biz_stats.average_product_rating is
'Mean of the approved reviews of its products, one decimal; empty without reviews.';
comment on column biz_stats.active_jobs_count is 'Job postings that are open and not in the trash.';
comment on column biz_stats.posts_count is 'Posts as the business that are not in the trash.';
comment on column biz_stats.team_members_count is 'Members of the team who are active.';
comment on column biz_stats.inquiries_count is 'Messages sent by the button on the page.';
comment on column biz_stats.last_updated_at is 'The same as updated_at, under the name callers know.';

create index idx_biz_stats_followers_count on biz_stats (followers_count desc);
create index idx_biz_stats_products_count on biz_stats (products_count desc);

select sys_touch_updated_at('biz_stats');
select sys_declare_companion('biz_profiles', 'biz_stats');
select sys_declare_counter(
    'biz_stats', 'team_members_count',
    '[{"child": "biz_team_members", "key": "business_id", "filter": "is_active"}]'
);
select sys_declare_imported_counter(
    'biz_stats', 'inquiries_count', 'No table of the schema records inquiries; the application counts them.'
);
