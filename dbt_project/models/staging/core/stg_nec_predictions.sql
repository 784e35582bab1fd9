{{ staged('nec_predictions', key='prediction_id') }}
