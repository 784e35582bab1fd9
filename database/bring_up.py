"""Brings the databases into being: the embedded server, the tables, reference data.

Any command may call this first; it costs little when all stands: milliseconds, half a second
where reference data is looked through.
"""

from pydantic import SecretStr

from database.migrations import migrate
from database.server import SOURCE_DATABASE, WAREHOUSE_DATABASE, EmbeddedServer
from database.settings import PROJECT_ROOT, Settings

WAREHOUSE_MIGRATIONS = PROJECT_ROOT / "database" / "warehouse"


def warehouse_url(settings: Settings) -> str:
    """Return the connection URI of a warehouse that is up and has its tables.

    Raises:
        ServerError: The embedded server cannot be started.
        DatabaseUnreachableError: The configured warehouse does not answer.
        MigrationError: Its tables cannot be brought to this version.
    """
    url = _up(settings, settings.warehouse_url, WAREHOUSE_DATABASE)
    migrate(url, WAREHOUSE_MIGRATIONS)
    return url


def source_url(settings: Settings) -> str:
    """Return the connection URI of the operational database.

    Raises:
        ServerError: The embedded server cannot be started.
    """
    return _up(settings, settings.source_url, SOURCE_DATABASE)


def source_schema(settings: Settings) -> str:
    """Return the connection URI of an operational database with its tables and reference data.

    Raises:
        ServerError: The embedded server cannot be started.
        DatabaseUnreachableError: The configured database does not answer.
        MigrationError: Its tables cannot be brought to this version.
        DataInTheWayError: Its schema would have to be built anew, and it holds data.
        SeedError: It does not take the reference data.
    """
    from database.schema_changes import migrate_schema
    from database.seeding import seed

    url = source_url(settings)
    migrate_schema(url)
    seed(url)
    return url


def replicated_url(settings: Settings) -> str:
    """Return the connection URI of the operational database that is to be read.

    The embedded one gets its tables and reference data; one that was named is left as it is.

    Raises:
        ServerError: The embedded server cannot be started.
        MigrationError: The embedded database cannot be brought to this version.
        DataInTheWayError: Its schema would have to be built anew, and it holds data.
    """
    return source_schema(settings) if settings.source_url is None else source_url(settings)


def warehouse_address(settings: Settings) -> str:
    """Return the connection URI of the warehouse, whether it is up or not. Starts nothing."""
    if settings.warehouse_url is not None:
        return settings.warehouse_url.get_secret_value()
    return EmbeddedServer(settings.home).url(WAREHOUSE_DATABASE)


def _up(settings: Settings, configured: SecretStr | None, database: str) -> str:
    if configured is not None:
        return configured.get_secret_value()
    server = EmbeddedServer(settings.home)
    server.start()
    return server.url(database)
