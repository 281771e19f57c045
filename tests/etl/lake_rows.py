"""Lakes of a few rows, each written as its differences from a valid one, and tables read back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from common.settings import Settings
from contracts.lake.layout import Lake, Partition, Table
from contracts.lake.silver import SCHEDULES, STATES
from etl.lake.origins import Origin
from etl.lake.partitions import working_on, write_partition
from tests.records import CRUISING

DAY = date(2026, 3, 10)
MIDNIGHT = int(datetime(2026, 3, 10, tzinfo=UTC).timestamp())
HOUR_S = 3_600
DAY_S = 86_400

Row = dict[str, Any]

_LANDED = {
    "flags": pa.schema(
        [
            ("icao24", pa.string()),
            ("poll_time", pa.int64()),
            ("source", pa.string()),
            ("rules", pa.list_(pa.string())),
            ("is_anomaly", pa.bool_()),
        ]
    ),
    "alerts": pa.schema(
        [
            *(
                (name, pa.string())
                for name in ("event", "id", "icao24", "callsign", "origin_country", "kind", "family")
            ),
            *((name, pa.string()) for name in ("severity", "evidence", "source")),
            *((name, pa.int64()) for name in ("since", "last", "resolved_at", "poll_time", "finding_count")),
            *((name, pa.float64()) for name in ("longitude", "latitude", "baro_altitude")),
        ]
    ),
}


def settings_of(folder: Path, **differences: Any) -> Settings:
    """Return settings with lake and outputs in this folder."""
    return Settings(lake_dir=folder / "lake", output_dir=folder / "output", **differences)


def state(time: int, **differences: Any) -> Row:
    """Return a state vector whose position was received at this time (epoch s) and polled 5 s later.

    One on the ground rolls at Zurich.
    """
    times = {"time_position": time, "last_contact": time, "poll_time": time + 5, "arrived_at": time + 6}
    place = {"topic": "flights", "partition": 0, "offset": time}
    at_zurich = {"velocity": 5.0, "baro_altitude": 432.0} if differences.get("on_ground") else {}
    return CRUISING | times | place | at_zurich | differences


def track(start: int, stop: int, *, every: int = 60, **differences: Any) -> list[Row]:
    """Return state vectors of one aircraft flying east, from `start` up to but excluding `stop` (epoch s)."""
    return [
        state(time, **{"longitude": 8.0 + (time - start) * 0.002} | differences) for time in range(start, stop, every)
    ]


def partition_of(time: int) -> Partition:
    """Return the hour that contains a time (epoch s)."""
    moment = datetime.fromtimestamp(time, UTC)
    return Partition(moment.date(), moment.hour)


def write_states(lake: Lake, rows: Iterable[Row]) -> None:
    """Write these rows to silver/states, replacing their hours."""
    by_hour: dict[Partition, list[Row]] = defaultdict(list)
    for row in rows:
        by_hour[partition_of(row["last_contact"])].append(row)
    write_rows(lake, STATES, by_hour)


def write_schedules(lake: Lake, rows: Iterable[Row]) -> None:
    """Write these rows to silver/schedules, replacing their days; missing values are null."""
    by_day: dict[Partition, list[Row]] = defaultdict(list)
    for row in rows:
        by_day[Partition(row["date"])].append(row)
    write_rows(lake, SCHEDULES, by_day)


def write_rows(lake: Lake, table: Table, by_partition: Mapping[Partition, list[Row]]) -> None:
    """Write these rows to a table, replacing their partitions."""
    with working_on(lake) as connection:
        for partition, rows in by_partition.items():
            filled = [{column.name: row.get(column.name) for column in table.columns} for row in rows]
            with connection.cursor() as cursor:
                cursor.register("given", pa.Table.from_pylist(filled))
                write_partition(cursor, "FROM given", lake.file(table, partition), table, Origin((), 1))


def land(lake: Lake, table: str, rows: Iterable[Row], *, name: str = "part") -> None:
    """Write flags or alerts to bronze, by the hour of their poll."""
    by_hour: dict[Partition, list[Row]] = defaultdict(list)
    for row in rows:
        by_hour[partition_of(row["poll_time"])].append(row)
    for hour, of_hour in by_hour.items():
        file = lake.folder("bronze", table) / hour.folder / f"{name}.parquet"
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.Table.from_pylist(of_hour, schema=_LANDED[table]), file)


def content(lake: Lake, table: Table) -> list[Row]:
    """Return all rows of a table, in the order of its partitions and keys."""
    if table.partitioned_by == "nothing":
        return pq.read_table(lake.file(table), partitioning=None).to_pylist()
    return [row for path in lake.files(table) for row in pq.read_table(path, partitioning=None).to_pylist()]


def frame_of(lake: Lake, table: Table) -> pd.DataFrame:
    """Return all rows of a table as a data frame."""
    return pd.DataFrame(content(lake, table), columns=[column.name for column in table.columns])


def files_changed(lake: Lake, layers: Iterable[str] = ("silver", "gold")) -> dict[str, int]:
    """Return when each file was written, by name: equal as long as no file was made again."""
    return {
        str(path.relative_to(lake.root)): path.stat().st_mtime_ns
        for layer in layers
        for path in (lake.root / layer).rglob("*.parquet")
    }
