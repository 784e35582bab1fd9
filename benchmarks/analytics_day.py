"""One day at the source that touches a share of its posts: what members do and undo.

Posts are drawn from the whole history, young and old alike: harder than life, where most of what
is touched is young. Triggers count as they do for the application.
"""

from database.connections import connect

# On a thousand posts 2,000 likes, 330 unlikes, 500 comments, 3,000 views; 20 go into the trash.
WRITES = """
create temp table touched as
select id, row_number() over () as number from soc_posts
where not is_deleted and abs(mod(uuid_hash_extended(id, %(day)s), 1000)) < %(per_mille)s;
create temp table people as select array_agg(id) as ids from profiles;
create temp table drawn as
select
    touched.id as post_id, touched.number, turn,
    ids[1 + floor(random() * cardinality(ids))::integer] as profile_id
from touched cross join people cross join generate_series(1, 3) as turn;
analyze touched;
insert into soc_post_likes (post_id, profile_id)
select post_id, profile_id from drawn where turn <= 2
on conflict do nothing;
delete from soc_post_likes where id in (
    select distinct on (post_id) soc_post_likes.id
    from soc_post_likes inner join touched on post_id = touched.id
    where mod(number, 3) = 0
);
insert into soc_post_comments (post_id, profile_id, content)
select post_id, profile_id, 'Good to know.' from drawn where turn = 1 and mod(number, 2) = 0;
insert into soc_post_views (post_id, viewer_id) select post_id, profile_id from drawn;
update soc_posts set is_deleted = true
where id in (select id from touched where mod(number, 50) = 0)
"""


def live_a_day(url: str, per_mille: int, day: int) -> int:
    """Write a day at the source; return how many posts it touches.

    Args:
        url: The source.
        per_mille: How many posts of a thousand are touched.
        day: Another number touches other posts.
    """
    with connect(url) as connection:
        for statement in WRITES.split(";\n"):
            named = {"per_mille": per_mille, "day": day} if "%(" in statement else None
            connection.execute(statement.encode(), named)
        row = connection.execute("select count(*) from touched").fetchone()
        connection.execute("drop table touched, people, drawn")
    with connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    return row[0] if row else 0
