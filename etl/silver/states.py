"""From bronze to silver's state vectors: each message parsed and checked as the stream does it, each fix kept once.

    hours with news -> Spark parses and checks, row by row -> DuckDB merges them into each hour's file

An hour's file lists the landed files it has rows of: what it does not list is new. With an interval, its hours are
made of all their landed files; where some of these are gone by retention, what the hour has stays beside them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from py4j.protocol import Py4JJavaError
from pyspark.errors import PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from common.errors import LakeError
from common.settings import Settings
from contracts.lake.layout import Lake, Partition, Table
from contracts.lake.tables import REJECTED, STATES
from contracts.state_vector import FIELDS
from etl.bronze import messages as bronze
from etl.bronze.spark_errors import cause_of
from etl.lake.interval import Interval
from etl.lake.origins import Inputs, Origin, find_damaged, inputs_of, origin_of
from etl.lake.partitions import parquet_of, working_on, write_partition
from etl.lake.settled import Settled, settled_partitions
from etl.lake.work import working_folder
from spark.messages import parse_messages
from spark.session import start_session

VERSION = 2
"""Raised when the same messages would give other rows: then hours are made anew whose landed files are all there."""

MESSAGES_AT_ONCE = 4_000_000
"""Of the hours taken together, which bounds the working folder to about a gigabyte; an hour is always taken whole."""

_HOUR_S = 3_600


@dataclass(frozen=True)
class SilverStates:
    """What was done: hours written, messages read for them, rows they have more than before, messages rejected."""

    hours: int
    messages: int
    added: int
    rejected: int


@dataclass(frozen=True)
class HourToMake:
    """An hour, the files of bronze to read for it, and what the hour then says it was made from.

    `keeps`: the rows it has already stay. `remakes`: it has rows, and they do not.
    """

    hour: Partition
    files: tuple[Path, ...]
    origin: Origin
    keeps: bool
    remakes: bool


def run(settings: Settings, interval: Interval | None) -> SilverStates:
    """Make the hours that have news in bronze, or those of the interval. Raises LakeError."""
    lake = Lake(settings.lake_dir)
    hours = hours_to_make(lake, interval)
    if not hours:
        return SilverStates(0, 0, 0, 0)
    session = start_session(settings, with_page=False)
    try:
        return make_hours(session, lake, hours)
    finally:
        session.stop()


def hours_to_make(lake: Lake, interval: Interval | None) -> list[HourToMake]:
    """What there is to do, oldest first."""
    landed = [hour for hour in bronze.hours_landed(lake) if interval is None or hour in interval]
    with settled_partitions(lake, STATES, all_seen=interval is None) as settled:
        hours = [_hour_to_make(lake, hour, settled, asked=interval is not None) for hour in landed]
    return [hour for hour in hours if hour]


def _hour_to_make(lake: Lake, hour: Partition, settled: Settled, *, asked: bool) -> HourToMake | None:
    files_now = bronze.files_landed(lake, hour)
    digest = settled.digest(hour, inputs_of(lake, files_now), VERSION)
    if settled.has(hour, digest) and not asked:
        return None
    before = origin_of(lake.file(STATES, hour))
    taken = {name: (name, size, changed) for name, size, changed in before.inputs} if before else {}
    landed = {path: _as_landed(lake, path, taken) for path in files_now}
    there = {item[0]: item for inputs in landed.values() for item in inputs}
    # Where retention has removed some of what the hour was made from, its rows are all there is of that.
    complete = taken.keys() <= there.keys()
    outdated = asked or before is None or (before.version != VERSION and complete)
    files = [path for path, inputs in landed.items() if outdated or any(item[0] not in taken for item in inputs)]
    if not files:
        settled.note(hour, digest)
        return None
    remakes = before is not None and outdated and complete
    keeps = before is not None and not remakes
    version = before.version if before and keeps else VERSION
    inputs = tuple(sorted((taken | there).values()))
    return HourToMake(hour, tuple(files), Origin(inputs, version), keeps=keeps, remakes=remakes)


def _as_landed(lake: Lake, path: Path, taken: dict[str, tuple[str, int, int]]) -> Inputs:
    """As `bronze.as_landed`, without a look into a file that has been taken as it is."""
    as_it_is = inputs_of(lake, [path])
    return as_it_is if as_it_is[0] in taken.values() else bronze.as_landed(lake, [path])


def make_hours(session: SparkSession, lake: Lake, hours: Iterable[HourToMake]) -> SilverStates:
    """Make these hours, some at a time; what is done stays when it is stopped on the way. Raises LakeError."""
    done = messages = added = rejected = 0
    for some in _some_at_a_time(hours):
        with working_folder(lake, "silver") as folder, working_on(lake) as connection:
            staged = folder / "staged"
            stage(session, [file for hour in some for file in hour.files], staged)
            merging = Merging(connection, lake, staged)
            merging.check_hours(some)
            messages += sum(bronze.rows_of(file) for hour in some for file in hour.files)
            # Before the hours, whose files say that all of their messages have been dealt with.
            rejected += merging.merge_rejected(some)
            added += sum(merging.merge_states(hour) for hour in some)
            done += len(some)
    return SilverStates(done, messages, added, rejected)


def _some_at_a_time(hours: Iterable[HourToMake]) -> Iterator[list[HourToMake]]:
    some: list[HourToMake] = []
    messages = 0
    for hour in hours:
        of_hour = sum(map(bronze.rows_of, hour.files))
        if some and messages + of_hour > MESSAGES_AT_ONCE:
            yield some
            some, messages = [], 0
        some.append(hour)
        messages += of_hour
    if some:
        yield some


def stage(session: SparkSession, files: Sequence[Path], folder: Path) -> None:
    """Parse and check the messages of these files of bronze, and write them to
    `<folder>/table=states|rejected/date=/hour=/`, still with repeats. Raises LakeError when one is damaged."""
    schema = ", ".join(f"{name} {kind}" for name, kind in bronze.COLUMNS.items())
    messages = session.read.schema(schema).parquet(*map(str, files))
    writer = parsed(messages).write.partitionBy("table", "date", "hour")
    writer = writer.option("parquet.block.size", bronze.ROW_GROUP_BYTES).option("compression", "snappy")
    try:
        writer.parquet(str(folder))
    except (PySparkException, Py4JJavaError) as error:
        if damaged := find_damaged(files):
            raise damaged from None
        raise LakeError(f"messages of bronze cannot be parsed and staged: {cause_of(error)}") from error


def parsed(messages: DataFrame) -> DataFrame:
    """Messages of bronze as rows of silver's states and of its rejected messages, by `table`, `date` and `hour`."""
    as_received = messages.select(
        "topic", "partition", "offset", F.timestamp_seconds("arrived_at").alias("timestamp"), "value"
    )
    rows = parse_messages(as_received).withColumn("arrived_at", F.unix_seconds("arrived_at"))
    lists = {field.name: F.to_json(field.name) for field in FIELDS if field.type.startswith("array")}
    is_valid = F.col("problem").isNull()
    moment = F.timestamp_seconds(F.when(is_valid, F.col("last_contact")).otherwise(F.col("arrived_at")))
    return rows.withColumns(lists).select(
        "*",
        F.when(is_valid, F.lit(STATES.name)).otherwise(F.lit(REJECTED.name)).alias("table"),
        *bronze.hour_columns(moment),
    )


