"""Egg prices of the National Egg Co-ordination Committee: page, sheets, zones, prices."""
