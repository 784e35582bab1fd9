-- Telling people something, by the ways they want.

create function sys_fill_template(template text, named_values jsonb) returns text
language plpgsql immutable
as $$
declare
    filled text := template;
    name text;
begin
    for name in select distinct match[1] from regexp_matches(template, '\{\{\s*(\w+)\s*\}\}', 'g') as match loop
        if named_values ->> name is null then
            perform sys_fail(
                format('The text "%s" cannot be filled in', template), format('a value for %s', name),
                coalesce(named_values::text, 'none'), 'pass the value', '22004'
            );
        end if;
        filled := regexp_replace(
            filled, format('\{\{\s*%s\s*\}\}', name), replace(named_values ->> name, '\', '\\'), 'g'
        );
    end loop;
    return filled;
end
$$;

comment on function sys_fill_template is
'A text in which names in double braces are replaced by their values; an error where one is missing.';

create function sys_next_loud_instant(of_profile uuid, at_instant timestamptz) returns timestamptz
language sql stable
as $$
    select case
        when not wish.quiet_hours_enabled then at_instant
        when wish.quiet_hours_start <= wish.quiet_hours_end then case
            when here::time >= wish.quiet_hours_start and here::time < wish.quiet_hours_end
                then (here::date + wish.quiet_hours_end) at time zone zone
            else at_instant
        end
        -- The night lies between the two.
        when here::time >= wish.quiet_hours_start then (here::date + 1 + wish.quiet_hours_end) at time zone zone
        when here::time < wish.quiet_hours_end then (here::date + wish.quiet_hours_end) at time zone zone
        else at_instant
    end
    from ntf_preferences as wish
    left join usr_preferences as settings on settings.profile_id = wish.profile_id
    cross join lateral coalesce(settings.preferred_timezone, 'Asia/Kolkata') as zone
    cross join lateral (select at_instant at time zone zone as here) as clock
    where wish.profile_id = of_profile
    union all
    select at_instant
    where not exists (select from ntf_preferences where profile_id = of_profile)
$$;

comment on function sys_next_loud_instant is
'When a person may be disturbed: at the instant, or when the quiet hours end.';

create function sys_delivery_methods(of_profile uuid, notification_type ref_notification_types)
returns setof text
language sql stable
as $$
    -- The main switch of the person, the one for notifications, and for the kind the person's word
    -- or else the kind's default. No kind is sent by SMS unless the person asked for it.
    select method
    from usr_preferences as settings
    left join ntf_preferences as wish on wish.profile_id = settings.profile_id
    cross join lateral (
        values
        ('push', settings.push_notifications, wish.push_enabled, true, notification_type.is_push),
        (
            'email', settings.email_notifications and settings.email_frequency = 'instant', wish.email_enabled, true,
            notification_type.is_email
        ),
        ('sms', settings.sms_notifications, wish.sms_enabled, false, false)
    ) as ways (method, main_switch, switch, switch_default, kind_default)
    where settings.profile_id = of_profile
        and main_switch
        and coalesce(switch, switch_default)
        and coalesce(
            (wish.preferences -> (notification_type.slug) ->> method)::boolean, kind_default, false
        )
$$;

comment on function sys_delivery_methods is
'The ways besides the application itself by which a person is told something of a kind.';

create function create_notification(
    recipient uuid,
    type_slug text,
    named_values jsonb default '{}',
    actor_type text default null,
    actor_id uuid default null,
    action_type text default null,
    action_id uuid default null,
    title text default null,
    message text default null,
    action_url text default null
) returns uuid
language plpgsql
as $$
declare
    kind ref_notification_types;
    template ntf_templates;
    notification uuid;
begin
    select * into kind from ref_notification_types where slug = type_slug;
    if kind.id is null then
        perform sys_fail(
            format('There is no kind of notification %s', type_slug), 'a slug of ref_notification_types', 'none',
            'check the slug, or load the reference data', '23503'
        );
    end if;
    if not kind.is_active
        or actor_type = 'individual'
        and (actor_id = recipient or actor_id in (select sys_blocked_profiles(recipient)))
    then
        return null;
    end if;
    select * into template
    from ntf_templates
    where notification_type_id = kind.id and is_active
    order by ntf_templates.name
    limit 1;

    insert into ntf_notifications (
        recipient_id, notification_type_id, actor_type, actor_id, action_type, action_id, title, message, action_url,
        metadata, priority
    )
    values (
        recipient, kind.id, create_notification.actor_type, create_notification.actor_id,
        create_notification.action_type, create_notification.action_id,
        coalesce(create_notification.title, sys_fill_template(template.title_template, named_values), kind.name),
        coalesce(
            create_notification.message,
            sys_fill_template(coalesce(template.message_template, kind.template, kind.name), named_values)
        ),
        coalesce(create_notification.action_url, sys_fill_template(kind.action_url_pattern, named_values)),
        nullif(named_values, '{}'),
        case kind.priority when 1 then 'urgent' when 2 then 'high' when 4 then 'low' when 5 then 'low' else 'normal' end
    )
    returning id into notification;

    insert into ntf_queue (notification_id, delivery_method, scheduled_at)
    select notification, method, sys_next_loud_instant(recipient, now())
    from sys_delivery_methods(recipient, kind) as method;
    return notification;
end
$$;

comment on function create_notification is
'Tell a person something of a kind in ref_notification_types and queue it for the ways the person wants, after the '
'quiet hours. Title, message and url are made from the templates of the kind and the named values unless given. '
'Returns the notification, or null where nobody is told: the kind is switched off, or the actor is the person '
'or blocked by or blocking the person.';