@dataclass(frozen=True)
class Merging:
    """Merges staged rows into silver's files."""

    connection: duckdb.DuckDBPyConnection
    lake: Lake
    staged: Path

    def merge_states(self, hour: HourToMake) -> int:
        """Put the hour's rows in place; returns how many it has more than before."""
        path = self.lake.file(STATES, hour.hour)
        before = bronze.rows_of(path) if path.exists() else 0
        rows = self._rows(STATES, hour.hour, kept=path if hour.keeps else None)
        ranked = f'row_number() OVER (PARTITION BY {_key(STATES)} ORDER BY poll_time, topic, partition, "offset", old)'
        return (
            write_partition(self.connection, f"FROM ({rows}) QUALIFY {ranked} = 1", path, STATES, hour.origin) - before
        )

    def merge_rejected(self, hours: Iterable[HourToMake]) -> int:
        """Put what these hours' messages have among the rejected in place, each by the hour it arrived in; returns how
        many are staged.

        What is rejected no more, since other code reads an hour anew, is taken away.
        """
        touched = self._staged_hours(REJECTED)
        accepted = [file for hour in hours if hour.remakes for file in self._staged_files(STATES, hour.hour)]
        if accepted:
            known = set(self.lake.partitions(REJECTED))
            touched |= {hour for hour in self._hours_of_arrival(accepted) if hour in known}
        inputs = {item for hour in hours for item in hour.origin.inputs}
        for hour in sorted(touched):
            path = self.lake.file(REJECTED, hour)
            before = origin_of(path)
            rows = self._rows(REJECTED, hour, kept=path if before else None)
            query = f"FROM ({rows}) QUALIFY row_number() OVER (PARTITION BY {_key(REJECTED)} ORDER BY old) = 1"
            if accepted:
                query = f"FROM ({query}) ANTI JOIN {parquet_of(accepted)} USING ({_key(REJECTED)})"
            origin = Origin(tuple(sorted(inputs.union(before.inputs if before else ()))), VERSION)
            write_partition(self.connection, query, path, REJECTED, origin)
        files = [file for hour in touched for file in self._staged_files(REJECTED, hour)]
        return sum(map(bronze.rows_of, files))

    def check_hours(self, hours: Iterable[HourToMake]) -> None:
        """Raises LakeError when a state vector is staged for an hour that is not one of these."""
        strays = self._staged_hours(STATES) - {hour.hour for hour in hours}
        if strays:
            found = ", ".join(hour.folder for hour in sorted(strays))
            raise LakeError(f"bronze has state vectors of {found} in another hour's folder; land them again")

    def _rows(self, table: Table, hour: Partition, *, kept: Path | None) -> str:
        """The rows that are staged for the hour and those of the file, `old` saying which are which."""
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        sources = [(0, self._staged_files(table, hour)), (1, [kept] if kept else [])]
        selects = [f"SELECT {columns}, {old} AS old FROM {parquet_of(files)}" for old, files in sources if files]
        nothing = ", ".join(f'NULL::{column.type} AS "{column.name}"' for column in table.columns)
        return " UNION ALL ".join(selects) or f"SELECT {nothing}, 0 AS old WHERE false"

    def _staged_files(self, table: Table, hour: Partition) -> list[Path]:
        return sorted((self.staged / f"table={table.name}" / hour.folder).glob("*.parquet"))

    def _staged_hours(self, table: Table) -> set[Partition]:
        folder = self.staged / f"table={table.name}"
        return {Partition.from_folder(str(hour.relative_to(folder))) for hour in folder.glob("date=*/hour=*")}

    def _hours_of_arrival(self, files: list[Path]) -> set[Partition]:
        found = self.connection.execute(f"SELECT DISTINCT arrived_at // {_HOUR_S} FROM {parquet_of(files)}").fetchall()
        return {bronze.hour_of(number * _HOUR_S) for (number,) in found}


def _key(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.key)
