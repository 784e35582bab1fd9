-- Campaigns: content and pillars that work towards one goal in some weeks.

create table mkt_campaigns (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text,
    description text,
    campaign_type text,
    start_date date,
    end_date date,
    primary_goal text,
    target_metrics jsonb,
    target_pieces integer not null default 0,
    target_reach integer,
    target_engagement integer,
    budget numeric(10, 2),
    status text not null default 'draft',
    total_reach integer not null default 0,
    total_engagement integer not null default 0,
    total_conversions integer not null default 0,
    created_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_mkt_campaigns primary key (id),
    constraint uq_mkt_campaigns_slug unique (slug),
    constraint fk_mkt_campaigns_created_by foreign key (created_by) references profiles (id) on delete set null,
    constraint ck_mkt_campaigns_campaign_type check (
        campaign_type in ('product_launch', 'awareness', 'engagement', 'conversion', 'retention', 'other')
    ),
    constraint ck_mkt_campaigns_end_date check (end_date >= start_date),
    constraint ck_mkt_campaigns_amounts
    check (least(target_pieces, target_reach, target_engagement, budget, total_conversions) >= 0),
    constraint ck_mkt_campaigns_status
    check (status in ('draft', 'planning', 'active', 'paused', 'completed', 'cancelled'))
);

comment on table mkt_campaigns is
'A campaign of marketing; campaigns by e-mail alone are in eml_campaigns. Grain: campaign.';
comment on column mkt_campaigns.target_metrics is 'Goals that have no column of their own, by name.';
comment on column mkt_campaigns.target_pieces is
'Pieces of content wanted. What progress is measured by, with the two targets after it.';
comment on column mkt_campaigns.target_reach is 'Views wanted.';
comment on column mkt_campaigns.target_engagement is 'Likes, comments and shares wanted, together.';
comment on column mkt_campaigns.budget is 'In Indian rupees.';
comment on column mkt_campaigns.total_reach is 'Views of its content on all channels.';
comment on column mkt_campaigns.total_engagement is 'Likes, comments and shares of its content on all channels.';
comment on column mkt_campaigns.total_conversions is 'What its goal counts, such as sign-ups that came of it.';

create index idx_mkt_campaigns_start_date_end_date on mkt_campaigns (start_date, end_date);
create index idx_mkt_campaigns_status on mkt_campaigns (status);
create index idx_mkt_campaigns_created_by on mkt_campaigns (created_by) where created_by is not null;

select sys_touch_updated_at('mkt_campaigns');
select sys_declare_imported_counter(
    'mkt_campaigns', 'total_conversions', 'No table of the schema says what a view led to; staff enter it.'
);


create table mkt_campaign_content (
    id uuid not null default gen_random_uuid(),
    campaign_id uuid not null,
    content_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_mkt_campaign_content primary key (id),
    constraint uq_mkt_campaign_content_campaign_id_content_id unique (campaign_id, content_id),
    constraint fk_mkt_campaign_content_campaign_id
    foreign key (campaign_id) references mkt_campaigns (id) on delete cascade,
    constraint fk_mkt_campaign_content_content_id
    foreign key (content_id) references mkt_content (id) on delete cascade
);

comment on table mkt_campaign_content is
'A piece of content belongs to a campaign. Grain: campaign and piece.';

create index idx_mkt_campaign_content_content_id on mkt_campaign_content (content_id);

-- A piece is in a campaign once, however many channels and tags it has: its own totals are added.
select
    sys_declare_counter(
        'mkt_campaigns', column_name,
        jsonb_build_object(
            'from', 'mkt_campaign_content inner join mkt_content on mkt_content.id = mkt_campaign_content.content_id',
            'key', 'mkt_campaign_content.campaign_id',
            'value', value,
            'touched_by', jsonb_build_object(
                'mkt_campaign_content', 'select campaign_id from changed',
                'mkt_content',
                'select mkt_campaign_content.campaign_id from changed '
                'inner join mkt_campaign_content on mkt_campaign_content.content_id = changed.id'
            ),
            'hold', jsonb_build_object(
                'mkt_campaign_content', jsonb_build_object('mkt_content', 'select content_id from changed')
            )
        ),
        'sum'
    )
from (
    values
    ('total_reach', 'mkt_content.total_views'),
    ('total_engagement', 'mkt_content.total_likes + mkt_content.total_comments + mkt_content.total_shares')
) as counters (column_name, value);


create table mkt_campaign_pillars (
    id uuid not null default gen_random_uuid(),
    campaign_id uuid not null,
    pillar_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_mkt_campaign_pillars primary key (id),
    constraint uq_mkt_campaign_pillars_campaign_id_pillar_id unique (campaign_id, pillar_id),
    constraint fk_mkt_campaign_pillars_campaign_id
    foreign key (campaign_id) references mkt_campaigns (id) on delete cascade,
    constraint fk_mkt_campaign_pillars_pillar_id
    foreign key (pillar_id) references mkt_content_pillars (id) on delete cascade
);

comment on table mkt_campaign_pillars is
'A campaign draws on a pillar. Its content is in mkt_campaign_content, piece by piece. Grain: campaign and pillar.';

create index idx_mkt_campaign_pillars_pillar_id on mkt_campaign_pillars (pillar_id);
