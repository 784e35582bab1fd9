{{ staged('cms_contact_submissions', key='contact_submission_id') }}
