"""DuckDB on a connection of its own for each query."""

from typing import Any

import duckdb


def fetch_all(query: str, *parameters: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query.

    `duckdb.sql` and its like share one connection, which refuses work while another test's result is unread.
    """
    with duckdb.connect() as connection:
        return connection.execute(query, list(parameters)).fetchall()
