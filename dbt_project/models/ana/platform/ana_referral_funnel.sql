with

{# An invitation that nobody took up in time is over, whether or not the application has said so yet. #}
invitations as (

    select
        *,
        {{ india_date('created_at') }} as invited_date,
        status = 'accepted' as is_accepted,
        status = 'expired' or expires_at <= {{ instant() }} as is_past
    from {{ ref('stg_int_invitations') }}

)

select
    invitation_type as channel,
    date_trunc('month', invited_date)::date as started_month,
    count(distinct inviter_profile_id)::integer as inviters_count,
    count(*)::integer as invited_count,
    count(sent_at)::integer as sent_count,
    (count(*) filter (where is_accepted))::integer as joined_count,
    (count(*) filter (where not is_accepted and is_past))::integer as expired_count,
    (count(*) filter (where not is_accepted and not is_past))::integer as open_count,
    {{ percent_of('count(*) filter (where is_accepted)', 'count(*)') }} as joined_pct,
    null::integer as active_count,
    null::integer as rewarded_count,
    null::numeric(12, 2) as rewards_inr
from invitations
group by channel, started_month
union all
select
    'referral_code' as channel,
    {{ india_month('referred_at') }} as started_month,
    count(distinct referrer_id)::integer as inviters_count,
    null::integer as invited_count,
    null::integer as sent_count,
    count(*)::integer as joined_count,
    null::integer as expired_count,
    null::integer as open_count,
    null::numeric(14, 2) as joined_pct,
    (count(*) filter (where status in ('completed', 'rewarded')))::integer as active_count,
    (count(*) filter (where status = 'rewarded'))::integer as rewarded_count,
    coalesce(sum(reward_amount) filter (where status = 'rewarded'), 0)::numeric(12, 2) as rewards_inr
from {{ ref('stg_ana_referrals') }}
group by started_month
