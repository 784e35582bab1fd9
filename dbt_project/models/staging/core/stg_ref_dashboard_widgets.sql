{{ staged('ref_dashboard_widgets', key='dashboard_widget_id') }}
