with

businesses as (

    select * from {{ ref('stg_biz_profiles') }}

),

{# Each part is counted by itself: joined first, products would multiply followers, jobs and team. #}
business_products as (

    select
        seller_id as business_id,
        count(*)::integer as products_count,
        count(*) filter (where status = 'published')::integer as published_products_count
    from {{ ref('stg_prd_products') }}
    group by seller_id

),

business_reviews as (

    select
        products.seller_id as business_id,
        count(*)::integer as product_reviews_count,
        round(avg(reviews.rating), 1)::numeric(2, 1) as average_product_rating
    from {{ ref('stg_prd_products') }} as products
    inner join {{ ref('stg_prd_reviews') }} as reviews on products.product_id = reviews.product_id
    where reviews.is_approved
    group by products.seller_id

),

business_jobs as (

    select
        employer_id as business_id,
        count(*)::integer as active_jobs_count
    from {{ ref('stg_job_postings') }}
    where employer_type = 'business' and status = 'published'
    group by employer_id

),

business_followers as (

    select
        following_id as business_id,
        count(*)::integer as followers_count
    from {{ ref('stg_soc_follows') }}
    where following_type = 'business'
    group by following_id

),

business_team as (

    select
        business_id,
        count(*)::integer as team_members_count
    from {{ ref('stg_biz_team_members') }}
    where is_active
    group by business_id

)

select
    businesses.business_id,
    businesses.business_type_id,
    businesses.company_size,
    businesses.is_verified,
    businesses.created_at,
    coalesce(products.products_count, 0) as products_count,
    coalesce(products.published_products_count, 0) as published_products_count,
    coalesce(reviews.product_reviews_count, 0) as product_reviews_count,
    reviews.average_product_rating,
    coalesce(jobs.active_jobs_count, 0) as active_jobs_count,
    coalesce(followers.followers_count, 0) as followers_count,
    coalesce(team.team_members_count, 0) as team_members_count
from businesses
left join business_products as products on businesses.business_id = products.business_id
left join business_reviews as reviews on businesses.business_id = reviews.business_id
left join business_jobs as jobs on businesses.business_id = jobs.business_id
left join business_followers as followers on businesses.business_id = followers.business_id
left join business_team as team on businesses.business_id = team.business_id
