-- Job postings, with a trash and the last versions of what they offer; applications, bookmarks.

select sys_declare_module('job_', 'Jobs', 'business', 'Work that businesses and organizations offer, and who applies.');

create table job_postings (
    id uuid not null default gen_random_uuid(),
    employer_type text not null,
    employer_id uuid not null,
    posted_by uuid not null,
    category_id uuid,
    title text not null,
    description text not null,
    job_type text not null,
    location_type text not null,
    location_city text,
    location_state text,
    location_country text default 'India',
    salary_min numeric(10, 2),
    salary_max numeric(10, 2),
    salary_currency text default 'INR',
    salary_period text,
    experience_min_years integer,
    experience_max_years integer,
    education_level text,
    skills_required text[],
    application_deadline timestamptz,
    application_email text,
    application_url text,
    status text not null default 'draft',
    published_at timestamptz,
    views_count integer not null default 0,
    applications_count integer not null default 0,
    engagement_score integer not null generated always as (3 * applications_count) stored,
    current_version integer not null default 1,
    edited_at timestamptz,
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    deleted_by uuid,
    deletion_reason text,
    purge_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (
        setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', description), 'B')
    ) stored,
    constraint pk_job_postings primary key (id),
    constraint fk_job_postings_posted_by foreign key (posted_by) references profiles (id) on delete restrict,
    constraint fk_job_postings_category_id foreign key (category_id) references ref_job_categories (id),
    constraint fk_job_postings_deleted_by foreign key (deleted_by) references profiles (id) on delete set null,
    constraint ck_job_postings_employer_type check (employer_type in ('business', 'organization')),
    constraint ck_job_postings_title check (title <> ''),
    constraint ck_job_postings_description_length check (char_length(description) <= 5000),
    constraint ck_job_postings_job_type
    check (job_type in ('full_time', 'part_time', 'contract', 'internship', 'temporary')),
    constraint ck_job_postings_location_type check (location_type in ('on_site', 'remote', 'hybrid')),
    constraint ck_job_postings_salary check (salary_min >= 0 and salary_max >= salary_min),
    constraint ck_job_postings_salary_currency check (salary_currency ~ '^[A-Z]{3}$'),
    constraint ck_job_postings_salary_period check (salary_period in ('hourly', 'daily', 'monthly', 'yearly')),
    constraint ck_job_postings_experience
    check (experience_min_years >= 0 and experience_max_years >= experience_min_years),
    constraint ck_job_postings_status check (status in ('draft', 'published', 'closed', 'filled')),
    constraint ck_job_postings_counts check (least(views_count, applications_count) >= 0)
);

comment on table job_postings is
'Work that a business or an organization offers. Deleting goes through the trash; reads go to job_postings_live. '
'Grain: job posting.';
comment on column job_postings.employer_id is
'Id of a business or organization, as employer_type says; it cannot go while it has postings.';
comment on column job_postings.posted_by is
'Who answers for the posting. Hand it over before that person''s account goes.';
comment on column job_postings.description is 'At most 5000 characters.';
comment on column job_postings.salary_min is 'In salary_currency for a salary_period; empty where not told.';
comment on column job_postings.skills_required is 'As the employer words them.';
comment on column job_postings.application_deadline is 'No application after this instant; empty: until it is closed.';
comment on column job_postings.application_email is 'Where to apply, if not here. @pii';
comment on column job_postings.application_url is 'Where to apply, if not here.';
comment on column job_postings.status is 'filled: somebody got the job; closed: nobody did.';
comment on column job_postings.views_count is 'Views of the page, from ana_entity_views.';
comment on column job_postings.applications_count is 'Applications, those withdrawn included.';
comment on column job_postings.engagement_score is 'An application weighs 3, a view nothing.';
comment on column job_postings.current_version is 'Number of the newest row of job_posting_versions.';
comment on column job_postings.edited_at is
'When the offer last changed; updated_at moves with every change, those of counters included.';
comment on column job_postings.deletion_reason is 'Words of whoever deleted it. @pii';
comment on column job_postings.purge_at is 'When the row goes for good: 30 days after it went to the trash.';
comment on column job_postings.search_vector is 'English full text over title (A) and description (B).';

create index idx_job_postings_employer_type_employer_id on job_postings (employer_type, employer_id, created_at desc);
create index idx_job_postings_posted_by on job_postings (posted_by);
create index idx_job_postings_category_id on job_postings (category_id);
create index idx_job_postings_job_type on job_postings (job_type, published_at desc) where not is_deleted;
create index idx_job_postings_location on job_postings (location_type, location_state, location_city);
create index idx_job_postings_status on job_postings (status, created_at desc);
create index idx_job_postings_published_at on job_postings (published_at desc)
where status = 'published' and not is_deleted;
create index idx_job_postings_deleted_by on job_postings (deleted_by, deleted_at desc)
where deleted_by is not null;
create index gin_job_postings_skills_required on job_postings using gin (skills_required);
create index fts_job_postings on job_postings using gin (search_vector);

