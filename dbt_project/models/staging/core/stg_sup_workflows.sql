{{ staged('sup_workflows', key='workflow_id') }}
