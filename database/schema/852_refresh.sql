-- Refreshing materialized views.

create function refresh_all_materialized_views() returns table (view_name text, duration_ms numeric)
language plpgsql
as $$
declare
    is_filled boolean;
    began timestamptz;
begin
    for view_name, is_filled in
        select relname, relispopulated
        from pg_class
        where relkind = 'm' and relnamespace = current_schema()::regnamespace
        -- A view is newer than those it reads.
        order by oid
    loop
        began := clock_timestamp();
        execute format(
            'refresh materialized view %s %I', case when is_filled then 'concurrently' else '' end, view_name
        );
        duration_ms := round(1000 * extract(epoch from clock_timestamp() - began), 1);
        return next;
    end loop;
end
$$;

comment on function refresh_all_materialized_views is
'Refresh every materialized view while others read it, each after those it reads; return names and milliseconds. A '
'view needs a unique index for that.';
