"""Brings the operational tables into `core`: one instant, all or nothing, proven equal."""
