"""Airborne time of aircraft, counted as their fixes arrive."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.arrays import Ints
from ml.tracks.new_fixes import address_numbers, places_of

LONGEST_STEP_S = 300
"""A longer step between two fixes does not count as flown: no detector judges motion across such a gap."""


class AirborneHours:
    """Counts how long aircraft are in the air, from fix to fix of each.

    It keeps the last airborne fix of each aircraft, 12 bytes each, for LONGEST_STEP_S. A restart loses one step of
    each aircraft.
    """

    def __init__(self) -> None:
        self._addresses = np.empty(0, np.uint32)
        self._times = np.empty(0, np.int64)
        self._now = 0

    def __len__(self) -> int:
        return len(self._addresses)

    def add(self, icao24: "pd.Series[str]", times: npt.ArrayLike, on_ground: npt.ArrayLike) -> float:
        """Return the airborne hours that new fixes add: addresses of 6 hex digits, times (epoch s), shapes (n,).

        A fix adds the time since the aircraft's fix before it, if that is at most LONGEST_STEP_S and both are in the
        air. Fixes may come in any order within a call; one older than its aircraft's last in earlier calls is ignored.
        """
        addresses, times = address_numbers(icao24), np.asarray(times, np.int64)
        airborne = ~np.asarray(on_ground, bool)
        in_time = times >= self._last_times(addresses)
        addresses = np.concatenate([self._addresses, addresses[in_time]])
        times = np.concatenate([self._times, times[in_time]])
        airborne = np.concatenate([np.ones(len(self), bool), airborne[in_time]])

        order = np.lexsort((times, addresses))  # stable: at equal times the known fix comes first
        addresses, times, airborne = addresses[order], times[order], airborne[order]
        is_same = addresses[1:] == addresses[:-1]
        steps_s = np.diff(times)
        flown_s = int(steps_s[is_same & airborne[1:] & airborne[:-1] & (steps_s <= LONGEST_STEP_S)].sum())

        self._now = int(times.max(initial=self._now))
        is_last = np.append(~is_same, np.ones(min(len(times), 1), bool))
        kept = is_last & airborne & (self._now - times <= LONGEST_STEP_S)
        self._addresses, self._times = addresses[kept], times[kept]
        return flown_s / 3_600

    def _last_times(self, addresses: npt.NDArray[np.uint32]) -> Ints:
        """Return the time (epoch s) of each aircraft's last airborne fix, 0 if unknown, shape (n,)."""
        places, known = places_of(addresses, self._addresses)
        times = np.zeros(len(addresses), np.int64)
        times[known] = self._times[places[known]]
        return times
