"""Environment variables that dbt, Great Expectations and Dagster read, made from our settings."""

from psycopg.conninfo import conninfo_to_dict

from database.bring_up import warehouse_url
from database.settings import PROJECT_ROOT, Settings

QUIET = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "DAGSTER_DISABLE_TELEMETRY": "1",
}


def tool_environment(settings: Settings) -> dict[str, str]:
    """Return the variables for a warehouse that is up, the password included if there is one.

    Raises:
        PlatformError: The warehouse cannot be brought up; see `bring_up.warehouse_url`.
    """
    return environment_for(warehouse_url(settings), settings)


def environment_for(url: str, settings: Settings) -> dict[str, str]:
    """Return the variables for the warehouse at `url`, whether it is up or not."""
    parts = conninfo_to_dict(url)
    optional = {"PGSSLMODE": parts.get("sslmode"), "PGSSLROOTCERT": parts.get("sslrootcert")}
    project = str(PROJECT_ROOT / "dbt_project")
    return QUIET | {
        "POULTRYCO_HOME": str(settings.home),
        "DAGSTER_HOME": str(settings.home / "dagster"),
        "DBT_PROJECT_DIR": project,
        "DBT_PROFILES_DIR": project,
        "POULTRYCO_DBT_HOST": str(parts.get("host") or "localhost"),
        "POULTRYCO_DBT_PORT": str(parts.get("port") or 5432),
        "POULTRYCO_DBT_USER": str(parts.get("user") or ""),
        "POULTRYCO_DBT_PASSWORD": str(parts.get("password") or ""),
        "POULTRYCO_DBT_DATABASE": str(parts.get("dbname") or ""),
        **{name: str(value) for name, value in optional.items() if value},
    }
