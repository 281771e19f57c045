"""The layout of the lake: where its tables are, and how they are partitioned.

    bronze    messages as received
    silver    parsed and checked, without repeats
    gold      aggregated, one table per question

Each table is Parquet below `<layer>/<table>/`, one file per partition (`date=YYYY-MM-DD/hour=HH/` or
`date=YYYY-MM-DD/`), replaced in one step. All times are epoch seconds, dates and hours are UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from common.errors import LakeError

FILE = "part.parquet"
"""Name of a partition's only file, in silver and gold."""

Layer = Literal["bronze", "silver", "gold"]
ColumnType = Literal["text", "bigint", "integer", "double", "boolean", "date"]
"""Types of columns, under the names that PostgreSQL and DuckDB share."""


@dataclass(frozen=True, order=True)
class Partition:
    """A day (UTC), or one of its hours."""

    day: date
    hour: int | None = None

    @property
    def folder(self) -> str:
        """The name of its folder: `date=YYYY-MM-DD/hour=HH`, or `date=YYYY-MM-DD`."""
        day = f"date={self.day:%Y-%m-%d}"
        return day if self.hour is None else f"{day}/hour={self.hour:02d}"

    @classmethod
    def from_folder(cls, folder: str) -> "Partition":
        """Return the partition that a folder's name stands for. Raises ValueError for any other name."""
        day, _, hour = folder.partition("/")
        if not day.startswith("date=") or (hour and not hour.startswith("hour=")):
            raise ValueError(f"{folder} is not a partition")
        moment = datetime.strptime(day, "date=%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
        number = int(hour.removeprefix("hour=")) if hour else None
        if number not in (None, *range(24)):
            raise ValueError(f"{folder} is not a partition")
        return cls(moment, number)


@dataclass(frozen=True)
class Column:
    """A column: its name, type, meaning and unit. A required column is never null."""

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """A table of silver or gold. No two of its rows share a key."""

    name: str
    layer: Layer
    partitioned_by: Literal["hour", "day", "nothing"]
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Lake:
    """The folders below the lake's location."""

    root: Path

    def folder(self, layer: Layer, table: str) -> Path:
        return self.root / layer / table

    def file(self, table: Table, partition: Partition | None = None) -> Path:
        """Return the file with the partition's rows, or with all rows of a table without partitions."""
        folder = self.folder(table.layer, table.name)
        return folder / partition.folder / FILE if partition else folder / FILE

    def partitions(self, table: Table, *, first: date | None = None, last: date | None = None) -> list[Partition]:
        """Return the partitions that exist, oldest first, from day `first` to day `last` (inclusive)."""
        folder = self.folder(table.layer, table.name)
        lowest, highest = (Partition(day).folder if day else None for day in (first, last))
        days = (
            day
            for day in folder.glob("*")
            if (lowest is None or day.name >= lowest) and (highest is None or day.name <= highest)
        )
        within = f"*/{FILE}" if table.partitioned_by == "hour" else FILE
        files = (path for day in days for path in day.glob(within))
        return sorted(partition_of(path.parent, folder) for path in files)

    def files(self, table: Table, *, first: date | None = None, last: date | None = None) -> Iterator[Path]:
        """Yield the files of the partitions from day `first` to day `last` (inclusive)."""
        for partition in self.partitions(table, first=first, last=last):
            yield self.file(table, partition)


def partition_of(path: Path, table: Path) -> Partition:
    """Return the partition of a folder below a table's folder. Raises LakeError when it is not a partition."""
    try:
        return Partition.from_folder(path.relative_to(table).as_posix())
    except ValueError:
        raise LakeError(f"{path} is not the folder of a day or an hour; move it out of the lake") from None
