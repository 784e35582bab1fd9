-- What a person has published, won, speaks, and was honoured with on the platform.

create table usr_publications (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    title text not null,
    publication_type text,
    journal_name text,
    publisher text,
    publication_date date,
    doi text,
    isbn text,
    url text,
    authors text[],
    is_primary_author boolean not null default false,
    abstract text,
    keywords text[],
    citation_count integer default 0,
    display_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_publications primary key (id),
    constraint fk_usr_publications_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_publications_publication_type
    check (publication_type in ('journal', 'conference', 'book', 'chapter', 'thesis', 'patent')),
    constraint ck_usr_publications_abstract_length check (char_length(abstract) <= 2000),
    constraint ck_usr_publications_citation_count check (citation_count >= 0)
);

comment on table usr_publications is
'A publication a person shows on the profile. Grain: person and publication; one with two members as authors '
'may stand here twice.';
comment on column usr_publications.publication_date is 'The first day of the month or year where no more is known.';
comment on column usr_publications.doi is 'Digital object identifier, without the address of the resolver.';
comment on column usr_publications.authors is 'Names in the order of the publication. @pii';
comment on column usr_publications.is_primary_author is 'The person of the profile is the first author.';

create index idx_usr_publications_profile_id_display_order on usr_publications (profile_id, display_order);
create index idx_usr_publications_is_primary_author on usr_publications (profile_id) where is_primary_author;
create index idx_usr_publications_publication_date on usr_publications (publication_date desc);
create index idx_usr_publications_publication_type on usr_publications (publication_type);
create index idx_usr_publications_citation_count on usr_publications (citation_count desc);

select sys_touch_updated_at('usr_publications');
select sys_declare_imported_counter(
    'usr_publications', 'citation_count', 'Citations happen outside of the platform; the person states their number.'
);


create table usr_awards (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    title text not null,
    issuer text not null,
    issue_date date not null,
    description text,
    document_url text,
    display_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_awards primary key (id),
    constraint fk_usr_awards_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_awards_description_length check (char_length(description) <= 1000)
);

comment on table usr_awards is
'A prize or honour from outside of the platform; those of the platform are usr_badges. Grain: person and award.';
comment on column usr_awards.description is 'At most 1000 characters. @pii';
comment on column usr_awards.document_url is 'Copy or picture of the award. @pii';

create index idx_usr_awards_profile_id_display_order on usr_awards (profile_id, display_order);
create index idx_usr_awards_issue_date on usr_awards (issue_date desc);

select sys_touch_updated_at('usr_awards');


create table usr_languages (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    language text not null,
    proficiency text not null,
    display_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_languages primary key (id),
    constraint uq_usr_languages_profile_id_language unique (profile_id, language),
    constraint fk_usr_languages_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_usr_languages_proficiency check (
        proficiency in ('elementary', 'limited_working', 'professional_working', 'full_professional', 'native')
    )
);

comment on table usr_languages is
'A language a person speaks. Grain: person and language.';
comment on column usr_languages.language is 'Name of the language in English.';

create index idx_usr_languages_profile_id_display_order on usr_languages (profile_id, display_order);

select sys_touch_updated_at('usr_languages');


create table usr_badges (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    badge_type text not null,
    badge_level integer default 1,
    awarded_by uuid,
    reason text,
    is_displayed boolean not null default true,
    display_order integer default 0,
    awarded_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_badges primary key (id),
    constraint fk_usr_badges_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_usr_badges_awarded_by
    foreign key (awarded_by) references profiles (id) on delete set null,
    constraint ck_usr_badges_badge_type check (
        badge_type in (
            'early_adopter', 'verified', 'expert', 'contributor', 'mentor', 'top_poster', 'helpful', 'connector'
        )
    ),
    constraint ck_usr_badges_badge_level check (badge_level between 1 and 3)
);

comment on table usr_badges is
'A badge the platform gave to a person. Grain: person, kind of badge and occasion.';
comment on column usr_badges.badge_level is '1 the lowest, 3 the highest.';
comment on column usr_badges.awarded_by is 'Who gave it; empty where the platform did, or the account is gone.';
comment on column usr_badges.reason is 'What it was given for, in words. @pii';
comment on column usr_badges.is_displayed is 'The person wants it to be seen on the profile.';

create index idx_usr_badges_profile_id on usr_badges (profile_id);
create index idx_usr_badges_is_displayed on usr_badges (profile_id, display_order) where is_displayed;
create index idx_usr_badges_badge_type on usr_badges (badge_type);
create index idx_usr_badges_awarded_by on usr_badges (awarded_by);

select sys_touch_updated_at('usr_badges');
