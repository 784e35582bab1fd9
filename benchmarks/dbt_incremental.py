"""One new day of prices by an incremental dbt run against a full refresh, on the real archive.

Both are timed twice: what the model costs by dbt's own count, and what a person waits for the
command. Small tables: most of a command is dbt starting, which an incremental run cannot save.
"""

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.dbt_runs import environment_of, run_dbt
from benchmarks.measure import Measure
from database.bring_up import warehouse_url
from database.connections import connect
from database.server import EmbeddedServer
from database.settings import Settings
from ingestion.necc.archive import import_archive
from ingestion.necc.zones import load_zones

REPEATS = 3
MODEL = "ana_necc_daily_prices"
NEW_DAY = """
insert into market.nec_prices (
    zone_id, date, suggested_price, suggested_source, prevailing_price, prevailing_source,
    first_seen_at, last_changed_at
)
select zone_id, date + 1, suggested_price, suggested_source, prevailing_price, prevailing_source,
    now(), now()
from market.nec_prices
where date = (select max(date) from market.nec_prices)
"""


def measures() -> list[Measure]:
    """Add a day and build, in turn by an incremental run and by a full refresh."""
    with _scratch_warehouse() as (url, environment):
        run_dbt(environment, "--select", f"+{MODEL}")
        incremental, full = [], []
        for _ in range(REPEATS):
            with connect(url) as connection:
                connection.execute(NEW_DAY)
            incremental.append(run_dbt(environment, "--select", MODEL))
            full.append(run_dbt(environment, "--select", MODEL, "--full-refresh"))
    return [
        Measure(
            f"{MODEL}, one new day: {what}",
            statistics.median(getattr(timing, field) for timing in incremental),
            "full refresh",
            statistics.median(getattr(timing, field) for timing in full),
        )
        for what, field in (("model", "execution"), ("command", "command"))
    ]


@contextmanager
def _scratch_warehouse() -> Iterator[tuple[str, dict[str, str]]]:
    home = Path(tempfile.mkdtemp(prefix="poultryco-bench-"))
    home.chmod(0o755)
    settings = Settings.model_validate({"home": home, "warehouse_url": None})
    server = EmbeddedServer(home)
    try:
        url = warehouse_url(settings)
        with connect(url) as connection:
            load_zones(connection)
            import_archive(connection)
        with connect(url, autocommit=True) as connection:
            connection.execute("vacuum analyze")
        yield url, environment_of(url, home / "dbt")
    finally:
        server.stop()
        for folder in {server.base, server.socket_folder, home}:
            shutil.rmtree(folder, ignore_errors=True)
