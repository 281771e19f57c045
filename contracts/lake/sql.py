"""The lake's files as tables of DuckDB's SQL."""

from collections.abc import Iterable
from pathlib import Path

from common.sql import quoted, quoted_name
from contracts.lake.layout import Table


def parquet_of(paths: Iterable[Path], *, union_by_name: bool = False) -> str:
    """Return SQL for the rows of these files, for use in FROM, without columns from the names of their folders."""
    names = ", ".join(map(quoted, paths))
    return f"read_parquet([{names}], hive_partitioning = false, union_by_name = {union_by_name})"


def empty_rows_of(table: Table) -> str:
    """Return a query that yields no rows, with the table's columns and types."""
    nulls = ", ".join(f"NULL::{column.type} AS {quoted_name(column.name)}" for column in table.columns)
    return f"SELECT {nulls} LIMIT 0"


def names_of(columns: Iterable[str]) -> str:
    """Return the columns as a list of quoted identifiers, separated by commas."""
    return ", ".join(map(quoted_name, columns))
