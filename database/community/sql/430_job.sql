-- Job postings of businesses and organizations, applications and bookmarks.

create table community.jobs as
select
    job.number,
    community.id_of('job', job.number) as id,
    businesses.owner_id,
    businesses.owner_number,
    businesses.line,
    businesses.town,
    businesses.state,
    organizations.founder_id,
    job.number % 8 = 0 as by_organization,
    businesses.id as business_id,
    organizations.id as organization_id,
    community.moment_after(
        greatest(businesses.created_at, organizations.created_at), community.chance('job at', job.number)
    ) as created_at,
    1 + community.number('job edits', job.number, 0, 12) / 4 as current_version,
    floor(
        2 + least(0.15 * community.members(), 3 * (1 - community.chance('applicants', job.number)) ^ (-0.6))
    )::integer as wanted
from generate_series(1::bigint, community.some(0.03, 16)) as job (number)
cross join community.business_total as total
-- Who still looks for people does not close.
inner join community.businesses
    on businesses.number = 1 + (job.number * 3) % total.size and not businesses.is_closed
inner join community.organizations on organizations.number = 1 + job.number % 8;

insert into job_postings (
    id, employer_type, employer_id, posted_by, category_id, title, description, job_type, location_type, location_city,
    location_state, salary_min, salary_max, salary_period, experience_min_years, experience_max_years, skills_required,
    application_deadline, status, published_at, current_version, edited_at, is_deleted, deleted_at, deleted_by,
    deletion_reason, purge_at, created_at, updated_at
)
select
    jobs.id,
    case when by_organization then 'organization' else 'business' end,
    case when by_organization then organization_id else business_id end,
    case when by_organization then founder_id else owner_id end,
    categories.id,
    community.pick(
        community.chance('position', number),
        'Farm Manager',
        'Supervisor',
        'Veterinary Officer',
        'Driver',
        'Accountant',
        'Hatchery Technician'
    ),
    format('We look for somebody with experience. Call for details, offer %s.', current_version),
    community.pick(
        community.chance('job type', number), 'full_time', 'full_time', 'contract', 'part_time', 'internship'
    ),
    'on_site',
    town,
    state,
    pay,
    pay * 1.5,
    'monthly',
    number % 4,
    number % 4 + 3,
    array['poultry'],
    jobs.created_at + interval '45 days',
    states.status,
    case when states.status <> 'draft' then jobs.created_at end,
    current_version,
    edits.at,
    trash.at is not null,
    trash.at,
    case when trash.at is not null then owner_id end,
    case when trash.at is not null then 'Entered twice.' end,
    trash.at + interval '720 hours',
    jobs.created_at,
    greatest(jobs.created_at, edits.at, trash.at)
from community.jobs
inner join
    (select
        id,
        row_number() over (order by slug) - 1 as place
    from ref_job_categories) as categories
    on categories.place = number % 10
cross join lateral (select 1000 * community.number('pay', number, 10, 60) as pay) as salary
cross join
    lateral (
        select case when current_version > 1 then community.soon_after(jobs.created_at, 0.55, '6 hours') end as at
    ) as edits
cross join
    lateral (
        select
            case
                when number % 45 = 13 then greatest(jobs.created_at, edits.at, community.until_at() - interval '8 days')
            end as at
    ) as trash
cross join lateral (
    select case
        when number % 30 = 2 then 'draft'
        when jobs.created_at > community.until_at() - interval '45 days' then 'published'
        when number % 3 = 0 then 'closed' else 'filled'
    end as status
) as states;

insert into job_posting_versions (
    job_id, version, title, description, job_type, location_type, location_city, location_state, location_country,
    salary_min, salary_max, salary_currency, salary_period, experience_min_years, experience_max_years, education_level,
    skills_required, application_deadline, views_count, applications_count, edited_by, edited_at
)
select
    id,
    version,
    title,
    case version when current_version then description else 'We look for somebody.' end,
    job_type,
    location_type,
    location_city,
    location_state,
    location_country,
    salary_min,
    salary_max,
    salary_currency,
    salary_period,
    experience_min_years,
    experience_max_years,
    education_level,
    skills_required,
    application_deadline,
    0,
    0,
    case when version > 1 then posted_by end,
    case version
        when current_version then coalesce(edited_at, created_at)
        else created_at + (edited_at - created_at) * (version - 1) / current_version
    end
from job_postings
cross join lateral generate_series(greatest(1, current_version - 2), current_version) as version;

insert into job_applications (
    id, job_id, applicant_id, cover_letter, resume_url, status, reviewed_by, reviewed_at, created_at, updated_at
)
select
    community.id_of('job application', sent.number),
    sent.job_id,
    sent.applicant_id,
    'I have the experience you ask for.',
    format('https://files.example.com/resumes/%s.pdf', sent.number),
    states.status,
    case when states.is_reviewed then sent.owner_id end,
    case when states.is_reviewed then looked.at end,
    sent.at,
    case when states.is_reviewed then looked.at else sent.at end
from (
    select
        jobs.number * 100000 + step as number,
        jobs.id as job_id,
        members.id as applicant_id,
        jobs.owner_id,
        least(
            community.soon_after(
                greatest(jobs.created_at, members.joined_at),
                community.chance('applies', jobs.number * 100000 + step),
                '3 days'
            ),
            greatest(jobs.created_at, members.joined_at) + interval '44 days'
        ) as at
    from community.jobs
    cross join lateral generate_series(1, jobs.wanted) as step
    inner join community.members on members.line = (jobs.line + step * 3 + 1) % community.members()
    where
        jobs.number % 30 <> 2
        and members.joined_at < jobs.created_at + interval '45 days'
        and step * 3 < community.members() - 3
) as sent
cross join
    lateral (
        select
            word as status,
            word not in ('submitted', 'withdrawn') as is_reviewed
        from community.pick(
            case
                when sent.at > community.until_at() - interval '3 days' then 0 else
                    community.chance('application', sent.number)
            end,
            'submitted',
            'submitted',
            'under_review',
            'shortlisted',
            'interviewed',
            'offered',
            'rejected',
            'rejected',
            'withdrawn'
        ) as word
    ) as states
cross join
    lateral (select community.soon_after(sent.at, community.chance('application seen', sent.number), '2 days') as at)
        as looked;

insert into job_bookmarks (id, job_id, profile_id, created_at)
select
    community.id_of('job bookmark', jobs.number * 16 + step),
    jobs.id,
    members.id,
    community.soon_after(
        greatest(jobs.created_at, members.joined_at), community.chance('job kept', jobs.number * 16 + step), '3 days'
    )
from community.jobs
cross join generate_series(1, 4) as step
inner join community.members on members.line = (jobs.line + step * 4 + 2) % community.members()
where community.chance('keeps job', jobs.number * 16 + step) < 0.5;
