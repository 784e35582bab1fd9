with

submissions as (

    select * from {{ ref('stg_sup_submissions') }}

),

categories as (

    select * from {{ ref('stg_sup_categories') }}

),

comments as (

    select * from {{ ref('stg_sup_comments') }}

),

answers as (

    -- Comments for those who work on it answer nobody.
    select
        comments.feedback_id,
        min(comments.created_at) as first_answer_at
    from comments
    inner join submissions on comments.feedback_id = submissions.feedback_id
    where not comments.is_internal and comments.author_id is distinct from submissions.profile_id
    group by comments.feedback_id

)

select
    submissions.feedback_id,
    coalesce(categories.name, 'none') as category_name,
    submissions.created_at,
    submissions.sentiment_label,
    submissions.sentiment_score,
    -- An answer is the note of it or a comment of somebody else, whichever came first.
    case
        when num_nonnulls(submissions.responded_at, answers.first_answer_at) > 0
            then greatest(least(submissions.responded_at, answers.first_answer_at), submissions.created_at)
    end as responded_at,
    case
        when submissions.status in ('resolved', 'closed')
            then greatest(coalesce(submissions.responded_at, submissions.updated_at), submissions.created_at)
    end as closed_at
from submissions
left join categories on submissions.category_id = categories.category_id
left join answers on submissions.feedback_id = answers.feedback_id
