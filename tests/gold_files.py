"""Gold as the batch side would leave it: a few rows of each table, with known values."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.lake.layout import Lake, Partition, Table

Row = dict[str, object]

_TYPES = {
    "text": pa.string(),
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
_SOMETHING = {
    "text": "x",
    "bigint": 1,
    "integer": 0,
    "double": 0.5,
    "boolean": False,
    "date": date(2026, 11, 20),
}


def make_row(table: Table, **values: object) -> Row:
    """Return a row with a value in each required column and null in the others, unless given."""
    unknown = values.keys() - {column.name for column in table.columns}
    assert not unknown, f"{table.name} has no {unknown}"
    return {column.name: _SOMETHING[column.type] if column.required else None for column in table.columns} | values


def write_gold(lake: Lake, table: Table, rows: Sequence[Row], partition: Partition | None = None) -> Path:
    """Replace a partition's file by these rows, sorted by key."""
    columns = [pa.field(column.name, _TYPES[column.type]) for column in table.columns]
    ordered = sorted(rows, key=lambda row: tuple(row[name] for name in table.key))
    path = lake.file(table, partition)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    pq.write_table(pa.Table.from_pylist(ordered, schema=pa.schema(columns)), temporary)
    temporary.replace(path)
    return path


def write_rows(lake: Lake, table: Table, *rows: Row) -> None:
    """Write rows made by `make_row` to their partitions."""
    if table.partitioned_by == "nothing":
        write_gold(lake, table, rows)
        return
    by_partition: dict[Partition, list[Row]] = {}
    for row in rows:
        hour = row["hour"] if table.partitioned_by == "hour" else None
        by_partition.setdefault(Partition(row["date"], hour), []).append(row)
    for partition, its_rows in by_partition.items():
        write_gold(lake, table, its_rows, partition)
