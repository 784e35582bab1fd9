-- Those who asked to become members, and those who were asked.

insert into org_membership_applications (
    id, organization_id, applicant_type, applicant_id, tier_id, application_message, status, reviewed_by, reviewed_at,
    rejection_reason, created_at, updated_at
)
select
    community.id_of('application', number),
    organization_id,
    member_type,
    member_id,
    community.id_of('org tier', organization_number * 3),
    'Please let me join.',
    'approved',
    founder_id,
    joined_at,
    null,
    joined_at,
    joined_at
from community.memberships
where number % 4 = 0
union all
select
    community.id_of('refused', organizations.number * 10 + step),
    organizations.id,
    'individual',
    members.id,
    null,
    null,
    case step % 2 when 0 then 'rejected' else 'pending' end,
    case step % 2 when 0 then founder_id end,
    case step % 2 when 0 then asked.at end,
    case step % 2 when 0 then 'Only for people of the state.' end,
    asked.at,
    asked.at
from community.organizations
cross join generate_series(1, 4) as step
inner join community.members
    on members.line = (organizations.line + community.members() - step * 2) % community.members()
cross join lateral (
    select
        community.moment_after(
            greatest(members.joined_at, organizations.created_at),
            community.chance('refused', organizations.number * 10 + step)
        )
) as asked (at);

insert into org_member_invitations (
    id,
    organization_id,
    invited_by,
    invitee_email,
    tier_id,
    invitation_token,
    status,
    expires_at,
    created_at,
    updated_at
)
select
    community.id_of('org invitation', number * 5 + step),
    id,
    founder_id,
    format('guest.%s.%s@example.org', number, step),
    community.id_of('org tier', number * 3),
    'synthetic-' || community.id_of('org token', number * 5 + step),
    (array['pending', 'declined', 'expired'])[1 + step % 3],
    sent.at + interval '30 days',
    sent.at,
    sent.at
from community.organizations
cross join generate_series(1, 4) as step
cross join
    lateral (select community.moment_after(created_at, community.chance('org invited', number * 5 + step)))
        as sent (at);
