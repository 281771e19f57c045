"""`python -m etl maintain`: compact the many small files of bronze's hours, then apply the retention of all layers.

Whether an hour is over, or a day is old, depends on the lake's own newest data, not on the clock: a recording from last
year is kept as long as live traffic, and a lake without new data stays as it is. The clock only rules out dates in the
future.

Maintaining a large lake takes a long time, and other commands must be able to run meanwhile. So this command takes the
lake's lock for one file at a time, and lists the files again each time.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import structlog

from common.errors import LakeError
from common.settings import Settings
from contracts.lake.gold import ALERTS, DAILY_FLAGS
from contracts.lake.layout import Lake, Layer, Partition, Table, partition_of
from contracts.lake.silver import SCHEDULES_REJECTED, STATES
from contracts.lake.sql import parquet_of
from etl.bronze import messages as bronze
from etl.bronze.messages import Span
from etl.lake.lock import alone_on
from etl.lake.origins import Origin, inputs_of, origin_of
from etl.lake.partitions import working_on, write_file

VERSION = 1

OPEN_HOURS = 2
"""Number of newest hours of bronze that are not compacted, because they still receive messages."""

FEWEST_FILES = 4
"""An hour's files of one topic partition are compacted if there are at least this many: for fewer, rewriting their rows
is not worth it."""

_AHEAD = timedelta(days=2)
"""How far after today a date may lie: local days begin up to 14 h before UTC's, and clocks may be wrong."""

_MADE_OF: dict[str, Table] = {
    bronze.STATES: STATES,
    "alerts": ALERTS,
    "flags": DAILY_FLAGS,
    "schedules": SCHEDULES_REJECTED,
}
"""For each table of bronze, the table whose partitions of the same hour or day list the files taken from it. A day of
alerts is also made from the files of the day after, which have the alerts' later events."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Maintained:
    """Counts of a run: compacted files made, files they replaced, and days of tables removed."""

    compacted: int
    replaced: int
    removed_days: int


def run(settings: Settings, *, today: date | None = None) -> Maintained:
    """Compact bronze, then apply the retention of all layers; other commands can run in between. Raises LakeError."""
    lake = Lake(settings.lake_dir)
    replaced = compact_hours(lake)
    with alone_on(lake):
        removed = remove_old(
            lake,
            bronze_days=settings.bronze_retention_days,
            lake_days=settings.lake_retention_days,
            today=today or datetime.now(UTC).date(),
        )
    return Maintained(len(replaced), sum(replaced), removed)


def compact_hours(lake: Lake) -> list[int]:
    """Compact each hour that is over to one file per topic and partition, where that is worth it.

    Returns the number of files that each compacted file replaced. Raises LakeError.
    """
    replaced = []
    with working_on(lake) as connection:
        for hour in bronze.hours_landed(lake)[:-OPEN_HOURS]:
            for place in sorted({_place_of(path) for path in bronze.files_landed(lake, hour)}):
                with alone_on(lake):
                    paths = [path for path in bronze.files_landed(lake, hour) if _place_of(path) == place]
                    if _is_worth_it(lake, paths):
                        replaced.append(compact(connection, lake, paths))
    return replaced


def _place_of(path: Path) -> tuple[str, str, int]:
    """Return the topic, its id and the partition of a file's messages."""
    span = Span.of(path)
    return span.topic, span.topic_id, span.partition


def _is_worth_it(lake: Lake, paths: list[Path]) -> bool:
    """Return whether there are many files, or an interrupted compaction has left one that is part of another."""
    if len(paths) >= FEWEST_FILES:
        return True
    names = {str(path.relative_to(lake.root)): path for path in paths}
    parts = {name: {item[0] for item in bronze.as_landed(lake, [path])} for name, path in names.items()}
    return any(part & (names.keys() - {name}) for name, part in parts.items())


