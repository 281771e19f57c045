"""`python -m etl land-alerts`: copy alerts and flags from `output/` to bronze before its retention removes them.

    new files -> typed and checked lines -> one file of bronze per hour; unusable lines -> silver's *_rejected

An hour of bronze lists the output files that its rows came from. A file that is not listed is new; so is one that was
written again, such as the same micro-batch of another run of the job. Rows that two runs have in common are kept once.
A file of `altitude_alerts/` covers one hour and replaces the rows that its earlier version gave. A merged file of a
closed hour is new, but adds only what its micro-batches had not given before.

A line that cannot be used is set aside, and the rest are landed. Where an hour has no usable line at all, its file of
rejected lines lists the output files instead, and neither bronze nor gold has that hour.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import structlog

from common.errors import LakeError
from common.settings import Settings
from contracts.kept_files import HourFolder, MergedFile, contents_of, files_in, hours_of, opened
from contracts.lake.layout import FILE, Lake, Partition
from contracts.lake.sql import names_of, parquet_of
from contracts.outputs import Outputs
from etl.lake.origins import Origin, origin_of
from etl.lake.partitions import working_on, write_file
from etl.outputs.records import ALERTS, FLAGS, OutputFile, OutputKind, read_records
from etl.outputs.rejected import merge_rejected

VERSION = 1

_BLOCK_BYTES = 1 << 20
_FIRST = ("poll_time", "icao24", "source")
"""The first columns of the sort order."""

log = structlog.get_logger()


@dataclass(frozen=True)
class LandedOutputs:
    """Hours written, records read for them, rows added to bronze by kind, and lines set aside."""

    hours: int
    records: int
    alert_events: int
    flags: int
    set_aside: int


@dataclass(frozen=True)
class _Landed:
    """The counts of one kind of output."""

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
            alerts = _land(connection, lake, outputs, ALERTS)
            flags = _land(connection, lake, outputs, FLAGS)
    except FileNotFoundError as error:
        raise LakeError(f"{error.filename} was removed or replaced while it was read; run this again") from error
    except duckdb.Error as error:
        raise LakeError(f"the stream's outputs cannot be landed: {error}") from error
    both = alerts + flags
    return LandedOutputs(both.hours, both.records, alerts.added, flags.added, both.set_aside)


def _land(connection: duckdb.DuckDBPyConnection, lake: Lake, outputs: Outputs, kind: OutputKind) -> _Landed:
    """Land the new records of one kind of output."""
    by_hour: dict[int, list[OutputFile]] = defaultdict(list)
    for folder in outputs.folders(kind.output):
        for hour in hours_of(folder):
            covers_an_hour = folder == outputs.altitude_alerts
            by_hour[hour.begins_at] += _files_of_hour(outputs.root, hour, covers_an_hour=covers_an_hour)
    landed = _Landed()
    for begins_at, written in sorted(by_hour.items()):
        moment = datetime.fromtimestamp(begins_at, UTC)
        landed += _land_hour(connection, lake, kind, Partition(moment.date(), moment.hour), written)
    return landed


def _files_of_hour(root: Path, hour: HourFolder, *, covers_an_hour: bool) -> Iterator[OutputFile]:
    for part in contents_of(hour).parts:
        of_hour = part.last if covers_an_hour else None
        for file in files_in(part):
            if file.path.is_file():
                name = str(file.path.relative_to(root))
                merged = part if isinstance(part, MergedFile) else None
                yield OutputFile(file.path, name, file.size, file.changed_ns, of_hour, merged)


def _is_whole(file: OutputFile) -> bool:
    """Return whether a merged file can be decompressed; log it if not."""
    if file.merged:
        try:
            with opened(file.path) as content:
                while content.read(_BLOCK_BYTES):
                    pass
        except FileNotFoundError:
            raise
        except OSError as error:
            log.warning("file not landed", file=file.name, problem=error.strerror)
            return False
    return True


def _land_hour(
    connection: duckdb.DuckDBPyConnection, lake: Lake, kind: OutputKind, hour: Partition, written: list[OutputFile]
) -> _Landed:
    path, rejected = lake.folder("bronze", kind.table) / hour.folder / FILE, lake.file(kind.rejected, hour)
    before, before_rejected = origin_of(path), origin_of(rejected)
    taken = {item for origin in (before, before_rejected) if origin for item in origin.inputs}
    new = [file for file in written if file.as_input not in taken and _is_whole(file)]
    if not new:
        return _Landed()
    counts = read_records(connection, kind, hour, new)
    inputs = {file.as_input for file in new}
    is_landed = before is not None or counts.good > 0
    added = set_aside = 0
    # Rejected lines first: the hour's file states that all its inputs have been dealt with.
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
    """Write the hour's good `records` together with the rows it has; return how many rows were added."""
    columns = kind.bronze_columns
    names = names_of(columns)
    rows = f"SELECT {names} FROM records JOIN files USING (file) WHERE problem IS NULL"
    if before:
        typed = ", ".join(f'NULL::{type_} AS "{name}"' for name, type_ in columns.items())
        kept = f"(SELECT {typed} LIMIT 0) UNION ALL BY NAME FROM {parquet_of([before])}"
        rows += f" UNION ALL SELECT {names} FROM (FROM {kept})"
        replaced = ", ".join(str(file.of_hour) for file in new if file.of_hour)
        rows += f" WHERE of_hour IS NULL OR of_hour NOT IN ({replaced})" if kind.of_hours and replaced else ""
    order = names_of(sorted(columns, key=lambda name: name not in _FIRST))

    def check(temporary: Path) -> int:
        return _count(connection, temporary)

    rows_before = _count(connection, before) if before else 0
    query = f"SELECT DISTINCT {names} FROM ({rows}) ORDER BY {order}"
    return write_file(connection, query, path, origin, check) - rows_before


def _count(connection: duckdb.DuckDBPyConnection, file: Path) -> int:
    counted = connection.execute(f"SELECT count(*) FROM {parquet_of([file])}").fetchall()
    return int(counted[0][0])
