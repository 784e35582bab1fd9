"""Tests: unit (no server), integration (a real PostgreSQL), end_to_end (the whole platform)."""
