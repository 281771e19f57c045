"""Builds the SQL for viewers who search and sort without writing SQL."""

import re

from common.sql import quoted, quoted_name
from dashboard.archive.tables import TABLES, KeptTable

TIME = "time_utc"
"""The first column of a plain query: the row's moment as a timestamp."""


def plain_query(table: KeptTable, word: str = "", *, sort_by: str = TIME, descending: bool = True) -> str:
    """Return the SQL for the rows of a table that contain the word in a text column, with their time.

    They are ordered by the column `sort_by`, nulls last, then newest first.
    """
    kinds = {"VARCHAR": "{}", "VARCHAR[]": "CAST({} AS VARCHAR)"}
    texts = ", ".join(kinds[kind].format(quoted_name(name)) for name, kind in table.columns.items() if kind in kinds)
    mentions = (
        f"\nWHERE contains(lower(concat_ws(' ', {texts})), {quoted(word.strip().lower())})" if word.strip() else ""
    )
    moment = f"make_timestamp(CAST({table.moment} * 1000000 AS BIGINT))"
    way = "DESC" if descending else "ASC"
    order = f"{TIME} {way}" if sort_by == TIME else f"{quoted_name(sort_by)} {way} NULLS LAST, {TIME} DESC"
    return f"SELECT {moment} AS {TIME}, *\nFROM {table.name}{mentions}\nORDER BY {order}"


def tables_of(sql: str) -> tuple[str, ...]:
    """Return the names of the tables that a query mentions; all of them when it mentions none."""
    names = tuple(table.name for table in TABLES)
    words = set(re.findall(r"\w+", sql.lower()))
    return tuple(name for name in names if name in words) or names
