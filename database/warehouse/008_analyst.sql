-- Who may read what: analysts read what is made for readers, and nothing of a person's own.

do $$
begin
    if not exists (select from pg_roles where rolname = 'poultryco_analyst') then
        create role poultryco_analyst nologin;
    end if;
exception
    -- Two databases of one server may be brought up at once.
    when duplicate_object or unique_violation then null;
    when insufficient_privilege then
        raise notice 'poultryco_analyst is missing and this user may not make it: '
            'create role poultryco_analyst nologin, then call quality.let_analysts_read()';
end
$$;

create function quality.let_analysts_read() returns void language plpgsql as $$
declare
    readable text;
begin
    if not exists (select from pg_roles where rolname = 'poultryco_analyst') then
        return;
    end if;
    foreach readable in array array['staging', 'intermediate', 'ana', 'quality', 'market'] loop
        execute format('create schema if not exists %I', readable);
        execute format('grant usage on schema %I to poultryco_analyst', readable);
        execute format('grant select on all tables in schema %I to poultryco_analyst', readable);
        execute format(
            'alter default privileges in schema %I grant select on tables to poultryco_analyst', readable
        );
    end loop;
end
$$;

comment on function quality.let_analysts_read() is
'Lets poultryco_analyst read staging, intermediate, ana, quality and market: what is there, and what the user who '
'calls this makes there later. Nothing of core, load, changes and raw.';

select quality.let_analysts_read();
