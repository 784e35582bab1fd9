-- Who is connected with, might know, or has blocked whom.

create table soc_connections (
    id uuid not null default gen_random_uuid(),
    profile_id_1 uuid not null,
    profile_id_2 uuid not null,
    requested_by uuid not null,
    status text not null default 'pending',
    requested_at timestamptz not null default now(),
    responded_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_soc_connections primary key (id),
    constraint uq_soc_connections_profile_id_1_profile_id_2 unique (profile_id_1, profile_id_2),
    constraint fk_soc_connections_profile_id_1
    foreign key (profile_id_1) references profiles (id) on delete cascade,
    constraint fk_soc_connections_profile_id_2
    foreign key (profile_id_2) references profiles (id) on delete cascade,
    constraint fk_soc_connections_requested_by
    foreign key (requested_by) references profiles (id) on delete cascade,
    constraint ck_soc_connections_lower_id_first check (profile_id_1 < profile_id_2),
    constraint ck_soc_connections_requested_by check (requested_by in (profile_id_1, profile_id_2)),
    constraint ck_soc_connections_status check (status in ('pending', 'accepted', 'blocked')),
    constraint ck_soc_connections_responded_at check (responded_at >= requested_at)
);

comment on table soc_connections is
'Two people are connected, or one has asked to be. Grain: pair of people, in one order only.';
comment on column soc_connections.profile_id_1 is
'The lower of the two ids: so nobody connects with themselves and no pair is there twice.';
comment on column soc_connections.profile_id_2 is 'The higher of the two ids.';
comment on column soc_connections.requested_by is 'Which of the two asked.';
comment on column soc_connections.status is 'Only accepted ones count. A declined request is deleted.';
comment on column soc_connections.responded_at is 'When the other one answered.';

create index idx_soc_connections_profile_id_1 on soc_connections (profile_id_1, profile_id_2)
where status = 'accepted';
create index idx_soc_connections_profile_id_2_accepted on soc_connections (profile_id_2, profile_id_1)
where status = 'accepted';
create index idx_soc_connections_profile_id_2 on soc_connections (profile_id_2);
create index idx_soc_connections_requested_by on soc_connections (requested_by);
create index idx_soc_connections_status on soc_connections (status);
create index idx_soc_connections_pending on soc_connections (requested_at) where status = 'pending';

select sys_touch_updated_at('soc_connections');
select sys_declare_counter(
    'usr_stats', 'connections_count',
    '[{"child": "soc_connections", "key": "profile_id_1", "filter": "status = ''accepted''"},
      {"child": "soc_connections", "key": "profile_id_2", "filter": "status = ''accepted''"}]'
);


create table soc_connection_suggestions (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    suggested_profile_id uuid not null,
    reason text,
    score numeric(3, 2) default 0.5,
    status text not null default 'pending',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_soc_connection_suggestions primary key (id),
    constraint uq_soc_connection_suggestions_profile_id_suggested_profile_id
    unique (profile_id, suggested_profile_id),
    constraint fk_soc_connection_suggestions_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_soc_connection_suggestions_suggested_profile_id
    foreign key (suggested_profile_id) references profiles (id) on delete cascade,
    constraint ck_soc_connection_suggestions_suggested_profile_id check (suggested_profile_id <> profile_id),
    constraint ck_soc_connection_suggestions_reason check (
        reason in ('mutual_connections', 'same_location', 'same_role', 'same_business_type', 'algorithm')
    ),
    constraint ck_soc_connection_suggestions_score check (score between 0 and 1),
    constraint ck_soc_connection_suggestions_status check (status in ('pending', 'accepted', 'dismissed'))
);

comment on table soc_connection_suggestions is
'Somebody a person might want to connect with. Grain: person and person suggested.';
comment on column soc_connection_suggestions.profile_id is 'Who sees the suggestion.';
comment on column soc_connection_suggestions.reason is 'The strongest reason.';
comment on column soc_connection_suggestions.score is 'From 0 to 1, highest first.';
comment on column soc_connection_suggestions.status is 'dismissed: not to be suggested again.';

create index idx_soc_connection_suggestions_profile_id_score
on soc_connection_suggestions (profile_id, score desc);
create index idx_soc_connection_suggestions_profile_id_pending
on soc_connection_suggestions (profile_id, score desc) where status = 'pending';
create index idx_soc_connection_suggestions_suggested_profile_id
on soc_connection_suggestions (suggested_profile_id);
create index idx_soc_connection_suggestions_status on soc_connection_suggestions (status);

select sys_touch_updated_at('soc_connection_suggestions');


create table soc_blocked_users (
    id uuid not null default gen_random_uuid(),
    blocker_id uuid not null,
    blocked_id uuid not null,
    reason text,
    created_at timestamptz not null default now(),
    constraint pk_soc_blocked_users primary key (id),
    constraint uq_soc_blocked_users_blocker_id_blocked_id unique (blocker_id, blocked_id),
    constraint fk_soc_blocked_users_blocker_id
    foreign key (blocker_id) references profiles (id) on delete cascade,
    constraint fk_soc_blocked_users_blocked_id
    foreign key (blocked_id) references profiles (id) on delete cascade,
    constraint ck_soc_blocked_users_blocked_id check (blocked_id <> blocker_id)
);

comment on table soc_blocked_users is
'A person wants to have nothing to do with another: neither sees or is recommended the other. Lifting the block '
'deletes the row. Grain: person who blocks and person blocked.';
comment on column soc_blocked_users.reason is 'Words of the one who blocks. @pii';

create index idx_soc_blocked_users_blocked_id on soc_blocked_users (blocked_id);
