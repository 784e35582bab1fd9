-- Slugs: the last part of the address of a page, made from a name, unique among pages of its kind.

create function sys_transliterate(words text) returns text
language sql immutable strict
as $$
    -- Nine blocks of Unicode, from Devanagari (U+0900) to Malayalam (U+0D7F), have the letters of
    -- their scripts at the same 128 places, so one table serves them all. A dot is nothing; the
    -- consonants are at 21 to 57 and 88 to 95, signs of vowels at 62 to 76, the virama, which takes
    -- the inherent vowel away, at 77.
    with sounds as (
        select string_to_array(
            '. n n h a a a i i u u ri li e e e '
            'ai o o o au k kh g gh ng ch chh j jh n t '
            'th d dh n t th d dh n n p ph b bh m y '
            'r r l l zh v sh sh s h . . . . a i '
            'i u u ri ri e e e ai o o o au . t . '
            'om . . . . . . . ts dz r . r . f y '
            'ri li li li - - 0 1 2 3 4 5 6 7 8 9 '
            'n . . . . . . . . . n n r l l k',
            ' ', '.'
        ) as of_place
    ),

    letters as (
        select
            number,
            letter,
            -- 18 Devanagari, 19 Bengali, 20 Gurmukhi, 21 Gujarati, 22 Odia, 23 Tamil, 24 Telugu,
            -- 25 Kannada, 26 Malayalam
            case when ascii(letter) / 128 between 18 and 26 then ascii(letter) / 128 end as block,
            ascii(letter) % 128 as place
        from string_to_table(
            -- Composed, so that a vowel is one sign. Three letters at places where others have
            -- different ones become what they sound like; nuktas and joiners go.
            translate(normalize(words, nfc), U&'\09F0\09F1\0B71\093C\09BC\0A3C\0ABC\0B3C\0CBC\200C\200D', 'रवଵ'),
            null
        ) with ordinality as each (letter, number)
    ),

    neighbours as (
        select
            letters.*,
            lag(place) over in_order as place_before,
            lag(block) over in_order is not null as follows_letter,
            lead(place) over in_order as place_after,
            -- Digits and full stops end a word.
            coalesce(lead(block) over in_order is not null and lead(place) over in_order not between 100 and 111, false)
                as precedes_letter
        from letters
        window in_order as (order by number)
    )

    select string_agg(
        case
            when block is null then regexp_replace(normalize(letter, nfkd), U&'[\0300-\036F]', '', 'g')
            -- The anusvara is the nasal of the consonant after it; at the end of southern words an m.
            when place in (1, 2) and case when precedes_letter then place_after between 42 and 46 else block > 22 end
                then 'm'
            else
                coalesce(of_place[place + 1], '')
                || case
                    when place not between 21 and 57 and place not between 88 and 95 then ''
                    when precedes_letter and place_after between 62 and 77 then ''
                    -- Northern scripts write ram for rama, but keep the vowel after two consonants.
                    when block < 22 and not precedes_letter and follows_letter and place_before <> 77 then ''
                    else 'a'
                end
        end,
        '' order by number
    )
    from neighbours
    cross join sounds
$$;

comment on function sys_transliterate is
'Words of the Indian scripts in Latin letters, about as people write them; other letters without their accents.';

