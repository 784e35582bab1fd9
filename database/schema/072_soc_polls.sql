-- Polls: votes, and the tally in the options of the post.

create table soc_poll_votes (
    id uuid not null default gen_random_uuid(),
    post_id uuid not null,
    profile_id uuid not null,
    option_index integer not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_soc_poll_votes primary key (id),
    constraint uq_soc_poll_votes_post_id_profile_id unique (post_id, profile_id),
    constraint fk_soc_poll_votes_post_id foreign key (post_id) references soc_posts (id) on delete cascade,
    constraint fk_soc_poll_votes_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_soc_poll_votes_option_index check (option_index >= 0)
);

comment on table soc_poll_votes is
'A person''s vote in a poll, which the person may change while the poll is open. Grain: poll and person.';
comment on column soc_poll_votes.option_index is 'Place of the option in soc_posts.poll_options, from 0.';

create index idx_soc_poll_votes_post_id_option_index on soc_poll_votes (post_id, option_index);
create index idx_soc_poll_votes_profile_id on soc_poll_votes (profile_id, created_at desc);

select sys_touch_updated_at('soc_poll_votes');
select sys_declare_counter('soc_posts', 'poll_votes_count', '[{"child": "soc_poll_votes", "key": "post_id"}]');


create function soc_poll_texts(options jsonb) returns text[]
language sql immutable
as $$
    select array_agg(coalesce(option ->> 'text', option #>> '{}') order by place)
    from jsonb_array_elements(options) with ordinality as each (option, place)
$$;

comment on function soc_poll_texts is 'Texts of the options of a poll, in their order.';

create function soc_tallied_options(of_post uuid, options jsonb) returns jsonb
language sql stable
as $$
    select jsonb_agg(
        case when jsonb_typeof(option) = 'object' then option else jsonb_build_object('text', option) end
        || jsonb_build_object('votes', (
            select count(*) from soc_poll_votes where post_id = of_post and option_index = place - 1
        ))
        order by place
    )
    from jsonb_array_elements(options) with ordinality as each (option, place)
$$;

comment on function soc_tallied_options is 'Options of a poll with the votes that soc_poll_votes has for them.';

create function soc_keep_poll_options() returns trigger
language plpgsql
as $$
begin
    if jsonb_typeof(new.poll_options) <> 'array' then
        return new;  -- the check of the table refuses it
    end if;
    if tg_op = 'UPDATE' and soc_poll_texts(new.poll_options) is distinct from soc_poll_texts(old.poll_options)
        and exists (select from soc_poll_votes where post_id = new.id)
    then
        perform sys_fail(
            format('The options of poll %s cannot change', new.id), soc_poll_texts(old.poll_options)::text,
            soc_poll_texts(new.poll_options)::text,
            'people have voted already: delete the post and write another', '23514'
        );
    end if;
    new.poll_options := soc_tallied_options(new.id, new.poll_options);
    return new;
end
$$;

comment on function soc_keep_poll_options is
'Whatever is written as options of a poll gets the votes it has; texts somebody voted for do not change.';

create trigger keep_poll_options_insert before insert on soc_posts for each row
when (new.poll_options is not null) execute function soc_keep_poll_options();
create trigger keep_poll_options_update before update of poll_options on soc_posts for each row
when (new.poll_options is not null) execute function soc_keep_poll_options();


create function soc_check_poll_votes(posts uuid[], options integer[], cast_at timestamptz[]) returns void
language plpgsql
as $$
declare
    refused record;
begin
    select votes.*, soc_posts.post_type, soc_posts.poll_ends_at,
        coalesce(jsonb_array_length(soc_posts.poll_options), 0) as options_count
    into refused
    from unnest(posts, options, cast_at) as votes (post_id, option_index, voted_at)
    inner join soc_posts on soc_posts.id = votes.post_id
    where soc_posts.post_type <> 'poll'
        or votes.option_index >= jsonb_array_length(soc_posts.poll_options)
        or votes.voted_at > soc_posts.poll_ends_at
    limit 1;
    if found then
        perform sys_fail(
            format('Vote for option %s of post %s is refused', refused.option_index, refused.post_id),
            format('an open poll with that option'),
            case
                when refused.post_type <> 'poll' then format('a post of type %s', refused.post_type)
                when refused.option_index >= refused.options_count
                    then format('options 0 to %s', refused.options_count - 1)
                else format('a poll that ended at %s', refused.poll_ends_at)
            end,
            'vote for an option of a poll before it ends', '23514'
        );
    end if;
end
$$;

comment on function soc_check_poll_votes is 'Raise unless each vote is for an option of a poll that was open.';

create function soc_tally_poll_votes() returns trigger
language plpgsql
as $$
declare
    touched uuid[];
begin
    if tg_op = 'INSERT' then
        touched := array(select post_id from new_rows);
    elsif tg_op = 'UPDATE' then
        touched := array(select post_id from new_rows union select post_id from old_rows);
    elsif tg_op = 'DELETE' then
        touched := array(select post_id from old_rows);
    else
        touched := array(select id from soc_posts where post_type = 'poll');
    end if;
    -- From here on no option changes and nobody else tallies these polls.
    perform from soc_posts where id = any (touched) order by id for no key update;

    if tg_op = 'INSERT' then
        perform soc_check_poll_votes(array_agg(post_id), array_agg(option_index), array_agg(created_at))
        from new_rows;
    elsif tg_op = 'UPDATE' then
        -- updated_at is when the vote was changed.
        perform soc_check_poll_votes(array_agg(post_id), array_agg(option_index), array_agg(updated_at))
        from (
            select id, post_id, option_index, updated_at from new_rows
            where (id, post_id, option_index) not in (select id, post_id, option_index from old_rows)
        ) as changed;
    end if;

    -- The trigger on soc_posts puts the votes in.
    update soc_posts set poll_options = poll_options where id = any (touched) and post_type = 'poll';
    return null;
end
$$;

comment on function soc_tally_poll_votes is 'Check new votes, and bring the options of their polls up to date.';

create trigger tally_insert after insert on soc_poll_votes referencing new table as new_rows
for each statement execute function soc_tally_poll_votes();
create trigger tally_update after update on soc_poll_votes referencing old table as old_rows new table as new_rows
for each statement execute function soc_tally_poll_votes();
create trigger tally_delete after delete on soc_poll_votes referencing old table as old_rows
for each statement execute function soc_tally_poll_votes();
create trigger tally_truncate after truncate on soc_poll_votes
for each statement execute function soc_tally_poll_votes();
