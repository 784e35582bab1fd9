-- Tools of a member that the strategy files under reference data: imports of contacts, the dashboard.

create table ref_contact_imports (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    import_source text not null,
    total_contacts integer not null default 0,
    processed_contacts integer not null default 0,
    invited_contacts integer not null default 0,
    existing_users integer not null default 0,
    failed_contacts integer not null default 0,
    status text not null default 'pending',
    error_message text,
    import_data jsonb not null default '[]',
    processed_data jsonb not null default '[]',
    created_at timestamptz not null default now(),
    completed_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint pk_ref_contact_imports primary key (id),
    constraint fk_ref_contact_imports_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_ref_contact_imports_import_source
    check (import_source in ('google', 'phone', 'csv', 'manual')),
    constraint ck_ref_contact_imports_status
    check (status in ('pending', 'processing', 'completed', 'failed')),
    constraint ck_ref_contact_imports_counts check (
        least(total_contacts, processed_contacts, invited_contacts, existing_users, failed_contacts) >= 0
    )
);

comment on table ref_contact_imports is
'A member''s import of an address book. Grain: import.';
comment on column ref_contact_imports.processed_contacts is 'Contacts looked at so far, whatever became of them.';
comment on column ref_contact_imports.existing_users is 'Contacts who are members already.';
comment on column ref_contact_imports.error_message is 'Why the import failed; may quote a contact. @pii';
comment on column ref_contact_imports.import_data is 'The contacts as they came. @pii';
comment on column ref_contact_imports.processed_data is 'What became of each contact. @pii';

create index idx_ref_contact_imports_profile_id on ref_contact_imports (profile_id, created_at desc);
create index idx_ref_contact_imports_status on ref_contact_imports (created_at)
where status in ('pending', 'processing');

select sys_touch_updated_at('ref_contact_imports');


create table ref_dashboard_widgets (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    widget_type text not null,
    position integer not null,
    column_span integer not null default 1,
    row_span integer not null default 1,
    visible boolean not null default true,
    config jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_dashboard_widgets primary key (id),
    constraint uq_ref_dashboard_widgets_user_id_widget_type unique (user_id, widget_type),
    constraint fk_ref_dashboard_widgets_user_id
    foreign key (user_id) references profiles (id) on delete cascade,
    constraint ck_ref_dashboard_widgets_widget_type check (
        widget_type in (
            'market_prices', 'fcr_calculator', 'feed_projection', 'profit_calculator',
            'mortality_tracker', 'quick_links', 'recent_posts', 'network_activity',
            'upcoming_events', 'weather', 'news_feed', 'stats_summary', 'community_growth'
        )
    ),
    constraint ck_ref_dashboard_widgets_position check (position >= 0),
    constraint ck_ref_dashboard_widgets_column_span check (column_span between 1 and 3),
    constraint ck_ref_dashboard_widgets_row_span check (row_span between 1 and 4),
    constraint ck_ref_dashboard_widgets_config check (jsonb_typeof(config) = 'object')
);

comment on table ref_dashboard_widgets is
'A widget on a member''s dashboard. Grain: member and kind of widget.';
comment on column ref_dashboard_widgets.user_id is 'The profile whose dashboard it is.';
comment on column ref_dashboard_widgets.position is 'Place in the order, from 0.';
comment on column ref_dashboard_widgets.column_span is 'Width in columns of the grid, 1 to 3.';
comment on column ref_dashboard_widgets.row_span is 'Height in rows of the grid, 1 to 4.';
comment on column ref_dashboard_widgets.config is 'Settings of the widget; which ones depends on its kind.';

select sys_touch_updated_at('ref_dashboard_widgets');
