"""`python -m etl maintain`: the many small files of bronze's hours become few, and what is past its retention goes.

"Over" and "old" are told by the lake's own newest data and not by the clock, so that a recording of last year is kept
as long as live traffic, and a lake nobody adds to stays as it is. The clock only says which days cannot be yet.

On a large lake this takes long, and others want to add to it meanwhile: it has the lake for itself for one file that it
makes at a time, and looks anew at what is there each time.
"""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import structlog

from common.errors import LakeError
from contracts.lake.layout import Lake, Layer, Partition, Table, partition_of
from contracts.lake.tables import ALERTS, DAILY_FLAGS, SCHEDULES_REJECTED, STATES
from common.settings import Settings
from etl.bronze import messages as bronze
from etl.bronze.messages import Span
from etl.lake.lock import alone_on
from etl.lake.origins import Origin, inputs_of, origin_of
from etl.lake.partitions import parquet_of, working_on, write_file

VERSION = 1

OPEN_HOURS = 2
"""The newest hours of bronze, to which the next messages will be added."""

FEWEST_FILES = 4
"""Of an hour and topic partition that are made one: with fewer it is not worth writing their rows again."""

_AHEAD = timedelta(days=2)
"""How far after today a day may be: local days begin 14 h before those of UTC, and clocks are wrong."""

_MADE_OF: dict[str, Table] = {
    bronze.STATES: STATES,
    "alerts": ALERTS,
    "flags": DAILY_FLAGS,
    "schedules": SCHEDULES_REJECTED,
}
"""What lists the files that were taken from each table of bronze: by the hour or day of the same name; a
day of alerts is also made of those of the day after, which say what became of them."""

log = structlog.get_logger()


@dataclass(frozen=True)
class Maintained:
    """What was done: files made of several, those that were replaced by them, and days of a table that were removed."""

    compacted: int
    replaced: int
    removed_days: int


def run(settings: Settings, *, today: date | None = None) -> Maintained:
    """Compact bronze, then apply the retention of all layers, giving way to other commands in between. Raises
    LakeError."""
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
    """Put the files of each hour that is over into one for each topic and partition, where that is worth it; returns
    how many each of these has replaced. Raises LakeError."""
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
    """The topic, its id and the partition that a file's messages were in."""
    span = Span.of(path)
    return span.topic, span.topic_id, span.partition


def _is_worth_it(lake: Lake, paths: list[Path]) -> bool:
    """Whether they are many, or one of them is a part of another: a compaction that was stopped before its end."""
    if len(paths) >= FEWEST_FILES:
        return True
    names = {str(path.relative_to(lake.root)): path for path in paths}
    parts = {name: {item[0] for item in bronze.as_landed(lake, [path])} for name, path in names.items()}
    return any(part & (names.keys() - {name}) for name, part in parts.items())


def compact(connection: duckdb.DuckDBPyConnection, lake: Lake, paths: list[Path]) -> int:
    """Put the files into one that lists them, then remove them; returns how many were. Raises LakeError.

    Killed in between, both are there: whoever reads them takes each message once, and the next run ends the work.
    """
    spans = [Span.of(path) for path in paths]
    one = spans[0]
    whole = Span(
        one.topic, one.topic_id, one.partition, min(each.first for each in spans), max(each.last for each in spans)
    )
    target = paths[0].with_name(whole.file_name)
    distinct = f'SELECT DISTINCT ON ("offset") * FROM {parquet_of(paths)} ORDER BY "offset"'

    def check(temporary: Path) -> int:
        expected, found = (
            connection.execute(f'SELECT count(DISTINCT "offset") FROM {parquet_of(files)}').fetchone()
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
    """Remove the days of each table that are so many days older than its newest; returns how many.

    A day of bronze stays as long as the layers above have not taken all of it.
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
                        "bronze is kept beyond its retention: it has not been taken", table=table.name, date=str(day)
                    )
                    continue
                shutil.rmtree(folders[day])
                removed += 1
    return removed


def _older_than(days: Iterable[date], kept: int, latest: date) -> list[date]:
    """Those that are more than `kept` days before the newest; one after `latest` cannot be, and is not the newest."""
    ordered = sorted(days)
    newest = max((day for day in ordered if day <= latest), default=date.min + timedelta(days=kept))
    return [day for day in ordered if day < newest - timedelta(days=kept)]


def _has_been_taken(lake: Lake, name: str, day: date, lake_days: int, latest: date) -> bool:
    """Whether what is made of a table of bronze lists all of the day's files, or would not be kept anyway."""
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
    """Whether a day of the table says that it was made from these files as they are."""
    origin = origin_of(lake.file(table, Partition(day)))
    return origin is not None and set(inputs_of(lake, files)) <= set(origin.inputs)
