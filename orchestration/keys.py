"""Names that several files of this folder must agree on: asset keys, groups, the pool.

Keys follow the schemas of the warehouse. Keys of dbt models are made by `dbt_translator`.
"""

import dagster as dg

ZONES = dg.AssetKey(["market", "nec_zones"])
PRICE_ARCHIVE = dg.AssetKey(["raw", "necc_price_archive"])
SHEETS = dg.AssetKey(["raw", "necc_sheets"])
PRICES = dg.AssetKey(["market", "nec_prices"])
QUARANTINE = dg.AssetKey(["market", "nec_price_quarantine"])
REVISIONS = dg.AssetKey(["market", "nec_price_revisions"])
COVERAGE = dg.AssetKey(["market", "nec_coverage"])
SHEET_ROWS = dg.AssetKey(["market", "nec_sheet_rows"])
OPERATIONAL = dg.AssetKey(["source", "operational"])
PRICE_REPORT = dg.AssetKey(["reports", "prices"])
QUALITY_REPORT = dg.AssetKey(["reports", "quality"])

COLLECTED = "nec"
# The models of prices.
MARKET = "market"
REPORTS = "reports"
OPERATIONAL_GROUP = "operational"
# Schemas of replicas, and of the change records that are written with them.
CORE = "core"
CHANGES = "changes"

# Steps that write to the warehouse; a run that has one waits while another run has one.
WAREHOUSE_POOL = "warehouse"
