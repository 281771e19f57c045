"""Remembers the positions of all aircraft over the last few minutes, for all viewers."""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

LENGTH_S = 600.0
LEAST_APART_S = 5.0
"""Shortest interval between remembered pictures, which bounds the memory however fast pictures come."""
_COLUMNS = ("time", "longitude", "latitude", "baro_altitude", "velocity", "vertical_rate")


@dataclass(frozen=True)
class _Snapshot:
    poll_time: float
    addresses: npt.NDArray[np.bytes_]
    """Sorted, for a binary search."""
    values: npt.NDArray[np.float32]
    """_COLUMNS of each aircraft, times relative to the poll."""

    def values_of(self, addresses: npt.NDArray[np.bytes_]) -> npt.NDArray[np.float64]:
        """Return a row per aircraft, with times since the epoch; all NaN for an aircraft that is not in the picture."""
        values = np.full((len(addresses), len(_COLUMNS)), np.nan)
        if len(self.addresses):
            places = np.searchsorted(self.addresses, addresses).clip(max=len(self.addresses) - 1)
            there = self.addresses[places] == addresses
            values[there] = self.values[places[there]]
            values[:, 0] += self.poll_time
        return values


class Trails:
    """Keeps the pictures of the last LENGTH_S, in the data's own time; 30 bytes per aircraft and picture."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshots: deque[_Snapshot] = deque()

    def remember(self, flights: pd.DataFrame, *, poll_time: float | None) -> None:
        """Remember a `flights.flight_table`; one older than the last (a restarted recording) clears the memory."""
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
                self._snapshots.pop()  # too close to its predecessor: kept only while it was the newest
            self._snapshots.append(_snapshot(flights, poll_time))
            while self._snapshots[0].poll_time < poll_time - LENGTH_S:
                self._snapshots.popleft()

    def of(self, icao24: str) -> pd.DataFrame:
        """Return an aircraft's distinct fixes, oldest first.

        Columns: time (epoch s), longitude, latitude (deg), baro_altitude (m), velocity, vertical_rate (m/s).
        """
        return self.of_each([icao24])[icao24]

    def of_each(self, icao24s: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Return for each of these aircraft what `of` returns."""
        with self._lock:
            snapshots = list(self._snapshots)
        addresses = np.array([icao24.encode() for icao24 in icao24s], np.bytes_)
        values = np.empty((len(snapshots), len(icao24s), len(_COLUMNS)))
        for number, snapshot in enumerate(snapshots):
            values[number] = snapshot.values_of(addresses)
        return {icao24: _fixes(values[:, place]) for place, icao24 in enumerate(icao24s)}


def _fixes(values: npt.NDArray[np.float64]) -> pd.DataFrame:
    """Drop rows without a time, and all but the last row with the same time."""
    newest_first = values[~np.isnan(values[:, 0])][::-1]
    _, places = np.unique(newest_first[:, 0], return_index=True)
    return pd.DataFrame(newest_first[places], columns=list(_COLUMNS))


def _snapshot(flights: pd.DataFrame, poll_time: float) -> _Snapshot:
    known = np.flatnonzero(flights["mapped"] & flights["icao24"].notna())
    addresses = np.array([icao24.encode() for icao24 in flights["icao24"].to_numpy(object)[known]], np.bytes_)
    order = np.argsort(addresses, kind="stable")
    values = np.column_stack([flights["time_position"] - poll_time, *(flights[name] for name in _COLUMNS[1:])])
    return _Snapshot(poll_time, addresses[order], values[known[order]].astype(np.float32))
