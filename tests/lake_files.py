"""Files of a lake, written as its commands write them, and read back."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from contracts.lake.layout import Lake, Partition, Table
from etl.bronze.messages import STATES, Span

BRONZE_SCHEMA = pa.schema(
    [
        ("topic", pa.string()),
        ("partition", pa.int32()),
        ("offset", pa.int64()),
        ("arrived_at", pa.int64()),
        ("key", pa.string()),
        ("value", pa.binary()),
        ("poll_time", pa.int64()),
        ("source", pa.string()),
    ]
)


def land_messages(
    lake: Lake,
    hour: Partition,
    values: list[bytes | None],
    *,
    arrived_at: int,
    first: int = 0,
    partition: int = 1,
    topic_id: str = "0a0a0a0a",
) -> Path:
    """Write a file of bronze to the hour's folder, with these messages of the topic `flights` from `first` on."""
    count = len(values)
    path = lake.folder("bronze", STATES) / hour.folder
    path /= Span("flights", topic_id, partition, first, first + count - 1).file_name
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {
        "topic": ["flights"] * count,
        "partition": [partition] * count,
        "offset": list(range(first, first + count)),
        "arrived_at": [arrived_at] * count,
        "key": [None] * count,
        "value": values,
        "poll_time": [None] * count,
        "source": [None] * count,
    }
    pq.write_table(pa.table(columns, BRONZE_SCHEMA), path)
    return path


def rows_of(*paths: Path) -> list[dict[str, Any]]:
    """Return the rows of Parquet files in order."""
    return [row for path in paths for row in pq.ParquetFile(path).read().to_pylist()]


def table_rows(lake: Lake, table: Table) -> dict[Partition, list[dict[str, Any]]]:
    """Return the rows of each partition of a table."""
    return {partition: rows_of(lake.file(table, partition)) for partition in lake.partitions(table)}


def spoil(path: Path) -> None:
    """Overwrite the middle third of a Parquet file, leaving its ends intact."""
    content = bytearray(path.read_bytes())
    content[len(content) // 3 : len(content) * 2 // 3] = b"x" * (len(content) * 2 // 3 - len(content) // 3)
    path.write_bytes(content)
