"""Brings the warehouse into being: server, databases, the warehouse's own tables.

Any command may call this first; it costs a few milliseconds when all stands. Reference data
is not loaded here.
"""

from database.migrations import migrate
from database.server import WAREHOUSE_DATABASE, EmbeddedServer
from database.settings import PROJECT_ROOT, Settings

WAREHOUSE_MIGRATIONS = PROJECT_ROOT / "database" / "warehouse"


def warehouse_url(settings: Settings) -> str:
    """Return the connection URI of a warehouse that is up and has its tables.

    Raises:
        ServerError: The embedded server cannot be started.
        DatabaseUnreachableError: The configured warehouse does not answer.
        MigrationError: Its tables cannot be brought to this version.
    """
    if settings.warehouse_url is not None:
        url = settings.warehouse_url.get_secret_value()
    else:
        server = EmbeddedServer(settings.home)
        server.start()
        url = server.url(WAREHOUSE_DATABASE)
    migrate(url, WAREHOUSE_MIGRATIONS)
    return url
