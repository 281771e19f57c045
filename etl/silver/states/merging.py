"""Merge staged rows into silver's files of states and rejected messages, each row once."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from common.errors import LakeError
from contracts.lake.layout import Lake, Partition, Table
from contracts.lake.silver import REJECTED, STATES
from contracts.lake.sql import empty_rows_of, names_of, parquet_of
from etl.bronze import messages as bronze
from etl.lake.origins import Origin, origin_of
from etl.lake.partitions import write_partition
from etl.silver.states.hours import VERSION, HourToMake

_HOUR_S = 3_600


@dataclass(frozen=True)
class Merging:
    """Merges the rows staged in a folder into silver's files."""

    connection: duckdb.DuckDBPyConnection
    lake: Lake
    staged: Path

    def merge_states(self, hour: HourToMake) -> int:
        """Write the hour's file; return how many more rows it has than before."""
        path = self.lake.file(STATES, hour.hour)
        before = bronze.rows_of(path) if path.exists() else 0
        rows = self._rows(STATES, hour.hour, kept=path if hour.keeps else None)
        order = 'poll_time, topic, partition, "offset", old'
        ranked = f"row_number() OVER (PARTITION BY {names_of(STATES.key)} ORDER BY {order})"
        query = f"FROM ({rows}) QUALIFY {ranked} = 1"
        return write_partition(self.connection, query, path, STATES, hour.origin) - before

    def merge_rejected(self, hours: Iterable[HourToMake]) -> int:
        """Write the rejected messages of these hours, each to the hour of its arrival; return how many are staged.

        In an hour that is made again, a message that newer code accepts is removed from the rejected ones.
        """
        touched = self._staged_hours(REJECTED)
        accepted = [file for hour in hours if hour.remakes for file in self._staged_files(STATES, hour.hour)]
        if accepted:
            known = set(self.lake.partitions(REJECTED))
            touched |= {hour for hour in self._hours_of_arrival(accepted) if hour in known}
        inputs = {item for hour in hours for item in hour.origin.inputs}
        key = names_of(REJECTED.key)
        for hour in sorted(touched):
            path = self.lake.file(REJECTED, hour)
            before = origin_of(path)
            rows = self._rows(REJECTED, hour, kept=path if before else None)
            query = f"FROM ({rows}) QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY old) = 1"
            if accepted:
                query = f"FROM ({query}) ANTI JOIN {parquet_of(accepted)} USING ({key})"
            origin = Origin(tuple(sorted(inputs.union(before.inputs if before else ()))), VERSION)
            write_partition(self.connection, query, path, REJECTED, origin)
        files = [file for hour in touched for file in self._staged_files(REJECTED, hour)]
        return sum(map(bronze.rows_of, files))

    def check_hours(self, hours: Iterable[HourToMake]) -> None:
        """Raise LakeError when a state vector is staged for an hour that is not one of these."""
        strays = self._staged_hours(STATES) - {hour.hour for hour in hours}
        if strays:
            found = ", ".join(hour.folder for hour in sorted(strays))
            raise LakeError(f"bronze has state vectors of {found} in another hour's folder; land them again")

    def _rows(self, table: Table, hour: Partition, *, kept: Path | None) -> str:
        """Return the rows staged for the hour (`old` = 0) and those of the file that is kept (`old` = 1)."""
        sources = [(0, self._staged_files(table, hour)), (1, [kept] if kept else [])]
        columns = names_of(column.name for column in table.columns)
        selects = [f"SELECT {columns}, {old} AS old FROM {parquet_of(files)}" for old, files in sources if files]
        return " UNION ALL ".join(selects) or f"SELECT *, 0 AS old FROM ({empty_rows_of(table)})"

    def _staged_files(self, table: Table, hour: Partition) -> list[Path]:
        return sorted((self.staged / f"table={table.name}" / hour.folder).glob("*.parquet"))

    def _staged_hours(self, table: Table) -> set[Partition]:
        folder = self.staged / f"table={table.name}"
        return {Partition.from_folder(str(hour.relative_to(folder))) for hour in folder.glob("date=*/hour=*")}

    def _hours_of_arrival(self, files: list[Path]) -> set[Partition]:
        found = self.connection.execute(f"SELECT DISTINCT arrived_at // {_HOUR_S} FROM {parquet_of(files)}").fetchall()
        return {bronze.hour_of(number * _HOUR_S) for (number,) in found}
