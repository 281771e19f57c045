"""Where the lake's tables are and what is in them: the contract between the batch side and everything that reads it.

    bronze    as it was received
    silver    typed, checked, each thing once
    gold      what is asked of it

Each table is Parquet below `<layer>/<table>/`, one file per partition (`date=YYYY-MM-DD/hour=HH/` or
`date=YYYY-MM-DD/`), replaced in one step. All times are epoch seconds, dates and hours are UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

FILE = "part.parquet"
"""The name of a partition's only file, in silver and gold."""

Layer = Literal["bronze", "silver", "gold"]
ColumnType = Literal["text", "bigint", "integer", "double", "boolean", "date"]
"""As PostgreSQL and DuckDB both name them."""


@dataclass(frozen=True, order=True)
class Partition:
    """A day (UTC), or one of its hours."""

    day: date
    hour: int | None = None

    @property
    def folder(self) -> str:
        """`date=YYYY-MM-DD/hour=HH`, or `date=YYYY-MM-DD`."""
        day = f"date={self.day:%Y-%m-%d}"
        return day if self.hour is None else f"{day}/hour={self.hour:02d}"

    @classmethod
    def from_folder(cls, folder: str) -> "Partition":
        """Raises ValueError when it is none."""
        day, _, hour = folder.partition("/")
        if not day.startswith("date=") or (hour and not hour.startswith("hour=")):
            raise ValueError(f"{folder} is no partition")
        moment = datetime.strptime(day, "date=%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
        return cls(moment, int(hour.removeprefix("hour=")) if hour else None)


@dataclass(frozen=True)
class Column:
    """A column: its name, type, unit and meaning; `required` is never null."""

    name: str
    type: ColumnType
    meaning: str
    unit: str = ""
    required: bool = False


@dataclass(frozen=True)
class Table:
    """A table of silver or gold: `key` names a row, and no two rows of the table have the same."""

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
        """The file that has the partition's rows, or all of a table's that has no partitions."""
        folder = self.folder(table.layer, table.name)
        return folder / partition.folder / FILE if partition else folder / FILE

    def partitions(self, table: Table) -> list[Partition]:
        """Those that are there, oldest first."""
        folder = self.folder(table.layer, table.name)
        depth = "*/" * (2 if table.partitioned_by == "hour" else 1)
        return sorted(Partition.from_folder(str(path.parent.relative_to(folder))) for path in folder.glob(depth + FILE))

    def files(self, table: Table, *, first: date | None = None, last: date | None = None) -> Iterator[Path]:
        """The files of the days from `first` to `last`, both included."""
        for partition in self.partitions(table):
            if (first is None or partition.day >= first) and (last is None or partition.day <= last):
                yield self.file(table, partition)
