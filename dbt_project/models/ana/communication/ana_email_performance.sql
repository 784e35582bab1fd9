{%- set outcomes = ['sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'unsubscribed'] -%}
with

templates as (

    select * from {{ ref('stg_eml_templates') }}

),

campaigns as (

    select * from {{ ref('stg_eml_campaigns') }}

),

results as (

    select
        template_id,
        campaign_id,
        {{ india_month('scheduled_at') }} as due_month,
        max(template_name) as template_name,
        count(*)::integer as queued_count,
        count(*) filter (where not is_sent and not is_failed)::integer as waiting_count,
        {%- for outcome in outcomes %}
        count(*) filter (where is_{{ outcome }})::integer as {{ outcome }}_count,
        {%- endfor %}
        count(*) filter (where not is_sent and is_failed)::integer as failed_count
    from {{ ref('int_emails_with_outcomes') }}
    group by template_id, campaign_id, {{ india_month('scheduled_at') }}

)

select
    -- Template and campaign may be empty, so they cannot be the key themselves.
    md5(row(results.template_id, results.campaign_id, results.due_month)::text)::uuid as email_performance_id,
    results.due_month,
    results.template_id,
    coalesce(templates.name, results.template_name) as template_name,
    templates.category as template_category,
    results.campaign_id,
    campaigns.name as campaign_name,
    campaigns.type as campaign_type,
    results.queued_count,
    results.waiting_count,
    results.failed_count,
    {%- for outcome in outcomes %}
    results.{{ outcome }}_count,
    {%- endfor %}
    {{ percent_of('results.delivered_count', 'results.sent_count') }} as delivered_pct,
    {{ percent_of('results.bounced_count', 'results.sent_count') }} as bounced_pct,
    {{ percent_of('results.opened_count', 'results.delivered_count') }} as opened_pct,
    {{ percent_of('results.clicked_count', 'results.delivered_count') }} as clicked_pct,
    {{ percent_of('results.complained_count', 'results.delivered_count') }} as complained_pct,
    {{ percent_of('results.unsubscribed_count', 'results.delivered_count') }} as unsubscribed_pct
from results
left join templates on results.template_id = templates.template_id
left join campaigns on results.campaign_id = campaigns.campaign_id
