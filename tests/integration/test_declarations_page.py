"""The page about declarations: what it shows works."""

import re

from database.connections import connect
from database.server import EmbeddedServer
from database.settings import PROJECT_ROOT
from tests.declared_tables import declared_tables, rows, wrong_counters

PAGE = PROJECT_ROOT / "docs" / "reference" / "declarations.md"


def test_the_examples_of_the_page_run(server: EmbeddedServer) -> None:
    with declared_tables(server) as url, connect(url) as connection:
        for example in re.findall(r"```sql\n(.*?)```", PAGE.read_text(), re.DOTALL):
            connection.execute(example.encode())
        connection.execute(
            "insert into farms (id, name) values (1, 'Hen House'); insert into fairs values (1);"
            "insert into flocks values (1, 1, false, 30, 4), (2, 1, true, 12, 5);"
            "insert into sales values (1, 1); insert into remarks values (1, 'farm', 1, 'Clean')"
        )
        counted = "select flocks_count, eggs_total, rating_avg::float, sales_count from farms"
        assert rows(connection, counted) == [(1, 42, 4.5, 1)]
        assert rows(connection, "select words, current_version from recipes") == [("Boil", 3)]
        assert wrong_counters(connection) == []
