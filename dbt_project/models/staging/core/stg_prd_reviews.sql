{{ staged('prd_reviews', key='review_id') }}
