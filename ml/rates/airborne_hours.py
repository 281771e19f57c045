"""How long aircraft are in the air, counted as their fixes come."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.rates.sliding_sums import Ints
from ml.tracks.new_fixes import address_numbers, places_of

LONGEST_STEP_S = 300
"""Time between two fixes counts as flown up to here: no detector judges motion across a longer gap."""


class AirborneHours:
    """How long aircraft were in the air, from one fix of each to its next.

    It knows each aircraft's last airborne fix, 12 bytes each, and forgets who is not heard of for LONGEST_STEP_S. A
    restart loses one step of each aircraft.
    """

    def __init__(self) -> None:
        self._addresses = np.empty(0, np.uint32)
        self._times = np.empty(0, np.int64)
        self._now = 0

    def __len__(self) -> int:
        return len(self._addresses)

    def add(self, icao24: "pd.Series[str]", times: npt.ArrayLike, on_ground: npt.ArrayLike) -> float:
        """The hours that new fixes, shape (n,) each, add: icao24 of 6 hex digits, times (epoch s), on_ground.

        A fix adds the time since the aircraft's airborne fix before it, up to LONGEST_STEP_S; one on the ground adds
        nothing, and neither does the next. Within a call any order does; a fix older than is known of its aircraft from
        calls before is passed over.
        """
        addresses, times = address_numbers(icao24), np.asarray(times, np.int64)
        airborne = ~np.asarray(on_ground, bool)
        in_time = times >= self._last_times(addresses)
        addresses = np.concatenate([self._addresses, addresses[in_time]])
        times = np.concatenate([self._times, times[in_time]])
        airborne = np.concatenate([np.ones(len(self), bool), airborne[in_time]])

        order = np.lexsort((times, addresses))  # stable: of one time what was known comes first
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
        """The last airborne fix known of each aircraft, 0 where none is."""
        places, known = places_of(addresses, self._addresses)
        times = np.zeros(len(addresses), np.int64)
        times[known] = self._times[places[known]]
        return times
