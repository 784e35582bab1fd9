-- Every rule that triggers and foreign keys keep, as a query for the rows that break it: kind,
-- table, what is claimed, query. Read from the catalog and the declarations.

select
    'foreign key' as kind,
    conrelid::regclass::text as table_name,
    conname::text as claim,
    format(
        'select from %s as child where %s and not exists (select from %s as parent where %s)',
        conrelid::regclass,
        string_agg(format('child.%I is not null', child.attname), ' and ' order by place),
        confrelid::regclass,
        string_agg(format('parent.%I = child.%I', parent.attname, child.attname), ' and ' order by place)
    ) as query
from pg_constraint
cross join unnest(conkey, confkey) with ordinality as keys (child_number, parent_number, place)
inner join pg_attribute as child on child.attrelid = conrelid and child.attnum = child_number
inner join pg_attribute as parent on parent.attrelid = confrelid and parent.attnum = parent_number
where contype = 'f' and conparentid = 0 and connamespace = 'public'::regnamespace
group by pg_constraint.oid, conrelid, conname, confrelid

union all

select
    'reference',
    table_name,
    format('%s points at a row', id_column),
    sys_orphan_query(table_name, id_column)
from sys_polymorphic_references

union all

select
    'counter',
    table_name,
    format('%s is exact', column_name),
    sys_wrong_counter_query(table_name, column_name)
from sys_counters
where not is_imported

union all

select
    'trash',
    table_name,
    'the columns of the trash agree',
    format(
        'select from %I where case when is_deleted then deleted_at is null '
        'or purge_at is distinct from deleted_at + interval ''%s hours'' '
        'else num_nonnulls(deleted_at, deleted_by, deletion_reason, purge_at) > 0 end',
        table_name, days_kept * 24
    )
from sys_trash_tables

union all

-- Measured at the last sign of life: what nobody has used since is not late.
select
    'trash',
    table_name,
    'nothing lies a day past its time',
    format(
        'select from %I where purge_at < (select max(created_at) from ana_activity_log) - interval ''1 day''',
        table_name
    )
from sys_trash_tables

union all

select
    'versions',
    table_name,
    format('%s has the last versions', history_table),
    format(
        'select from %1$I as main left join (select %3$I as key, max(%4$I) as newest, count(*) as kept from '
        '%2$I group by 1) as history '
        'on history.key = main.%5$I where main.current_version is distinct from history.newest '
        'or history.kept is distinct from least(main.current_version, %6$s)',
        table_name, history_table, keys[1], keys[2], sys_key_column(table_name), versions_kept
    )
from sys_version_tables
cross join sys_history_key(history_table) as keys

union all

select
    'versions',
    table_name,
    format('the newest row of %s is what the table says', history_table),
    format(
        'select from %1$I as main inner join %2$I as history on history.%3$I = main.%5$I and history.%4$I = '
        'main.current_version '
        'where (%6$s) is distinct from (%7$s) or main.edited_at <> history.edited_at',
        table_name, history_table, keys[1], keys[2], sys_key_column(table_name),
        (select string_agg(format('main.%I', name), ', ') from unnest(content_columns) as name),
        (select string_agg(format('history.%I', name), ', ') from unnest(content_columns) as name)
    )
from sys_version_tables
cross join sys_history_key(history_table) as keys

union all

select
    'companion',
    tgrelid::regclass::text,
    format('every row has one of %s', companion),
    format(
        'select from %s as main where not exists (select from %I as companion where companion.%I = main.%I)',
        tgrelid::regclass, companion, sys_key_column(companion), sys_key_column(tgrelid::regclass::text)
    )
from pg_trigger
inner join pg_proc on pg_proc.oid = tgfoid
cross join substring(proname from '^add_(.*)$') as companion
where to_regclass('public.' || companion) is not null

union all

select
    'times',
    table_name::text,
    'updated_at is not before created_at',
    format('select from %I where updated_at < created_at', table_name)
from information_schema.columns
inner join information_schema.tables using (table_schema, table_name)
where table_schema = 'public' and table_type = 'BASE TABLE' and column_name in ('created_at', 'updated_at')
group by table_name
having count(*) = 2

union all

select
    'times',
    attrelid::regclass::text,
    format('%s is not in the future', attname),
    format('select from %s where %I > clock_timestamp() + interval ''1 minute''', attrelid::regclass, attname)
from pg_attribute
inner join pg_class on pg_class.oid = attrelid
where
    relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
    and atttypid = 'timestamptz'::regtype
    and attname in ('created_at', 'deleted_at', 'edited_at', 'joined_at', 'requested_at', 'responded_at')

union all

select
    'derived',
    'profiles',
    'strength and level follow from what the profile has',
    'select from profiles inner join sys_profile_standing(array(select id from profiles)) as standing '
    'on standing.profile_id = profiles.id where (profiles.profile_strength, profiles.verification_level) '
    'is distinct from (standing.strength, standing.verification_level)'

union all

select
    'derived',
    'usr_completeness_checks',
    'the marks follow from what the profile has',
    'select from usr_completeness_checks as marks inner join sys_profile_standing(array(select id from '
    'profiles)) as standing '
    'using (profile_id) where (marks.completeness_score, marks.has_photo, marks.has_headline, marks.has_bio, '
    'marks.has_roles, '
    'marks.has_experience, marks.has_education, marks.has_skills, marks.has_connections, marks.has_posts, '
    'marks.has_endorsements) '
    'is distinct from (standing.strength, standing.has_photo, standing.has_headline, standing.has_bio, '
    'standing.has_roles, '
    'standing.has_experience, standing.has_education, standing.has_skills, standing.has_connections, '
    'standing.has_posts, '
    'standing.has_endorsements)'

union all

select
    'derived',
    'soc_posts',
    'the options of polls have the votes cast',
    'select from soc_posts where post_type = ''poll'' and poll_options is distinct from soc_tallied_options(id, '
    'poll_options)'

union all

select
    'derived',
    'msg_conversations',
    'the last message is the newest',
    'select from msg_conversations left join lateral (select created_at, case when not is_deleted then '
    'left(content, 200) end as preview '
    'from msg_messages where conversation_id = msg_conversations.id order by created_at desc, id desc limit 1) '
    'as newest on true '
    'where (last_message_at, last_message_preview) is distinct from (newest.created_at, newest.preview)'

union all

select
    'derived',
    'prd_orders',
    'the subtotal is the sum of the items',
    'select from prd_orders inner join (select order_id, sum(subtotal) as items from prd_order_items group by '
    'order_id) as sums '
    'on sums.order_id = prd_orders.id where prd_orders.subtotal <> sums.items'

union all

select
    'derived',
    'eml_queue',
    'opened_at and clicked_at are the first events',
    'select from eml_queue left join (select email_queue_id, min(created_at) filter (where event_type in '
    '(''opened'', ''clicked'')) as opened_at, '
    'min(created_at) filter (where event_type = ''clicked'') as clicked_at from eml_events group by '
    'email_queue_id) as events '
    'on events.email_queue_id = eml_queue.id '
    'where (eml_queue.opened_at, eml_queue.clicked_at) is distinct from (events.opened_at, events.clicked_at)'

order by kind, table_name, claim
