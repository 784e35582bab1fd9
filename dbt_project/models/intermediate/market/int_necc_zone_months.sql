with

zones as (

    select * from {{ ref('stg_nec_zones') }}
    where not needs_review

),

months as (

    select distinct price_month
    from {{ ref('int_necc_covered_days') }}

),

coverage as (

    select
        price_month,
        max(covered_until_date) filter (where origin = 'sheet') as sheet_covered_until_date,
        max(covered_until_date) filter (where origin = 'archive') as archive_covered_until_date
    from {{ ref('stg_nec_coverage') }}
    group by price_month

),

zones_on_sheets as (

    select distinct
        zone_id,
        price_month
    from {{ ref('stg_nec_sheet_rows') }}

),

zones_in_archive as (

    select distinct
        zone_id,
        price_month
    from {{ ref('int_necc_prices') }}
    where 'imported' in (suggested_source, prevailing_source)

)

select
    zones.zone_id,
    months.price_month,
    zones_on_sheets.zone_id is not null as is_on_sheet,
    zones_in_archive.zone_id is not null as is_in_archive,
    coverage.sheet_covered_until_date,
    coverage.archive_covered_until_date,
    zones.listed_until_date
from zones
cross join months
left join coverage on months.price_month = coverage.price_month
left join zones_on_sheets
    on
        zones.zone_id = zones_on_sheets.zone_id
        and months.price_month = zones_on_sheets.price_month
left join zones_in_archive
    on
        zones.zone_id = zones_in_archive.zone_id
        and months.price_month = zones_in_archive.price_month
