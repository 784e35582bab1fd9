-- A day's posts; edits, deletions and restorations of those of the last days.

insert into soc_posts (id, author_type, author_id, content, post_type, shared_post_id, created_at, updated_at)
select
    community.id_from('post of ' || present.id),
    'individual',
    present.id,
    format(
        '%s %s %s', community.post_openings(community.chance_by('opening', present.id)),
        community.post_middles(community.chance_by('middle', present.id)),
        community.post_endings(community.chance_by('ending', present.id))
    ),
    case when shared.id is null then 'text' else 'shared' end,
    shared.id,
    present.at,
    present.at
from community.present
left join lateral (
    select id
    from soc_posts_live
    where created_at > community.until_at() - interval '3 days' and created_at < present.at
    order by id
    limit 1
) as shared on place % 11 = 0
where community.chance_by('posts', present.id) < 0.15;

update soc_posts
set content = left(content || ' (corrected)', 5000)
where
    created_at > community.until_at() - interval '4 days'
    and not is_deleted
    and community.chance_by('is corrected', id) < 0.06;

update soc_posts
set
    is_deleted = true,
    deleted_at = community.until_at() - interval '10 minutes',
    deleted_by = author_id,
    deletion_reason = 'Deleted by the author.'
where
    created_at > community.until_at() - interval '20 days' and not is_deleted and author_type = 'individual'
    and community.chance_by('is deleted', id) < 0.004;

update soc_posts
set is_deleted = false
where is_deleted and community.chance_by('is restored', id) < 0.05;