def compact(connection: duckdb.DuckDBPyConnection, lake: Lake, paths: list[Path]) -> int:
    """Merge the files into one that lists them, then remove them; return how many were removed. Raises LakeError.

    If it is killed in between, both the merged file and the others exist: readers still take each message once, and the
    next run completes the work.
    """
    spans = [Span.of(path) for path in paths]
    one = spans[0]
    whole = Span(
        one.topic, one.topic_id, one.partition, min(each.first for each in spans), max(each.last for each in spans)
    )
    target = paths[0].with_name(whole.file_name)
    distinct = f'SELECT DISTINCT ON ("offset") * FROM {parquet_of(paths)} ORDER BY "offset"'

    def check(temporary: Path) -> int:
        [expected], [found] = (
            connection.execute(f'SELECT count(DISTINCT "offset") FROM {parquet_of(files)}').fetchone() or [0]
            for files in (paths, [temporary])
        )
        if expected != found:
            raise LakeError(f"{target} would have {found} of {expected} messages")
        return 0

    write_file(connection, distinct, target, Origin(bronze.as_landed(lake, paths), VERSION), check)
    others = [path for path in paths if path != target]
    for path in others:
        path.unlink()
    return len(others)


def remove_old(lake: Lake, *, bronze_days: int, lake_days: int, today: date) -> int:
    """Remove each table's days that are older than its newest day by more than its retention; return how many.

    A day of bronze stays until the layers above have taken all of it.
    """
    latest = today + _AHEAD
    removed = 0
    layers: tuple[tuple[Layer, int], ...] = (("silver", lake_days), ("gold", lake_days), ("bronze", bronze_days))
    for layer, days in layers:
        for table in sorted(path for path in (lake.root / layer).glob("*") if path.is_dir()):
            folders = {partition_of(path, table).day: path for path in table.glob("date=*")}
            for day in _older_than(folders, days, latest):
                if layer == "bronze" and not _has_been_taken(lake, table.name, day, lake_days, latest):
                    log.warning(
                        "bronze kept beyond its retention: silver or gold has not taken it yet",
                        table=table.name,
                        date=str(day),
                    )
                    continue
                shutil.rmtree(folders[day])
                removed += 1
    return removed


def _older_than(days: Iterable[date], kept: int, latest: date) -> list[date]:
    """Return the days more than `kept` days before the newest one. Days after `latest` never count as the newest."""
    ordered = sorted(days)
    newest = max((day for day in ordered if day <= latest), default=date.min + timedelta(days=kept))
    return [day for day in ordered if day < newest - timedelta(days=kept)]


def _has_been_taken(lake: Lake, name: str, day: date, lake_days: int, latest: date) -> bool:
    """Return whether all files of a day of bronze were taken, or retention would remove what is made from them."""
    if name not in _MADE_OF:
        return True
    table = _MADE_OF[name]
    if day in _older_than({day, *(each.day for each in lake.partitions(table))}, lake_days, latest):
        return True
    if name == bronze.STATES:
        return all(bronze.has_been_taken(lake, hour) for hour in bronze.hours_landed(lake) if hour.day == day)
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    if name != "alerts":
        return _lists(lake, table, day, _landed(lake, name, day))
    if _landed(lake, name, before) and not _lists(lake, table, before, _landed(lake, name, day)):
        return False
    return _lists(lake, table, day, _landed(lake, name, day) + _landed(lake, name, after))


def _landed(lake: Lake, name: str, day: date) -> list[Path]:
    found = (lake.folder("bronze", name) / Partition(day).folder).rglob("*.*")
    return [path for path in found if path.is_file() and path.name[0] != "."]


def _lists(lake: Lake, table: Table, day: date, files: list[Path]) -> bool:
    """Return whether a day of the table lists all of these files in their present state."""
    origin = origin_of(lake.file(table, Partition(day)))
    return origin is not None and set(inputs_of(lake, files)) <= set(origin.inputs)
