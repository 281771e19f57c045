"""`python -m etl land-alerts`: what the streaming job has found -> bronze/alerts and bronze/flags, before it is gone.

An hour is one file, that lists the outputs it has rows of. Outputs that it does not list are new: also those of the
same micro-batch of another run of the job, which were written at another time. What two runs say alike is kept once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from common.errors import LakeError
from common.lake import FILE, Lake
from common.outputs import Outputs
from common.settings import Settings
from etl.origins import Inputs, Origin, origin_of
from etl.partitions import parquet_of, quoted, working_on, write_file

VERSION = 1

ALERT_COLUMNS = {
    "event": "VARCHAR",
    "id": "VARCHAR",
    "icao24": "VARCHAR",
    "callsign": "VARCHAR",
    "origin_country": "VARCHAR",
    "kind": "VARCHAR",
    "family": "VARCHAR",
    "severity": "VARCHAR",
    "since": "BIGINT",
    "last": "BIGINT",
    "resolved_at": "BIGINT",
    "poll_time": "BIGINT",
    "longitude": "DOUBLE",
    "latitude": "DOUBLE",
    "baro_altitude": "DOUBLE",
    "evidence": "VARCHAR",
    "detectors": "VARCHAR[]",
    "value": "DOUBLE",
    "limit": "DOUBLE",
    "unit": "VARCHAR",
    "rarity": "DOUBLE",
    "finding_count": "BIGINT",
    "related": "VARCHAR[]",
    "source": "VARCHAR",
    "track": "DOUBLE[][]",
}
"""Of bronze/alerts: the events as docs/outputs.md has them, without the times as text."""

FLAG_COLUMNS = {
    "icao24": "VARCHAR",
    "poll_time": "BIGINT",
    "source": "VARCHAR",
    "rules": "VARCHAR[]",
    "is_anomaly": "BOOLEAN",
}
"""Of bronze/flags: who was flagged when, and by what."""

_FIRST = ("poll_time", "icao24", "source")
"""What every record has, and what the rows are ordered by first."""


@dataclass(frozen=True)
class LandedOutputs:
    """Hours written, and rows they have more than before."""

    hours: int
    alert_events: int
    flags: int


def run(settings: Settings) -> LandedOutputs:
    """Land the outputs that are new. Raises LakeError when one cannot be read."""
    lake, outputs = Lake(settings.lake_dir), Outputs(settings.output_dir)
    try:
        with working_on(lake) as connection:
            alert_hours, alert_events = _land(connection, lake, "alerts", outputs.alerts, ALERT_COLUMNS)
            flag_hours, flags = _land(connection, lake, "flags", outputs.anomalies, FLAG_COLUMNS)
    except FileNotFoundError as error:
        raise LakeError(f"{error.filename} was removed or replaced while it was read; run this again") from error
    return LandedOutputs(alert_hours + flag_hours, alert_events, flags)


def _land(
    connection: duckdb.DuckDBPyConnection, lake: Lake, table: str, kept: Path, columns: Mapping[str, str]
) -> tuple[int, int]:
    """Land the new records of an output; returns the hours written and the rows they have more than before."""
    hours = added = 0
    for folder in sorted(kept.glob("date=*/hour=*")):
        path = lake.folder("bronze", table) / folder.relative_to(kept) / FILE
        before = origin_of(path)
        taken = before.inputs if before else ()
        written = _written(kept.parent, folder)
        new = [kept.parent / item[0] for item in written if item not in taken]
        if new:
            origin = Origin(tuple(sorted({*taken, *written})), VERSION)
            added += _merge(connection, new, path if before else None, path, columns, origin)
            hours += 1
    return hours, added


def _written(outputs: Path, hour: Path) -> Inputs:
    """The hour's finished files, named relative to the outputs: Spark moves a micro-batch's folder into place when it
    is finished, and alerts are replaced in one step."""
    files = sorted(hour.glob("batch=*/*.json"))
    stats = ((path, path.stat()) for path in files if path.name[0] not in "._")
    return tuple((str(path.relative_to(outputs)), stat.st_size, stat.st_mtime_ns) for path, stat in stats)


def _merge(
    connection: duckdb.DuckDBPyConnection,
    new: Iterable[Path],
    before: Path | None,
    path: Path,
    columns: Mapping[str, str],
    origin: Origin,
) -> int:
    """Write the hour with these files' records and those it has; returns how many it has more."""
    names = ", ".join(map(_name, columns))
    types = ", ".join(f"{quoted(name)}: {quoted(kind)}" for name, kind in columns.items())
    files = ", ".join(quoted(str(file)) for file in new)
    options = f"format = 'newline_delimited', hive_partitioning = false, columns = {{{types}}}"
    rows = f"SELECT {names} FROM read_json([{files}], {options})"
    if before:
        rows += f" UNION ALL SELECT {names} FROM {parquet_of([before])}"
    order = ", ".join(map(_name, sorted(columns, key=lambda name: name not in _FIRST)))

    def check(temporary: Path) -> int:
        nameless = " OR ".join(f"{name} IS NULL" for name in _FIRST)
        if missing := _count(connection, f"{parquet_of([temporary])} WHERE {nameless}"):
            raise LakeError(f"{missing} records of {path.parent} have no {', '.join(_FIRST)}")
        return _count(connection, parquet_of([temporary]))

    rows_before = _count(connection, parquet_of([before])) if before else 0
    return (
        write_file(connection, f"SELECT DISTINCT {names} FROM ({rows}) ORDER BY {order}", path, origin, check)
        - rows_before
    )


def _count(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {rows}").fetchone() or (0,)
    return int(count)


def _name(column: str) -> str:
    return f'"{column}"'
