{{ staged('ana_referrals', key='referral_id') }}
