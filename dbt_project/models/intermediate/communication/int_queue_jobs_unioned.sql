{%- set counts_attempts = {
    'retries': 'greatest(attempts - 1, 0)', 'is_used_up': 'attempts >= max_attempts', 'due_at': 'scheduled_at',
    'sent_at': 'coalesce(sent_at, updated_at)', 'failed_at': 'updated_at',
} -%}
{%- set counts_retries = {
    'retries': 'retry_count', 'is_used_up': 'retry_count >= max_retries', 'due_at': 'created_at',
    'sent_at': 'coalesce(sent_at, processed_at, updated_at)',
    'failed_at': 'coalesce(failed_at, processed_at, updated_at)',
} -%}
with

jobs as (

    {%- for queue, jobs, words in [
        ('email', ref('stg_eml_queue'), counts_attempts), ('notification', ref('stg_ntf_queue'), counts_attempts),
        ('sms', ref('stg_que_sms'), counts_retries), ('whatsapp', ref('stg_que_whatsapp'), counts_retries),
    ] %}
    select
        '{{ queue }}' as queue,
        -- What is meant for later does not wait before.
        greatest(created_at, {{ words.due_at }}) as entered_at,
        case
            when status in ('sent', 'bounced', 'delivered', 'read') then {{ words.sent_at }}
            when status = 'failed' then {{ words.failed_at }}
        end as left_at,
        status = 'failed' as is_failed,
        status = 'failed' and {{ words.is_used_up }} as is_dead,
        {{ words.retries }} as retries_count
    from {{ jobs }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)

select
    queue,
    entered_at,
    -- Clocks of workers differ: nothing leaves before it came.
    case when left_at is not null then greatest(left_at, entered_at) end as left_at,
    is_failed,
    is_dead,
    retries_count
from jobs
where entered_at <= {{ instant() }}
