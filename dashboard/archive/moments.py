"""The sky at any past moment, reconstructed from the records that the streaming job keeps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from contracts.outputs import Outputs
from dashboard.archive.batches import Span
from dashboard.archive.record_cache import RecordCache
from dashboard.archive.tables import ALERTS, CLEANED_FLIGHTS, open_database
from dashboard.map.trails import LENGTH_S
from dashboard.reading.alerts import ShownAlert, parse_open_alerts
from dashboard.reading.flights import (
    FLAG_COLUMNS,
    NUMBER_COLUMNS,
    TEXT_COLUMNS,
    FlightPicture,
    picture_of,
    typed_flight_table,
)

ALERT_MEMORY_S = 900.0
"""Seconds to look back for an open alert: it is updated every minute while findings go on, and resolved minutes after
the last one."""
MOST_FLIGHT_BYTES = 160_000_000
"""Ten minutes (a trail's length) of 10,000 aircraft polled every 10 s take 140 MB."""
MOST_ALERT_BYTES = 32_000_000

_SHOWN = (*TEXT_COLUMNS, *NUMBER_COLUMNS, *FLAG_COLUMNS, "rules", "reasons")
_FIX = ("time_position", "longitude", "latitude", "baro_altitude", "velocity", "vertical_rate")
_NEWEST = """
    SELECT max_by(place, (poll_time, place)) AS place FROM records
    WHERE poll_time > ? AND poll_time <= ? GROUP BY key ORDER BY place
"""

T = TypeVar("T")


@dataclass(frozen=True)
class Recalled(Generic[T]):
    """A past state; `problems` lists the files that could not be read."""

    value: T
    problems: tuple[str, ...]


class History:
    """Returns past pictures, alerts and trails for all viewers; files already read stay in memory.

    max_age_s: how long an aircraft stays in the picture after its last poll.
    """

    def __init__(self, outputs: Outputs, *, max_age_s: float) -> None:
        self._max_age_s = max_age_s
        self._database = open_database()
        self._flights = RecordCache(
            CLEANED_FLIGHTS.folders(outputs),
            {name: CLEANED_FLIGHTS.columns[name] for name in _SHOWN},
            required=("icao24", "poll_time"),
            most_bytes=MOST_FLIGHT_BYTES,
            database=self._database.cursor(),
        )
        self._alerts = RecordCache(
            ALERTS.folders(outputs),
            ALERTS.columns,
            required=("id", "poll_time"),
            most_bytes=MOST_ALERT_BYTES,
            database=self._database.cursor(),
        )

    def span(self) -> Span | None:
        """Return the first and the last kept poll (epoch s); None when nothing is kept."""
        return self._flights.span()

    def picture_at(self, moment: float) -> Recalled[FlightPicture]:
        """Return the newest record of each aircraft in the `max_age_s` up to `moment` (epoch s)."""
        start = moment - self._max_age_s
        rows = self._flights.rows_around(start, moment)
        records = self._newest(rows.table, of_each="icao24", after=start, until=moment)
        poll_time = pc.max(records["poll_time"]).as_py()
        flights = typed_flight_table(records, poll_time=poll_time)
        return Recalled(picture_of(flights, {"poll_time": poll_time}), rows.problems)

    def alerts_at(self, moment: float) -> Recalled[tuple[ShownAlert, ...]]:
        """Return the alerts open at `moment` (epoch s) in their state then, most severe first, then newest."""
        start = moment - ALERT_MEMORY_S
        rows = self._alerts.rows_around(start, moment)
        events = self._newest(rows.table, of_each="id", after=start, until=moment).to_pylist()
        alerts = parse_open_alerts({"alerts": events}).alerts
        return Recalled(tuple(alert for alert in alerts if alert.is_open), rows.problems)

    def trail_of(self, icao24: str, moment: float) -> pd.DataFrame:
        """Return an aircraft's fixes in the `trails.LENGTH_S` before `moment` (epoch s), as `trails.Trails.of` does."""
        return _trail(self._fixes([icao24], moment))

    def trails_of(self, addresses: Sequence[str], moment: float) -> dict[str, pd.DataFrame]:
        """Return the same for each of these aircraft that has fixes."""
        return {icao24: _trail(fixes) for icao24, fixes in self._fixes(addresses, moment).groupby("icao24")}

    def _fixes(self, addresses: Sequence[str], moment: float) -> pd.DataFrame:
        start = moment - LENGTH_S
        wanted = pc.field("icao24").isin(pa.array(addresses, pa.string()))
        # Whole seconds: a float that fits into 32 bits (every 128th second) is narrowed, and the comparison then fails.
        wanted &= (pc.field("poll_time") >= math.ceil(start)) & (pc.field("poll_time") <= math.floor(moment))
        rows = self._flights.rows_around(start, moment).table.filter(wanted)
        return rows.select(["icao24", "poll_time", *_FIX]).to_pandas().sort_values("poll_time", kind="stable")

    def _newest(self, table: pa.Table, *, of_each: str, after: float, until: float) -> pa.Table:
        """Return the row with the latest poll for each value of a column; the last written wins a tie."""
        places = pa.array(np.arange(len(table)))
        records = pa.table({"key": table[of_each], "poll_time": table["poll_time"], "place": places})
        with self._database.cursor() as cursor:
            cursor.register("records", records)
            newest = cursor.sql(_NEWEST, params=[after, until]).to_arrow_table()
        return table.take(newest["place"])


def _trail(fixes: pd.DataFrame) -> pd.DataFrame:
    mapped = fixes["latitude"].between(-90, 90) & fixes["longitude"].between(-180, 180)
    trail = fixes.loc[mapped, list(_FIX)].astype(np.float64).rename(columns={"time_position": "time"})
    return trail.dropna(subset=["time"]).drop_duplicates("time", keep="last").reset_index(drop=True)