select sys_touch_updated_at('job_postings');
select sys_declare_polymorphic_reference(
    'job_postings', 'employer_type', 'employer_id',
    '{"business": "biz_profiles", "organization": "org_profiles"}', 'restrict'
);
select sys_declare_trash('job_postings');
select sys_declare_counter(
    'biz_stats', 'active_jobs_count',
    '[{"child": "job_postings", "key": "employer_id",
       "filter": "employer_type = ''business'' and status = ''published'' and not is_deleted"}]'
);


create table job_posting_versions (
    job_id uuid not null,
    version integer not null,
    title text not null,
    description text not null,
    job_type text not null,
    location_type text not null,
    location_city text,
    location_state text,
    location_country text,
    salary_min numeric(10, 2),
    salary_max numeric(10, 2),
    salary_currency text,
    salary_period text,
    experience_min_years integer,
    experience_max_years integer,
    education_level text,
    skills_required text[],
    application_deadline timestamptz,
    views_count integer not null,
    applications_count integer not null,
    edited_by uuid,
    edited_at timestamptz not null,
    constraint pk_job_posting_versions primary key (job_id, version),
    constraint fk_job_posting_versions_job_id foreign key (job_id) references job_postings (id) on delete cascade,
    constraint fk_job_posting_versions_edited_by
    foreign key (edited_by) references profiles (id) on delete set null,
    constraint ck_job_posting_versions_version check (version >= 1)
);

comment on table job_posting_versions is
'What a job posting offered: the present version and the two before it. Grain: job posting and version.';
comment on column job_posting_versions.version is 'From 1; the highest is job_postings.current_version.';
comment on column job_posting_versions.views_count is 'At the time of the edit.';
comment on column job_posting_versions.applications_count is 'At the time of the edit.';
comment on column job_posting_versions.edited_by is 'Who wrote this version, where the application said so.';

create index idx_job_posting_versions_edited_by on job_posting_versions (edited_by);

select sys_declare_versions(
    'job_postings', 'job_posting_versions',
    array[
        'title', 'description', 'job_type', 'location_type', 'location_city', 'location_state', 'location_country',
        'salary_min', 'salary_max', 'salary_currency', 'salary_period', 'experience_min_years',
        'experience_max_years', 'education_level', 'skills_required', 'application_deadline'
    ]
);
select sys_declare_imported_counter('job_posting_versions', column_name, 'The count when the version was written.')
from unnest(array['views_count', 'applications_count']) as each (column_name);


create table job_applications (
    id uuid not null default gen_random_uuid(),
    job_id uuid not null,
    applicant_id uuid not null,
    cover_letter text,
    resume_url text,
    application_data jsonb,
    status text not null default 'submitted',
    reviewed_by uuid,
    reviewed_at timestamptz,
    review_notes text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_job_applications primary key (id),
    constraint uq_job_applications_job_id_applicant_id unique (job_id, applicant_id),
    constraint fk_job_applications_job_id foreign key (job_id) references job_postings (id) on delete cascade,
    constraint fk_job_applications_applicant_id
    foreign key (applicant_id) references profiles (id) on delete cascade,
    constraint fk_job_applications_reviewed_by
    foreign key (reviewed_by) references profiles (id) on delete set null,
    constraint ck_job_applications_cover_letter_length check (char_length(cover_letter) <= 2000),
    constraint ck_job_applications_status check (
        status in (
            'submitted', 'under_review', 'shortlisted', 'interviewed', 'offered', 'rejected', 'withdrawn'
        )
    ),
    constraint ck_job_applications_reviewed_at check (reviewed_at >= created_at)
);

comment on table job_applications is
'A person applies for a job. Grain: job posting and person.';
comment on column job_applications.cover_letter is 'At most 2000 characters. @pii';
comment on column job_applications.resume_url is '@pii';
comment on column job_applications.application_data is 'Answers to the questions of the employer. @pii';
comment on column job_applications.status is 'offered is as far as it goes here; withdrawn: by the applicant.';
comment on column job_applications.reviewed_by is 'Who looked last; empty once that person''s account is gone.';
comment on column job_applications.review_notes is 'For the employer only. @pii';

create index idx_job_applications_applicant_id on job_applications (applicant_id, created_at desc);
create index idx_job_applications_job_id_open on job_applications (job_id, status)
where status not in ('rejected', 'withdrawn');
create index idx_job_applications_status on job_applications (status);
create index idx_job_applications_reviewed_by on job_applications (reviewed_by) where reviewed_by is not null;

select sys_touch_updated_at('job_applications');
select sys_declare_counter(
    'job_postings', 'applications_count', '[{"child": "job_applications", "key": "job_id"}]'
);


create table job_bookmarks (
    id uuid not null default gen_random_uuid(),
    job_id uuid not null,
    profile_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_job_bookmarks primary key (id),
    constraint uq_job_bookmarks_job_id_profile_id unique (job_id, profile_id),
    constraint fk_job_bookmarks_job_id foreign key (job_id) references job_postings (id) on delete cascade,
    constraint fk_job_bookmarks_profile_id foreign key (profile_id) references profiles (id) on delete cascade
);

comment on table job_bookmarks is
'A person keeps a job posting to find it again. Grain: job posting and person.';

create index idx_job_bookmarks_profile_id_created_at on job_bookmarks (profile_id, created_at desc);
