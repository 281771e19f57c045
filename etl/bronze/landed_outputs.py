"""`python -m etl land-alerts`: what the streaming job has found -> bronze/alerts and bronze/flags, before it is gone.

    files that are new -> typed and checked -> each hour's file of bronze; what cannot be used -> silver's *_rejected

An hour is one file, that lists the outputs it has rows of. Outputs that it does not list are new: also those of the
same micro-batch of another run of the job, which were written at another time. What two runs say alike is kept once.
An output of `altitude-alerts`, whose number is an hour, replaces what an earlier one of that number gave.

A line that cannot be used costs itself only. Where nothing of an hour can be, its rejected lines list the outputs:
there is no such hour of bronze, and so none of gold.
"""

from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb
import structlog

from common.errors import LakeError
from common.settings import Settings
from contracts.lake.layout import FILE, Lake, Partition
from contracts.lake.sql import parquet_of
from contracts.outputs import Outputs
from etl.lake.origins import Origin, origin_of
from etl.lake.partitions import working_on, write_file
from etl.silver.output_records import ALERTS, FLAGS, OutputFile, OutputKind, read_records
from etl.silver.rejected_lines import merge_rejected

VERSION = 1

_FIRST = ("poll_time", "icao24", "source")
"""What the rows are ordered by first."""

log = structlog.get_logger()


@dataclass(frozen=True)
class LandedOutputs:
    """Hours written; records read for them, rows that bronze has more than before, and lines that were set aside."""

    hours: int
    records: int
    alert_events: int
    flags: int
    set_aside: int


@dataclass(frozen=True)
class _Landed:
    """The same of one kind."""

    hours: int = 0
    records: int = 0
    added: int = 0
    set_aside: int = 0

    def __add__(self, other: "_Landed") -> "_Landed":
        return _Landed(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def run(settings: Settings) -> LandedOutputs:
    """Land the outputs that are new. Raises LakeError when an hour cannot be written."""
    lake, outputs = Lake(settings.lake_dir), Outputs(settings.output_dir)
    try:
        with working_on(lake) as connection:
            alerts = _land(connection, lake, outputs.alerts, ALERTS)
            flags = _land(connection, lake, outputs.anomalies, FLAGS)
    except FileNotFoundError as error:
        raise LakeError(f"{error.filename} was removed or replaced while it was read; run this again") from error
    except duckdb.Error as error:
        raise LakeError(f"the stream's outputs cannot be landed: {error}") from error
    both = alerts + flags
    return LandedOutputs(both.hours, both.records, alerts.added, flags.added, both.set_aside)


def _land(connection: duckdb.DuckDBPyConnection, lake: Lake, kept: Path, kind: OutputKind) -> _Landed:
    """Land the new records of an output."""
    landed = _Landed()
    for folder in sorted(kept.glob("date=*/hour=*")):
        try:
            hour = Partition.from_folder(folder.relative_to(kept).as_posix())
        except ValueError:
            log.warning("a folder of no hour is left alone", folder=str(folder))
            continue
        landed += _land_hour(connection, lake, kind, hour, _written(kept.parent, folder))
    return landed


def _written(outputs: Path, hour: Path) -> list[OutputFile]:
    """The hour's finished files: Spark moves a micro-batch's folder into place when it is finished, and alerts are
    replaced in one step."""
    paths = (path for path in sorted(hour.glob("batch=*/*.json")) if path.name[0] not in "._" and path.is_file())
    stats = ((path, path.stat()) for path in paths)
    return [OutputFile(path, str(path.relative_to(outputs)), stat.st_size, stat.st_mtime_ns) for path, stat in stats]


def _land_hour(
    connection: duckdb.DuckDBPyConnection, lake: Lake, kind: OutputKind, hour: Partition, written: list[OutputFile]
) -> _Landed:
    path, rejected = lake.folder("bronze", kind.table) / hour.folder / FILE, lake.file(kind.rejected, hour)
    before, before_rejected = origin_of(path), origin_of(rejected)
    taken = {item for origin in (before, before_rejected) if origin for item in origin.inputs}
    new = [file for file in written if file.as_input not in taken]
    if not new:
        return _Landed()
    counts = read_records(connection, kind, hour, new)
    inputs = {file.as_input for file in new}
    is_landed = before is not None or counts.good > 0
    added = set_aside = 0
    # Before the hour, which says that all of these files have been dealt with.
    if counts.bad or before_rejected:
        listed = {*(before_rejected.inputs if before_rejected else ()), *(() if is_landed else inputs)}
        set_aside = merge_rejected(connection, kind.rejected, rejected, new, tuple(sorted(listed)))
    if set_aside:
        problems = ", ".join(f"{problem}: {count:,}" for problem, count in counts.problems.items())
        log.warning("lines set aside", output=kind.table, hour=hour.folder, count=set_aside, problems=problems)
    if is_landed:
        origin = Origin(tuple(sorted(taken | inputs)), VERSION)
        added = _merge(connection, kind, new, path if before else None, path, origin)
    return _Landed(int(is_landed or counts.bad > 0), counts.good + counts.bad, added, set_aside)


def _merge(
    connection: duckdb.DuckDBPyConnection,
    kind: OutputKind,
    new: list[OutputFile],
    before: Path | None,
    path: Path,
    origin: Origin,
) -> int:
    """Write the hour with the good `records` of its new files and the rows it has; returns how many it has more."""
    columns = kind.bronze_columns
    names = ", ".join(f'"{name}"' for name in columns)
    rows = f"SELECT {names} FROM records JOIN files USING (file) WHERE problem IS NULL"
    if before:
        typed = ", ".join(f'NULL::{type_} AS "{name}"' for name, type_ in columns.items())
        kept = f"(SELECT {typed} LIMIT 0) UNION ALL BY NAME FROM {parquet_of([before])}"
        rows += f" UNION ALL SELECT {names} FROM (FROM {kept})"
        replaced = ", ".join(str(file.of_hour) for file in new if file.of_hour)
        rows += f" WHERE of_hour IS NULL OR of_hour NOT IN ({replaced})" if kind.of_hours and replaced else ""
    order = ", ".join(f'"{name}"' for name in sorted(columns, key=lambda name: name not in _FIRST))

    def check(temporary: Path) -> int:
        return _count(connection, temporary)

    rows_before = _count(connection, before) if before else 0
    query = f"SELECT DISTINCT {names} FROM ({rows}) ORDER BY {order}"
    return write_file(connection, query, path, origin, check) - rows_before


def _count(connection: duckdb.DuckDBPyConnection, file: Path) -> int:
    counted = connection.execute(f"SELECT count(*) FROM {parquet_of([file])}").fetchall()
    return int(counted[0][0])
