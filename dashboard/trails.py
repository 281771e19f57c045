"""Where aircraft have been in the last minutes, remembered picture by picture for all viewers."""

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

LENGTH_S = 600.0
LEAST_APART_S = 5.0
"""Of the pictures that are kept, so that what is remembered is bounded however fast they come."""
_COLUMNS = ("time", "longitude", "latitude", "baro_altitude", "velocity", "vertical_rate")


@dataclass(frozen=True)
class _Snapshot:
    poll_time: float
    addresses: pa.StringArray
    values: npt.NDArray[np.float32]
    """_COLUMNS of each, times relative to the poll."""


class Trails:
    """Keeps the pictures of the last LENGTH_S of the data's own time: 34 bytes per aircraft and picture."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshots: deque[_Snapshot] = deque()

    def remember(self, flights: pd.DataFrame, *, poll_time: float | None) -> None:
        """Take a picture (`flights.flight_table`); one older than the last, of a recording begun again, starts anew."""
        if poll_time is None:
            return
        with self._lock:
            if self._snapshots and poll_time < self._snapshots[-1].poll_time:
                self._snapshots.clear()
            if self._snapshots and poll_time == self._snapshots[-1].poll_time:
                return
            if (
                len(self._snapshots) > 1
                and self._snapshots[-1].poll_time - self._snapshots[-2].poll_time < LEAST_APART_S
            ):
                self._snapshots.pop()  # it was there only as the newest
            self._snapshots.append(_snapshot(flights, poll_time))
            while self._snapshots[0].poll_time < poll_time - LENGTH_S:
                self._snapshots.popleft()

    def of(self, icao24: str) -> pd.DataFrame:
        """The fixes of an aircraft, oldest first, each once: time (epoch s), longitude, latitude, baro_altitude (m),
        velocity, vertical_rate (m/s)."""
        with self._lock:
            snapshots = list(self._snapshots)
        rows = []
        for snapshot in snapshots:
            place = pc.index(snapshot.addresses, icao24).as_py()
            if place >= 0:
                offset, *values = snapshot.values[place].tolist()
                rows.append((snapshot.poll_time + offset, *values))
        return pd.DataFrame(rows, columns=list(_COLUMNS)).dropna(subset=["time"]).drop_duplicates("time", keep="last")


def _snapshot(flights: pd.DataFrame, poll_time: float) -> _Snapshot:
    known = np.flatnonzero(flights["mapped"] & flights["icao24"].notna())
    addresses = pa.array(flights["icao24"].to_numpy(object)[known], pa.string())
    values = np.column_stack([flights["time_position"] - poll_time, *(flights[name] for name in _COLUMNS[1:])])
    return _Snapshot(poll_time, addresses, values[known].astype(np.float32))
