"""Dagster definitions: one module a concept, one assembly function, no logic of their own."""
