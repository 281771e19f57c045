"""Bronze's files of state vectors: messages as they were received, named by where they stood in Kafka.

A file has all messages of one hour, topic and partition between two offsets. So landing the same messages again
replaces their file, and compaction can put several into one whose name covers them all; that one lists the files it
was made from, which is how what has been taken from them is known to be in it too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import Column
from pyspark.sql import functions as F

from common.errors import LakeError
from contracts.lake import tables as lake_tables
from contracts.lake.layout import Lake, Partition, partition_of
from etl.lake.origins import Inputs, inputs_of, noted_origin, origin_of, what_helps

STATES = "states"

COLUMNS = {
    "topic": "string",
    "partition": "int",
    "offset": "bigint",
    "arrived_at": "bigint",
    "key": "string",
    "value": "binary",
    "poll_time": "bigint",
    "source": "string",
}
"""Of bronze/states, with Spark's types. `arrived_at` and `poll_time` are epoch seconds."""

ROW_GROUP_BYTES = 16 << 20
"""What Spark's writer of a file holds; at Parquet's 128 MiB those of eight hours and two cores would fill its heap."""


@dataclass(frozen=True, order=True)
class Span:
    """The messages of a file: from one offset to another (both included) of a topic's partition.

    A topic that was deleted and made again begins at offset 0 again, so `topic_id` is that of Kafka, 8 hex digits.
    """

    topic: str
    topic_id: str
    partition: int
    first: int
    last: int

    @property
    def file_name(self) -> str:
        return f"{self.topic}-{self.topic_id}-{self.partition}-{self.first:020d}-{self.last:020d}.parquet"

    @classmethod
    def of(cls, path: Path) -> Self:
        """Raises LakeError when it is no file of bronze."""
        try:
            topic, topic_id, partition, first, last = path.stem.rsplit("-", 4)
            return cls(topic, topic_id, int(partition), int(first), int(last))
        except ValueError:
            raise LakeError(f"{path} is not a file that `land` has written") from None


def hours_landed(lake: Lake) -> list[Partition]:
    """The hours that have state vectors in bronze, oldest first. Raises LakeError when a folder is of none."""
    folder = lake.folder("bronze", STATES)
    return sorted(partition_of(hour, folder) for hour in folder.glob("date=*/hour=*"))


def files_landed(lake: Lake, hour: Partition) -> list[Path]:
    """The hour's files, by name."""
    return sorted((lake.folder("bronze", STATES) / hour.folder).glob("*.parquet"))


def as_landed(lake: Lake, paths: Iterable[Path]) -> Inputs:
    """The files as they were landed: those that compaction made count as what they were made from."""
    landed: set[tuple[str, int, int]] = set()
    for path in paths:
        origin = noted_origin(path)
        landed.update(origin.inputs if origin else inputs_of(lake, [path]))
    return tuple(sorted(landed))


def has_been_taken(lake: Lake, hour: Partition) -> bool:
    """Whether silver lists all of the hour's files."""
    origin = origin_of(lake.file(lake_tables.STATES, hour))
    taken = {item[0] for item in origin.inputs} if origin else set()
    return all(item[0] in taken for item in as_landed(lake, files_landed(lake, hour)))


def rows_of(path: Path) -> int:
    """How many messages the file has. Raises LakeError when it is damaged."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException) as error:
        raise LakeError(f"{path} is damaged ({type(error).__name__}); {what_helps(path)}") from None


def hour_of(epoch_s: int) -> Partition:
    """The hour (UTC) of that moment."""
    moment = datetime.fromtimestamp(epoch_s, UTC)
    return Partition(moment.date(), moment.hour)


def hour_columns(moment: Column) -> tuple[Column, Column]:
    """`date` and `hour` (UTC) of a timestamp, as the names of folders have them."""
    return F.date_format(moment, "yyyy-MM-dd").alias("date"), F.date_format(moment, "HH").alias("hour")
