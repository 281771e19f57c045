"""`python -m etl land-alerts`: what the streaming job has found -> bronze/alerts and bronze/flags, before it is gone.

An hour is one file, that lists the outputs it has rows of. Outputs that it does not list are new: also those of the
same micro-batch of another run of the job, which were written at another time. What two runs say alike is kept once.
An output of `altitude-alerts`, whose number is an hour, replaces what an earlier one of that number gave.

An output that cannot be read is set aside by name and not listed: the rest is landed, and it is tried again.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import structlog

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
    "of_hour": "BIGINT",
}
"""Of bronze/alerts: the events as docs/outputs.md has them, without the times as text; `of_hour` (epoch s) only of
those that `altitude-alerts` made of one."""

FLAG_COLUMNS = {
    "icao24": "VARCHAR",
    "poll_time": "BIGINT",
    "source": "VARCHAR",
    "rules": "VARCHAR[]",
    "is_anomaly": "BOOLEAN",
}
"""Of bronze/flags: who was flagged when, and by what."""

_FIRST_HOUR = 1_000_000_000
"""Numbers of outputs from here on are hours: micro-batches never count that far."""

_FIRST = ("poll_time", "icao24", "source")
"""What every record has, and what the rows are ordered by first."""


log = structlog.get_logger()


@dataclass(frozen=True)
class LandedOutputs:
    """Hours written, and rows they have more than before; outputs set aside, where there are any."""

    hours: int
    alert_events: int
    flags: int
    set_aside: int | None = None


def run(settings: Settings) -> LandedOutputs:
    """Land the outputs that are new. Raises LakeError when an hour cannot be written."""
    lake, outputs = Lake(settings.lake_dir), Outputs(settings.output_dir)
    try:
        with working_on(lake) as connection:
            alert_hours, alert_events, bad_alerts = _land(connection, lake, "alerts", outputs.alerts, ALERT_COLUMNS)
            flag_hours, flags, bad_flags = _land(connection, lake, "flags", outputs.anomalies, FLAG_COLUMNS)
    except FileNotFoundError as error:
        raise LakeError(f"{error.filename} was removed or replaced while it was read; run this again") from error
    return LandedOutputs(alert_hours + flag_hours, alert_events, flags, bad_alerts + bad_flags or None)


def _land(
    connection: duckdb.DuckDBPyConnection, lake: Lake, table: str, kept: Path, columns: Mapping[str, str]
) -> tuple[int, int, int]:
    """Land the new records of an output; returns the hours written, the rows they have more than before, and how many
    files were set aside."""
    hours = added = set_aside = 0
    for folder in sorted(kept.glob("date=*/hour=*")):
        path = lake.folder("bronze", table) / folder.relative_to(kept) / FILE
        before = origin_of(path)
        taken = before.inputs if before else ()
        written = _written(kept.parent, folder)
        new = [item for item in written if item not in taken]
        problems = _problems(connection, [kept.parent / item[0] for item in new], columns)
        for file, problem in problems.items():
            log.warning("an output cannot be read and is set aside", file=str(file), problem=problem)
        good = [item for item in new if kept.parent / item[0] not in problems]
        set_aside += len(problems)
        if good:
            origin = Origin(tuple(sorted({*taken, *good})), VERSION)
            files = [kept.parent / item[0] for item in good]
            added += _merge(connection, files, path if before else None, path, columns, origin)
            hours += 1
    return hours, added, set_aside


def _written(outputs: Path, hour: Path) -> Inputs:
    """The hour's finished files, named relative to the outputs: Spark moves a micro-batch's folder into place when it
    is finished, and alerts are replaced in one step."""
    files = sorted(hour.glob("batch=*/*.json"))
    stats = ((path, path.stat()) for path in files if path.name[0] not in "._")
    return tuple((str(path.relative_to(outputs)), stat.st_size, stat.st_mtime_ns) for path, stat in stats)


def _problems(connection: duckdb.DuckDBPyConnection, files: list[Path], columns: Mapping[str, str]) -> dict[Path, str]:
    """Why files cannot be landed; those that are not there can. One is read alone only where not all can be."""
    if not files:
        return {}
    nameless = " OR ".join(f"{name} IS NULL" for name in _FIRST)
    every = ", ".join(f"count({_name(name)})" for name in columns if name != "of_hour")
    query = f"SELECT count(*) FILTER ({nameless}), {every} FROM {_json_of(files, columns)}"
    try:
        missing, *_ = connection.execute(query).fetchone() or (0,)
    except duckdb.Error as error:
        problem = str(error).splitlines()[0]
    else:
        problem = f"{missing} records have no {', '.join(_FIRST)}"
        if not missing:
            return {}
    if len(files) == 1:
        return {files[0]: problem}
    return {path: problem for file in files for path, problem in _problems(connection, [file], columns).items()}


def _json_of(files: Iterable[Path], columns: Mapping[str, str]) -> str:
    """The records of these files as a table of SQL, with `filename`."""
    types = ", ".join(f"{quoted(name)}: {quoted(kind)}" for name, kind in columns.items() if name != "of_hour")
    names = ", ".join(quoted(str(file)) for file in files)
    options = "format = 'newline_delimited', hive_partitioning = false, filename = true"
    return f"read_json([{names}], {options}, columns = {{{types}}})"


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
    number = r"regexp_extract(filename, '.*/batch=(\d+)/', 1)::BIGINT"
    rows = f"SELECT {names} FROM ("
    rows += f"SELECT *, CASE WHEN {number} >= {_FIRST_HOUR} THEN {number} END AS of_hour FROM {_json_of(new, columns)})"
    if before:
        typed = ", ".join(f"NULL::{kind} AS {_name(name)}" for name, kind in columns.items())
        kept = f"(SELECT {typed} LIMIT 0) UNION ALL BY NAME FROM {parquet_of([before])}"
        replaced = ", ".join(re.findall(r"/batch=(\d+)/", "".join(map(str, new))))
        rows += f" UNION ALL SELECT {names} FROM (FROM {kept})"
        rows += f" WHERE of_hour IS NULL OR of_hour NOT IN ({replaced})" if "of_hour" in columns else ""
    order = ", ".join(map(_name, sorted(columns, key=lambda name: name not in _FIRST)))

    def check(temporary: Path) -> int:
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
