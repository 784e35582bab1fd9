{{ staged('usr_awards', key='award_id') }}
