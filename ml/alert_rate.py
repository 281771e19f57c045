"""Whether alerts keep to their budget: how many are opened per airborne hour, by the data's own clock."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ml.evaluation.measures import Rate
from ml.new_fixes import address_numbers
from ml.sliding_sums import Ints, SlidingSums

ALERT_WINDOW_S = 24 * 3_600
ALERT_BUCKET_S = 3_600

LONGEST_STEP_S = 300
"""Time between two polls of an aircraft counts as airborne up to here, as in `ml.evaluation.flights`."""


class AlertRate:
    """Alerts opened per 1,000 airborne hours of the last ALERT_WINDOW_S, against a budget."""

    def __init__(self, *, budget_per_1000_h: float) -> None:
        self._budget = budget_per_1000_h
        self._window = SlidingSums(span_s=ALERT_WINDOW_S, bucket_s=ALERT_BUCKET_S, width=2)

    def add(self, poll_time: int, airborne_hours: float, opened: int) -> None:
        """Count a poll (epoch s), or what is new of one: hours flown since the last (`AirborneHours`), alerts opened.

        What is older than the window is not counted.
        """
        self._window.advance(np.array([poll_time]))
        self._window.add(poll_time, np.array([opened, airborne_hours], float))

    def report(self) -> dict[str, Any]:
        """The rate as JSON takes it.

        interval: the exact Poisson one at 95 % (`ml.evaluation.measures`), which takes alerts as independent; it and
        per_1000_h are null without airborne hours. within_budget: null while the interval has the budget in it.
        since, until: the polls (epoch s) between which alerts were counted, null before the first.
        """
        opened, hours = self._window.totals().tolist()
        rate = Rate(int(opened), hours)
        low, high = rate.interval
        return {
            "alerts": rate.events,
            "airborne_hours": round(hours, 2),
            "per_1000_h": round(rate.per_1000_h, 2) if hours else None,
            "interval": [round(low, 2), round(high, 2)] if hours else None,
            "budget_per_1000_h": self._budget,
            "within_budget": None if low <= self._budget < high else high <= self._budget,
            "since": self._window.since,
            "until": self._window.until,
        }


class AirborneHours:
    """How long aircraft were in the air, from one poll of each to its next.

    It knows each aircraft's last airborne poll, 12 bytes each, and forgets who is not heard of for LONGEST_STEP_S. A
    restart loses one step of each aircraft.
    """

    def __init__(self) -> None:
        self._addresses = np.empty(0, np.uint32)
        self._polls = np.empty(0, np.int64)
        self._now = 0

    def __len__(self) -> int:
        return len(self._addresses)

    def add(self, icao24: "pd.Series[str]", poll_time: npt.ArrayLike, on_ground: npt.ArrayLike) -> float:
        """The hours that new fixes, shape (n,) each, add: icao24 of 6 hex digits, poll_time (epoch s), on_ground.

        A fix adds the time since the aircraft's airborne poll before it, up to LONGEST_STEP_S; one on the ground adds
        nothing, and neither does the next. Within a call any order does; a fix of an older poll than is known of its
        aircraft from calls before is passed over.
        """
        addresses, times = address_numbers(icao24), np.asarray(poll_time, np.int64)
        airborne = ~np.asarray(on_ground, bool)
        in_time = times >= self._last_polls(addresses)
        addresses = np.concatenate([self._addresses, addresses[in_time]])
        times = np.concatenate([self._polls, times[in_time]])
        airborne = np.concatenate([np.ones(len(self), bool), airborne[in_time]])

        order = np.lexsort((times, addresses))  # stable: of one poll what was known comes first
        addresses, times, airborne = addresses[order], times[order], airborne[order]
        is_same = addresses[1:] == addresses[:-1]
        steps_s = np.diff(times)
        flown_s = int(steps_s[is_same & airborne[1:] & airborne[:-1] & (steps_s <= LONGEST_STEP_S)].sum())

        self._now = int(times.max(initial=self._now))
        is_last = np.append(~is_same, np.ones(min(len(times), 1), bool))
        kept = is_last & airborne & (self._now - times <= LONGEST_STEP_S)
        self._addresses, self._polls = addresses[kept], times[kept]
        return flown_s / 3_600

    def _last_polls(self, addresses: npt.NDArray[np.uint32]) -> Ints:
        """The last airborne poll known of each aircraft, 0 where none is."""
        if not len(self):
            return np.zeros(len(addresses), np.int64)
        places = np.searchsorted(self._addresses, addresses).clip(max=len(self) - 1)
        return np.where(self._addresses[places] == addresses, self._polls[places], 0)
