"""The warehouse read from the lake's own files by DuckDB."""

import re
from pathlib import Path

import duckdb
import pyarrow as pa

from common.errors import WarehouseError
from common.sql import quoted, quoted_name
from contracts.lake.dimensions import DIMENSIONS
from contracts.lake.gold import GOLD
from contracts.lake.layout import Column, Lake, Table
from contracts.lake.sql import empty_rows_of, parquet_of
from warehouse.reader import MOST_SECONDS, Days, Query, Warehouse, time_limit_error

_MEMORY_LIMIT = "1GB"


class LakeWarehouse(Warehouse):
    """Reads gold's files; each query gets a DuckDB in memory that can read gold and write nothing."""

    def __init__(self, lake: Lake, *, most_seconds: float = MOST_SECONDS) -> None:
        self._lake = lake
        self._most_seconds = most_seconds

    def _rows(self, query: Query) -> pa.Table:
        try:
            with duckdb.connect(":memory:", config={"memory_limit": _MEMORY_LIMIT, "temp_directory": ""}) as database:
                self._prepare(database, query)
                statements = database.extract_statements(query.sql)
                if [statement.type for statement in statements] != [duckdb.StatementType.SELECT]:
                    raise WarehouseError("the warehouse answers one SELECT at a time")
                values = query.values_of(statements[0].named_parameters)
                return database.sql(statements[0], params=values).to_arrow_table()
        except duckdb.InterruptException:
            raise time_limit_error(self._most_seconds) from None
        except (duckdb.Error, OSError) as error:
            raise WarehouseError(f"the lake's files cannot be queried: {error}") from error

    def days(self) -> Days | None:
        found = {partition.day for table in GOLD for partition in self._lake.partitions(table)}
        return Days(min(found), max(found)) if found else None

    def _prepare(self, database: duckdb.DuckDBPyConnection, query: Query) -> None:
        """Create a view for each table that the query names, and lock everything else away."""
        for table in (*GOLD, *DIMENSIONS):
            if re.search(rf"\b{table.name}\b", query.sql):
                database.execute(f"CREATE VIEW {quoted_name(table.name)} AS {self._view_of(table, query)}")
        gold = quoted(f"{self._lake.root.absolute()}/gold/")
        database.execute(
            f"SET TimeZone = 'UTC'; SET max_execution_time = {round(1_000 * self._most_seconds)}; "
            f"SET allowed_directories = [{gold}]; SET enable_external_access = false; SET lock_configuration = true"
        )

    def _view_of(self, table: Table, query: Query) -> str:
        files = self._files_of(table, query)
        if not files:
            return empty_rows_of(table)
        columns = ", ".join(_column_of_file(column) for column in table.columns)
        return f"SELECT {columns} FROM {parquet_of(path.absolute() for path in files)}"  # noqa: S608 - our own texts

    def _files_of(self, table: Table, query: Query) -> list[Path]:
        if table.partitioned_by == "nothing":
            return [path for path in (self._lake.file(table),) if path.exists()]
        first, last = (query.days.first, query.days.last) if query.days else (None, None)
        partitions = self._lake.partitions(table, first=first, last=last)
        hours = (None, query.hour)
        return [self._lake.file(table, each) for each in partitions if query.hour is None or each.hour in hours]


def _column_of_file(column: Column) -> str:
    value = f"{quoted_name(column.name)}::{column.type}"
    if column.type == "double":
        value = f"nullif({value}, 'nan'::double)"
    return f"{value} AS {quoted_name(column.name)}"
