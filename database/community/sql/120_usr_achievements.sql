-- Certificates, prizes, badges, skills and what others say of them; verifications.

insert into usr_certifications (
    id, profile_id, name, issuing_organization, credential_id, issue_date, expiry_date, does_not_expire, is_verified,
    verified_at, created_at, updated_at
)
select
    community.id_of('certificate', n),
    id,
    community.pick(
        community.chance('certificate', n), 'Poultry Management', 'HACCP', 'Feed Formulation', 'Biosecurity'
    ),
    'Training Centre ' || town,
    'C-' || n,
    day,
    case when n % 2 = 0 then day + 1825 end,
    n % 2 = 1,
    n % 3 = 0,
    case when n % 3 = 0 then joined_at end,
    joined_at,
    joined_at
from community.members
cross join lateral (select joined_at::date - community.number('certified', n, 30, 2000)) as issued (day)
where community.chance('has certificate', n) < 0.15;

insert into usr_awards (id, profile_id, title, issuer, issue_date, description, created_at, updated_at)
select
    community.id_of('award', n),
    id,
    'Best Farm of the District',
    'District of ' || district,
    joined_at::date - community.number('awarded', n, 30, 2000),
    'Given on National Egg Day.',
    joined_at,
    joined_at
from community.members
where community.chance('has award', n) < 0.03;

insert into usr_publications (
    id, profile_id, title, publication_type, journal_name, publication_date, authors, is_primary_author, keywords,
    citation_count, created_at, updated_at
)
select
    community.id_of('publication', n * 5 + number),
    profile_id,
    format('Effects of feed on egg quality, part %s', number),
    'journal',
    'Journal of Poultry Studies',
    joined_at::date - 200 * number - 100,
    array[full_name],
    true,
    array['egg', 'feed'],
    community.number('citations', n * 5 + number, 0, 60),
    joined_at,
    joined_at
from community.role_holders
cross join generate_series(1, 3) as number
where slug = 'researcher';

insert into usr_badges (id, profile_id, badge_type, badge_level, reason, awarded_at, updated_at)
select
    community.id_of('badge', n),
    id,
    case
        when n <= community.members() / 20 then 'early_adopter'
        else community.pick(community.chance('badge', n), 'contributor', 'helpful', 'top_poster', 'mentor', 'connector')
    end,
    least(3, 6 - tier),
    'By the rules of the community.',
    given.at,
    given.at
from community.members
cross join
    lateral (
        select community.moment_after(joined_at, community.chance('badge at', n) * 0.9)
    ) as given (at)
where tier <= 2 or n <= community.members() / 20;

create table community.skill_claims as
select
    members.n * 8 + place as number,
    members.n,
    members.id as profile_id,
    members.joined_at,
    members.line,
    place,
    skills.ids[1 + (community.number('skill', members.n, 0, 1000) + place * 3) % cardinality(skills.ids)] as skill_id
from community.members
cross join (select array_agg(id order by slug) as ids from ref_skills) as skills
cross join lateral generate_series(0, community.number('skills', members.n, 0, 6) - 1) as place;

insert into usr_profile_skills (
    id, profile_id, skill_id, proficiency_level, years_experience, is_featured, display_order, created_at, updated_at
)
select
    community.id_of('skill', number),
    profile_id,
    skill_id,
    community.pick(community.chance('level', number), 'beginner', 'intermediate', 'advanced', 'expert'),
    community.number('skill years', number, 0, 25),
    place = 0,
    place,
    joined_at,
    joined_at
from community.skill_claims;

insert into usr_skill_endorsements (
    id, profile_skill_id, endorser_id, endorsement_text, relationship, created_at, updated_at
)
select
    community.id_of('endorsement', claims.number * 4 + step),
    community.id_of('skill', claims.number),
    endorser.id,
    case when step = 1 then community.comments(community.chance('praise', claims.number)) end,
    community.pick(community.chance('relation', claims.number), 'colleague', 'client', 'mentor', 'manager', 'other'),
    given.at,
    given.at
from community.skill_claims as claims
cross join lateral generate_series(1, community.number('endorsed', claims.number, 0, 2)) as step
inner join community.members as endorser
    on endorser.line = (claims.line + step * 3 + claims.place) % community.members()
cross join
    lateral (
        select community.moment_after(
            greatest(claims.joined_at, endorser.joined_at), community.chance('endorsed at', claims.number * 4 + step)
        )
    ) as given (at)
where endorser.id <> claims.profile_id;

insert into usr_skill_assessments (
    id, profile_skill_id, assessment_type, assessment_provider, score, percentile, completed_at, expires_at, updated_at
)
select
    community.id_of('assessment', number),
    community.id_of('skill', number),
    'quiz',
    'PoultryCo',
    community.number('score', number, 30, 100),
    community.number('percentile', number, 1, 99),
    taken.at,
    taken.at + interval '2 years',
    taken.at
from community.skill_claims
cross join
    lateral (
        select community.moment_after(joined_at, community.chance('assessed at', number))
    ) as taken (at)
where community.chance('assessed', number) < 0.04;

insert into usr_skill_recommendations (
    id, profile_id, recommender_id, title, content, relationship, status, accepted_at, created_at, updated_at
)
select
    community.id_of('letter', members.n),
    members.id,
    writer.id,
    'A reliable partner',
    community.post_openings(community.chance('letter', members.n)) || ' I can recommend '
    || split_part(members.full_name, ' ', 1) || ' without reserve.',
    community.pick(community.chance('letter from', members.n), 'client', 'colleague', 'mentor', 'manager', 'student'),
    letter.status,
    case letter.status when 'accepted' then written.at + interval '1 hour' end,
    written.at,
    written.at + interval '1 hour'
from community.members
inner join community.members as writer on writer.line = (members.line + 2) % community.members()
cross join
    lateral (
        select community.moment_after(
            greatest(members.joined_at, writer.joined_at), community.chance('letter at', members.n) * 0.9
        )
    ) as written (at)
cross join
    lateral (
        select case when community.chance('letter status', members.n) < 0.8 then 'accepted' else 'pending' end
    ) as letter (status)
where community.chance('has letter', members.n) < 0.08 and written.at + interval '2 hours' < community.until_at();

insert into usr_verifications (
    id, profile_id, verification_type, status, document_urls, reviewed_at, rejection_reason, created_at, updated_at
)
select
    community.id_of('verification', members.n * 6 + place),
    members.id,
    type,
    answer.status,
    array[format('https://files.example.com/proofs/%s-%s.pdf', members.n, place)],
    case when answer.status <> 'pending' then asked.at + interval '1 hour' end,
    case when answer.status = 'rejected' then 'The proof cannot be read.' end,
    asked.at,
    case when answer.status = 'pending' then asked.at else asked.at + interval '1 hour' end
from community.members
cross join unnest(array['email', 'phone', 'identity', 'business']) with ordinality as kinds (type, place)
cross join
    lateral (
        select least(
            community.soon_after(members.joined_at, community.chance('verified at', members.n * 6 + place), '10 days'),
            community.until_at() - interval '90 minutes'
        )
    ) as asked (at)
cross join
    lateral (
        select case
            when community.chance('verification', members.n * 6 + place) < 0.82 then 'approved'
            when community.chance('verification', members.n * 6 + place) < 0.92 then 'rejected'
            else 'pending'
        end
    ) as answer (status)
where
    community.chance('asks', members.n * 6 + place) < (array[0.5, 0.3, 0.15, 0.1])[place]
    and asked.at >= members.joined_at;
