{{ staged('cms_newsletter_subscribers', key='newsletter_subscriber_id') }}
