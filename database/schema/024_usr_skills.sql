-- Skills people claim, and what others say of them.

create table usr_profile_skills (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    skill_id uuid not null,
    proficiency_level text,
    years_experience integer,
    is_featured boolean not null default false,
    display_order integer default 0,
    endorsements_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_profile_skills primary key (id),
    constraint uq_usr_profile_skills_profile_id_skill_id unique (profile_id, skill_id),
    constraint fk_usr_profile_skills_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_usr_profile_skills_skill_id
    foreign key (skill_id) references ref_skills (id) on delete restrict,
    constraint ck_usr_profile_skills_proficiency_level
    check (proficiency_level in ('beginner', 'intermediate', 'advanced', 'expert')),
    constraint ck_usr_profile_skills_years_experience check (years_experience >= 0)
);

comment on table usr_profile_skills is
'A skill a person claims. Grain: person and skill.';
comment on column usr_profile_skills.proficiency_level is 'As the person sees it.';
comment on column usr_profile_skills.is_featured is 'Among the few skills shown first.';

create index idx_usr_profile_skills_profile_id_display_order on usr_profile_skills (profile_id, display_order);
create index idx_usr_profile_skills_is_featured on usr_profile_skills (profile_id) where is_featured;
create index idx_usr_profile_skills_skill_id on usr_profile_skills (skill_id);
create index idx_usr_profile_skills_endorsements_count on usr_profile_skills (endorsements_count desc);

select sys_touch_updated_at('usr_profile_skills');
select sys_declare_counter('ref_skills', 'usage_count', '[{"child": "usr_profile_skills", "key": "skill_id"}]');


create table usr_skill_endorsements (
    id uuid not null default gen_random_uuid(),
    profile_skill_id uuid not null,
    endorser_id uuid not null,
    endorsement_text text,
    relationship text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_skill_endorsements primary key (id),
    constraint uq_usr_skill_endorsements_profile_skill_id_endorser_id unique (profile_skill_id, endorser_id),
    constraint fk_usr_skill_endorsements_profile_skill_id
    foreign key (profile_skill_id) references usr_profile_skills (id) on delete cascade,
    constraint fk_usr_skill_endorsements_endorser_id
    foreign key (endorser_id) references profiles (id) on delete cascade,
    constraint ck_usr_skill_endorsements_relationship
    check (relationship in ('colleague', 'manager', 'client', 'mentor', 'other')),
    constraint ck_usr_skill_endorsements_endorsement_text_length check (char_length(endorsement_text) <= 500)
);

comment on table usr_skill_endorsements is
'Somebody confirms that a person has a skill. Grain: skill of a person, and who confirms it.';
comment on column usr_skill_endorsements.endorsement_text is 'At most 500 characters. @pii';
comment on column usr_skill_endorsements.relationship is 'What the endorser is to the person.';

create index idx_usr_skill_endorsements_endorser_id on usr_skill_endorsements (endorser_id);
create index idx_usr_skill_endorsements_created_at on usr_skill_endorsements (created_at desc);

select sys_touch_updated_at('usr_skill_endorsements');
select sys_declare_counter(
    'usr_profile_skills', 'endorsements_count', '[{"child": "usr_skill_endorsements", "key": "profile_skill_id"}]'
);


create table usr_skill_recommendations (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    recommender_id uuid not null,
    title text not null,
    content text not null,
    relationship text not null,
    position_at_time text,
    status text not null default 'pending',
    is_featured boolean not null default false,
    display_order integer default 0,
    accepted_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_skill_recommendations primary key (id),
    constraint uq_usr_skill_recommendations_profile_id_recommender_id unique (profile_id, recommender_id),
    constraint fk_usr_skill_recommendations_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_usr_skill_recommendations_recommender_id
    foreign key (recommender_id) references profiles (id) on delete cascade,
    constraint ck_usr_skill_recommendations_recommender_id check (recommender_id <> profile_id),
    constraint ck_usr_skill_recommendations_relationship
    check (relationship in ('colleague', 'manager', 'client', 'mentor', 'student', 'other')),
    constraint ck_usr_skill_recommendations_status check (status in ('pending', 'accepted', 'declined')),
    constraint ck_usr_skill_recommendations_title_length check (char_length(title) <= 200),
    constraint ck_usr_skill_recommendations_content_length check (char_length(content) <= 2000)
);

comment on table usr_skill_recommendations is
'A letter one person writes for another. Grain: person and recommender.';
comment on column usr_skill_recommendations.title is 'At most 200 characters. @pii';
comment on column usr_skill_recommendations.content is 'At most 2000 characters. @pii';
comment on column usr_skill_recommendations.relationship is 'What the recommender is or was to the person.';
comment on column usr_skill_recommendations.position_at_time is 'Position of the person when they worked together.';
comment on column usr_skill_recommendations.status is 'The person''s answer; only accepted ones are shown and counted.';

create index idx_usr_skill_recommendations_profile_id_display_order
on usr_skill_recommendations (profile_id, display_order);
create index idx_usr_skill_recommendations_is_featured on usr_skill_recommendations (profile_id) where is_featured;
create index idx_usr_skill_recommendations_recommender_id on usr_skill_recommendations (recommender_id);
create index idx_usr_skill_recommendations_status on usr_skill_recommendations (status);

select sys_touch_updated_at('usr_skill_recommendations');


create table usr_skill_assessments (
    id uuid not null default gen_random_uuid(),
    profile_skill_id uuid not null,
    assessment_type text not null,
    assessment_provider text,
    score integer,
    percentile integer,
    badge_url text,
    certificate_url text,
    completed_at timestamptz not null default now(),
    expires_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint pk_usr_skill_assessments primary key (id),
    constraint fk_usr_skill_assessments_profile_skill_id
    foreign key (profile_skill_id) references usr_profile_skills (id) on delete cascade,
    constraint ck_usr_skill_assessments_assessment_type
    check (assessment_type in ('quiz', 'practical', 'project', 'certification')),
    constraint ck_usr_skill_assessments_score check (score between 0 and 100),
    constraint ck_usr_skill_assessments_percentile check (percentile between 0 and 100),
    constraint ck_usr_skill_assessments_expires_at check (expires_at >= completed_at)
);

comment on table usr_skill_assessments is
'A test of a skill that a person took. Grain: skill of a person, and attempt.';
comment on column usr_skill_assessments.score is '0 to 100.';
comment on column usr_skill_assessments.percentile is 'Share of those tested who did no better, 0 to 100.';
comment on column usr_skill_assessments.certificate_url is 'Copy of the certificate. @pii';

create index idx_usr_skill_assessments_profile_skill_id on usr_skill_assessments (profile_skill_id);
create index idx_usr_skill_assessments_completed_at on usr_skill_assessments (completed_at desc);
create index idx_usr_skill_assessments_score on usr_skill_assessments (score desc);

select sys_touch_updated_at('usr_skill_assessments');
