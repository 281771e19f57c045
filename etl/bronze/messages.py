"""Bronze's files of state vectors: messages as they were received, in files named by their offsets in Kafka.

A file holds all messages of one hour, topic and partition between two offsets. Landing the same messages again thus
replaces their file. Compaction puts several files into one whose name covers all their offsets; that file lists the
files it was made from, so silver can tell that it has already taken their messages.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from common.errors import LakeError
from contracts.lake import silver
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
"""Columns of bronze/states with Spark's types. `arrived_at` and `poll_time` are epoch seconds."""

ROW_GROUP_BYTES = 16 << 20
"""Buffer of Spark's writer for each open file. With Parquet's default of 128 MiB, writing eight hours on two cores
would fill the heap."""


@dataclass(frozen=True, order=True)
class Span:
    """The messages of a file: those of a topic's partition from one offset to another, both included.

    topic_id: the first 8 hex digits of Kafka's id. A topic that is deleted and created again starts at offset 0 again,
    with another id.
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
        """Return the span in a file's name. Raises LakeError when the name is not one that `land` gives."""
        try:
            topic, topic_id, partition, first, last = path.stem.rsplit("-", 4)
            return cls(topic, topic_id, int(partition), int(first), int(last))
        except ValueError:
            raise LakeError(f"{path} was not written by `land`") from None


def hours_landed(lake: Lake) -> list[Partition]:
    """Return the hours with state vectors in bronze, oldest first. Raises LakeError when a folder is not an hour's."""
    folder = lake.folder("bronze", STATES)
    return sorted(partition_of(hour, folder) for hour in folder.glob("date=*/hour=*"))


def files_landed(lake: Lake, hour: Partition) -> list[Path]:
    """Return the hour's files, sorted by name."""
    return sorted((lake.folder("bronze", STATES) / hour.folder).glob("*.parquet"))


def as_landed(lake: Lake, paths: Iterable[Path]) -> Inputs:
    """Return the files as they were landed: a compacted file counts as the files it was made from."""
    landed: set[tuple[str, int, int]] = set()
    for path in paths:
        origin = noted_origin(path)
        landed.update(origin.inputs if origin else inputs_of(lake, [path]))
    return tuple(sorted(landed))


def has_been_taken(lake: Lake, hour: Partition) -> bool:
    """Return whether silver has taken all files of the hour."""
    origin = origin_of(lake.file(silver.STATES, hour))
    taken = {item[0] for item in origin.inputs} if origin else set()
    return all(item[0] in taken for item in as_landed(lake, files_landed(lake, hour)))


def rows_of(path: Path) -> int:
    """Return the number of rows in a Parquet file. Raises LakeError when it is damaged."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException) as error:
        raise LakeError(f"{path} is damaged ({type(error).__name__}); {what_helps(path)}") from None


def hour_of(epoch_s: int) -> Partition:
    """Return the hour (UTC) that contains the moment."""
    moment = datetime.fromtimestamp(epoch_s, UTC)
    return Partition(moment.date(), moment.hour)
