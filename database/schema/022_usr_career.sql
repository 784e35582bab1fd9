-- A person's career: work, education, certificates.

create table usr_experiences (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    company_name text not null,
    company_type text,
    title text not null,
    employment_type text,
    start_date date not null,
    end_date date,
    is_current boolean not null default false,
    location_city text,
    location_state text,
    location_country text default 'India',
    description text,
    key_achievements text[],
    skills_used text[],
    display_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_experiences primary key (id),
    constraint fk_usr_experiences_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_experiences_employment_type
    check (employment_type in ('full_time', 'part_time', 'contract', 'freelance', 'internship')),
    constraint ck_usr_experiences_end_date check (end_date >= start_date),
    constraint ck_usr_experiences_is_current check (not (is_current and end_date is not null)),
    constraint ck_usr_experiences_description_length check (char_length(description) <= 2000)
);

comment on table usr_experiences is
'A job a person has or had. Jobs may overlap: total experience counts a month once. Grain: person and job.';
comment on column usr_experiences.company_name is
'As the person writes it; the company need not be in biz_profiles.';
comment on column usr_experiences.end_date is
'Last day. Empty while the job lasts; empty for a past job means that nobody knows, and the job adds nothing '
'to the total experience.';
comment on column usr_experiences.description is 'At most 2000 characters. @pii';
comment on column usr_experiences.key_achievements is '@pii';
comment on column usr_experiences.skills_used is
'Words of the person; skills that can be endorsed are in usr_profile_skills.';
comment on column usr_experiences.display_order is 'Place on the profile, smallest first.';

create index idx_usr_experiences_profile_id_display_order on usr_experiences (profile_id, display_order);
create index idx_usr_experiences_is_current on usr_experiences (profile_id) where is_current;
create index idx_usr_experiences_company_name on usr_experiences (company_name);
create index idx_usr_experiences_start_date_end_date on usr_experiences (start_date desc, end_date desc);

select sys_touch_updated_at('usr_experiences');


create table usr_education (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    institution_name text not null,
    institution_type text,
    degree text not null,
    field_of_study text,
    start_date date not null,
    end_date date,
    is_current boolean not null default false,
    grade text,
    location_city text,
    location_state text,
    location_country text default 'India',
    description text,
    activities text[],
    display_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_education primary key (id),
    constraint fk_usr_education_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_education_institution_type
    check (institution_type in ('university', 'college', 'institute', 'school', 'online')),
    constraint ck_usr_education_end_date check (end_date >= start_date),
    constraint ck_usr_education_description_length check (char_length(description) <= 1000)
);

comment on table usr_education is
'A course of study a person takes or took. Grain: person and course of study.';
comment on column usr_education.end_date is 'Last day; the expected one while is_current.';
comment on column usr_education.grade is 'Mark or class, as the institution gives it. @pii';
comment on column usr_education.description is 'At most 1000 characters. @pii';
comment on column usr_education.activities is 'Clubs, projects, sports. @pii';
comment on column usr_education.display_order is 'Place on the profile, smallest first.';

create index idx_usr_education_profile_id_display_order on usr_education (profile_id, display_order);
create index idx_usr_education_is_current on usr_education (profile_id) where is_current;
create index idx_usr_education_institution_name on usr_education (institution_name);
create index idx_usr_education_degree on usr_education (degree);
create index idx_usr_education_start_date_end_date on usr_education (start_date desc, end_date desc);

select sys_touch_updated_at('usr_education');


create table usr_certifications (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    name text not null,
    issuing_organization text not null,
    credential_id text,
    credential_url text,
    issue_date date not null,
    expiry_date date,
    does_not_expire boolean not null default false,
    document_url text,
    is_verified boolean not null default false,
    verified_at timestamptz,
    verified_by uuid,
    display_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_certifications primary key (id),
    constraint fk_usr_certifications_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_usr_certifications_verified_by
    foreign key (verified_by) references profiles (id) on delete set null,
    constraint ck_usr_certifications_expiry_date check (expiry_date >= issue_date),
    constraint ck_usr_certifications_does_not_expire check (not (does_not_expire and expiry_date is not null))
);

comment on table usr_certifications is
'A certificate that somebody gave to a person. Grain: person and certificate.';
comment on column usr_certifications.issuing_organization is
'As the person writes it; it need not be in org_profiles.';
comment on column usr_certifications.credential_id is 'Number of the certificate. @pii';
comment on column usr_certifications.credential_url is 'Page of the issuer that shows the certificate. @pii';
comment on column usr_certifications.expiry_date is
'Last day it is valid. Empty: it does not expire, or the person did not say.';
comment on column usr_certifications.document_url is 'Copy of the certificate. @pii';
comment on column usr_certifications.verified_by is 'Who checked it; empty once that person''s account is gone.';

create index idx_usr_certifications_profile_id_display_order on usr_certifications (profile_id, display_order);
create index idx_usr_certifications_verified_by on usr_certifications (verified_by);
create index idx_usr_certifications_issuing_organization on usr_certifications (issuing_organization);
create index idx_usr_certifications_expiry_date on usr_certifications (expiry_date) where expiry_date is not null;
create index idx_usr_certifications_is_verified on usr_certifications (profile_id) where is_verified;

select sys_touch_updated_at('usr_certifications');
