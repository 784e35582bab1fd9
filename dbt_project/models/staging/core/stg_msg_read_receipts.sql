{{ staged('msg_read_receipts', key='read_receipt_id') }}