create function sys_slug(words text, fallback text) returns text
language sql immutable
as $$
    select coalesce(nullif(btrim(left(btrim(dashed, '-'), 60), '-'), ''), fallback)
    -- Before lower(): what that knows beyond a-z depends on the locale of the server.
    from translate(sys_transliterate(words), 'øØłŁđĐıÆŒ', 'oOlLdDiæœ') as latin
    cross join lateral lower(replace(replace(replace(latin, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe')) as plain
    cross join lateral regexp_replace(regexp_replace(plain, '[''’`.]', '', 'g'), '[^a-z0-9]+', '-', 'g') as dashed
$$;

comment on function sys_slug is
'Words as part of an address: a-z, 0-9 and single dashes, 60 characters at most; the fallback where none of the words '
'can be written so.';

create function sys_slug_is_taken(of_table text, of_column text, slug text) returns boolean
language plpgsql
as $$
declare
    is_taken boolean;
begin
    execute format('select exists (select from %I where %I = $1)', of_table, of_column) into is_taken using slug;
    return is_taken;
end
$$;

comment on function sys_slug_is_taken is 'Whether a row of the table has the slug, one of this transaction included.';

create function sys_free_slug(of_table text, of_column text, wanted text) returns text
language plpgsql
as $$
declare
    taken integer := 1;
    free integer := 2;
    middle integer;
begin
    -- Whoever wants a slug of the same words waits until we have used ours or given up. Numbers at
    -- the end do not tell slugs apart here: asha-2 is what a second asha gets.
    perform pg_advisory_xact_lock(
        hashtextextended(format('%s.%s %s', of_table, of_column, regexp_replace(wanted, '(-[0-9]+)+$', '')), 0)
    );
    if not sys_slug_is_taken(of_table, of_column, wanted) then
        return wanted;
    end if;
    -- Ten thousand people of one name cost 30 look-ups, not ten thousand.
    while sys_slug_is_taken(of_table, of_column, format('%s-%s', wanted, free)) loop
        taken := free;
        free := free * 2;
    end loop;
    while free - taken > 1 loop
        middle := (taken + free) / 2;
        if sys_slug_is_taken(of_table, of_column, format('%s-%s', wanted, middle)) then
            taken := middle;
        else
            free := middle;
        end if;
    end loop;
    return format('%s-%s', wanted, free);
end
$$;

comment on function sys_free_slug is
'The slug, or with the first number at its end that nobody has. Nobody else gets it before this transaction ends.';

create function generate_profile_slug(full_name text) returns text
language sql
as $$ select sys_free_slug('profiles', 'profile_slug', sys_slug(full_name, 'member')) $$;

comment on function generate_profile_slug is
'A free slug for a person of that name. Two calls in one transaction return the same one unless the first is used; '
'simplest is to insert the profile without a slug.';

create function generate_business_slug(business_name text) returns text
language sql
as $$ select sys_free_slug('biz_profiles', 'business_slug', sys_slug(business_name, 'business')) $$;

comment on function generate_business_slug is 'A free slug for a business of that name; see generate_profile_slug.';

create function generate_organization_slug(organization_name text) returns text
language sql
as $$ select sys_free_slug('org_profiles', 'organization_slug', sys_slug(organization_name, 'organization')) $$;

comment on function generate_organization_slug is
'A free slug for an organization of that name; see generate_profile_slug.';

-- Whoever inserts without a slug gets one.

create function fill_profile_slug() returns trigger
language plpgsql
as $$
begin
    new.profile_slug := generate_profile_slug(new.full_name);
    return new;
end
$$;

comment on function fill_profile_slug is 'Trigger for profiles inserted without a slug.';

create function fill_business_slug() returns trigger
language plpgsql
as $$
begin
    new.business_slug := generate_business_slug(new.business_name);
    return new;
end
$$;

comment on function fill_business_slug is 'Trigger for businesses inserted without a slug.';

create function fill_organization_slug() returns trigger
language plpgsql
as $$
begin
    new.organization_slug := generate_organization_slug(new.organization_name);
    return new;
end
$$;

comment on function fill_organization_slug is 'Trigger for organizations inserted without a slug.';

create trigger fill_slug before insert on profiles
for each row when (new.profile_slug is null) execute function fill_profile_slug();
create trigger fill_slug before insert on biz_profiles
for each row when (new.business_slug is null) execute function fill_business_slug();
create trigger fill_slug before insert on org_profiles
for each row when (new.organization_slug is null) execute function fill_organization_slug();
