{{ staged('sup_attachments', key='attachment_id') }}
