"""How partitions are made from other files of the lake: when they have to be, and what is done then."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import duckdb

from common.errors import LakeError
from contracts.lake.layout import Lake, Partition, Table
from etl.lake.interval import Interval
from etl.lake.origins import find_damaged
from etl.lake.partitions import Inputs, Origin, inputs_of, origin_of, parquet_of, write_partition
from etl.lake.settled import settled_partitions

REACH = timedelta(days=2)
"""How far from an hour the partitions are that may be made from it: a flight ends on the day after it began."""


@dataclass(frozen=True)
class Task:
    """A partition that has to be made: from `files`, by `rows_of`.

    kept: its own file, where files it was made from are gone by retention and what it has of them has to stay.
    """

    lake: Lake
    connection: duckdb.DuckDBPyConnection
    partition: Partition
    files: tuple[Path, ...]
    kept: Path | None

    def rows_of(self, table: Table) -> str:
        """The rows of those of the files that are of this table, as a table of SQL; none when there is no such file.

        A column that files of an earlier version lack is null.
        """
        folder = self.lake.folder(table.layer, table.name)
        of_table = [path for path in self.files if path.is_relative_to(folder)]
        columns = ", ".join(f'NULL::{column.type} AS "{column.name}"' for column in table.columns)
        nothing = f"SELECT {columns} LIMIT 0"
        if not of_table:
            return f"({nothing})"
        return f"(FROM ({nothing}) UNION ALL BY NAME FROM {parquet_of(of_table, union_by_name=True)})"


@dataclass(frozen=True)
class Recipe:
    """A table, and how its partitions are made.

    partitions: those that may be there. files: what a partition is made from. rows: the query of its rows. version:
    raised when the same files would give other rows. can_keep: whether `rows` minds `Task.kept`; a partition that
    cannot be made again from what is left stays as it is.
    """

    table: Table
    version: int
    partitions: Callable[[Lake], Iterable[Partition]]
    files: Callable[[Lake, Partition], Iterable[Path]]
    rows: Callable[[Task], str]
    can_keep: bool = False


@dataclass
class Made:
    """Partitions that were made, and the rows they have."""

    partitions: list[Partition] = field(default_factory=list)
    rows: int = 0


def make(connection: duckdb.DuckDBPyConnection, lake: Lake, recipe: Recipe, interval: Interval | None) -> Made:
    """Make the partitions of an interval, and those near it that are out of date; without one all that are.

    Raises LakeError when a file is damaged or rows break the contract of their table.
    """
    made = Made()
    for task, origin in tasks(connection, lake, recipe, interval):
        file = lake.file(recipe.table, task.partition)
        with explaining(f"{file} cannot be made", task.files):
            made.rows += write_partition(connection, recipe.rows(task), file, recipe.table, origin)
        made.partitions.append(task.partition)
    return made


@contextmanager
def explaining(failure: str, files: Iterable[Path]) -> Iterator[None]:
    """Say what failed when DuckDB cannot read these files: as LakeError, which names the damaged one."""
    try:
        yield
    except (duckdb.Error, LakeError) as error:
        if damaged := find_damaged(files):
            raise damaged from error
        if isinstance(error, LakeError):
            raise
        raise LakeError(f"{failure}: {error}") from error


def tasks(
    connection: duckdb.DuckDBPyConnection, lake: Lake, recipe: Recipe, interval: Interval | None
) -> Iterator[tuple[Task, Origin]]:
    """What there is to make, oldest first, each with the origin to note."""
    with settled_partitions(lake, recipe.table, all_seen=interval is None) as settled:
        for partition in sorted(recipe.partitions(lake)):
            if interval and not _is_near(partition, interval):
                continue
            files = tuple(sorted(recipe.files(lake, partition)))
            inputs = inputs_of(lake, files)
            digest = settled.digest(partition, inputs, recipe.version)
            asked = interval is not None and partition in interval
            if settled.has(partition, digest) and not asked:
                continue
            own = lake.file(recipe.table, partition)
            before = origin_of(own)
            lost = _lost(before.inputs, files, lake) if before else ()
            if files and _has_to_be_made(recipe, before, inputs, lost=bool(lost), asked=asked):
                kept = own if lost else None
                origin = Origin(tuple(sorted((*lost, *inputs))), recipe.version)
                yield Task(lake, connection, partition, files, kept), origin
            else:
                settled.note(partition, digest)


def _has_to_be_made(recipe: Recipe, before: Origin | None, inputs: Inputs, *, lost: bool, asked: bool) -> bool:
    if before is None:
        return True
    is_new = not set(inputs) <= set(before.inputs)
    if lost:
        return recipe.can_keep and is_new
    return asked or is_new or before.version != recipe.version


def _lost(inputs: Inputs, files: Iterable[Path], lake: Lake) -> Inputs:
    """The inputs whose whole partition is gone: of one that is left, files may have been compacted into others."""
    folders = {path.parent for path in files}
    return tuple(each for each in inputs if (lake.root / each[0]).parent not in folders)


def _is_near(partition: Partition, interval: Interval) -> bool:
    return interval.first.date() - REACH <= partition.day <= interval.last.date() + REACH
