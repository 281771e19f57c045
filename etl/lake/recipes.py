"""Recipes: how a table's partitions are made from other files of the lake, and which of them are out of date."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import duckdb

from common.errors import LakeError
from contracts.lake.layout import Lake, Partition, Table
from contracts.lake.sql import empty_rows_of, parquet_of
from etl.lake.interval import Interval
from etl.lake.origins import Inputs, Origin, find_damaged, inputs_of, origin_of
from etl.lake.partitions import write_partition
from etl.lake.settled import settled_partitions

REACH = timedelta(days=2)
"""Longest time between an hour and a partition made from it: a flight may end the day after it began."""


@dataclass(frozen=True)
class Task:
    """A partition that has to be made from `files`.

    kept: the partition's own file, when retention has removed some of its inputs and their rows have to stay.
    """

    lake: Lake
    connection: duckdb.DuckDBPyConnection
    partition: Partition
    files: tuple[Path, ...]
    kept: Path | None

    def rows_of(self, table: Table) -> str:
        """Return SQL for the rows of this table's files among `files`, for use in FROM.

        A column that files of an earlier version lack is null.
        """
        folder = self.lake.folder(table.layer, table.name)
        of_table = [path for path in self.files if path.is_relative_to(folder)]
        if not of_table:
            return f"({empty_rows_of(table)})"
        return f"(FROM ({empty_rows_of(table)}) UNION ALL BY NAME FROM {parquet_of(of_table, union_by_name=True)})"


@dataclass(frozen=True)
class Recipe:
    """A table, and how its partitions are made.

    version: raised when the same files would give other rows. partitions: returns the partitions that may exist. files:
    returns the files of a partition. rows: returns the query of a partition's rows. can_keep: `rows` includes
    `Task.kept`; without it, a partition that has lost inputs to retention stays as it is.
    """

    table: Table
    version: int
    partitions: Callable[[Lake], Iterable[Partition]]
    files: Callable[[Lake, Partition], Iterable[Path]]
    rows: Callable[[Task], str]
    can_keep: bool = False


@dataclass
class Made:
    """Partitions that were made, and their number of rows."""

    partitions: list[Partition] = field(default_factory=list)
    rows: int = 0


def make(connection: duckdb.DuckDBPyConnection, lake: Lake, recipe: Recipe, interval: Interval | None) -> Made:
    """Make the partitions of an interval and those near it that are out of date; without one, all that are out of date.

    Raises LakeError when a file is damaged or rows break their table's contract.
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
    """Turn an error of DuckDB into a LakeError that names the damaged file, or else the failure."""
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
    """Yield the partitions to make, oldest first, each with the origin its file will list."""
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
    """Return the inputs whose whole partition is gone; elsewhere a missing file may just have been compacted."""
    folders = {path.parent for path in files}
    return tuple(each for each in inputs if (lake.root / each[0]).parent not in folders)


def _is_near(partition: Partition, interval: Interval) -> bool:
    return interval.first.date() - REACH <= partition.day <= interval.last.date() + REACH
