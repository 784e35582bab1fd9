"""How the platform reaches PostgreSQL, and the SQL that shapes what it keeps there."""
