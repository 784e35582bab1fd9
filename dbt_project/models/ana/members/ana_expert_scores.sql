with

annotations as (

    select * from {{ ref('stg_nec_annotations') }}

),

{# Who likes the own note has not been helped by it, and a note that is not shown to everybody can help nobody. #}
votes as (

    select
        annotations.annotation_id,
        count(*) as likes_count,
        count(*) filter (where likes.reaction_type = 'helpful') as helpful_votes_count
    from annotations
    inner join {{ ref('stg_shr_entity_likes') }} as likes
        on annotations.annotation_id = likes.entity_id and annotations.author_id <> likes.user_id
    where likes.entity_type = 'necc_annotation' and annotations.is_approved
    group by annotations.annotation_id

),

experts as (

    select
        annotations.author_id as profile_id,
        count(*)::integer as annotations_count,
        count(*) filter (where annotations.is_approved)::integer as approved_annotations_count,
        {%- for type in ['spike', 'trend'] %}
        count(*) filter (
            where annotations.is_approved and annotations.annotation_type = '{{ type }}'
        )::integer as {{ type }}_annotations_count,
        {%- endfor %}
        count(*) filter (where annotations.is_approved and metadata.impact_level = 'high')::integer
            as high_impact_annotations_count,
        count(distinct annotations.zone_id)::integer as zones_count,
        coalesce(sum(votes.likes_count), 0)::integer as likes_count,
        coalesce(sum(votes.helpful_votes_count), 0)::integer as helpful_votes_count,
        max(annotations.created_at) as last_annotation_at
    from annotations
    left join {{ ref('stg_nec_annotation_metadata') }} as metadata
        on annotations.annotation_id = metadata.annotation_id
    left join votes on annotations.annotation_id = votes.annotation_id
    group by annotations.author_id

)

select
    *,
    round(1.0 * likes_count / nullif(approved_annotations_count, 0), 2)::numeric(8, 2) as likes_per_approved_annotation,
    rank() over (
        order by helpful_votes_count desc, likes_count desc, approved_annotations_count desc
    )::integer as rank_number
from experts
