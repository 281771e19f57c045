"""Distinct aircraft in 2-minute tumbling windows of `last_contact`, for the aircraft of one shard.

Only new records count, each once. Whether a record is late depends on its own poll and not on the rest of its
micro-batch, so a recording gives the same windows at any speed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from contracts.windows import ALLOWED_LATENESS_S, WINDOW_S
from ml.emitters import is_aircraft
from ml.tracks.new_fixes import address_numbers

KEPT_S = 1_800
"""How long a window's aircraft are kept after its end, by the newest poll: feeds on one topic can lag by minutes."""

_MICRO = 1_000_000

Totals = dict[str, int]
"""Of one window in one shard: `window_start` (epoch s), `flight_count`, `record_count`, `rate_count` (records with a
vertical rate) and `rate_sum` (um/s). Sums of whole numbers don't depend on their order."""


@dataclass(frozen=True)
class WindowCounts:
    """The windows that a record may still change.

    pairs: window (number since the epoch) in the upper half and address in the lower, distinct and ascending, shape
    (n,). sums: by window number, its records, those with a vertical rate, and the sum of these rates (um/s).
    """

    pairs: npt.NDArray[np.uint64]
    sums: dict[int, tuple[int, int, int]]

    @classmethod
    def none(cls) -> "WindowCounts":
        """Return the counts before any record."""
        return cls(np.empty(0, np.uint64), {})

    def with_records(self, new: pd.DataFrame, *, now: int) -> "WindowCounts":
        """Return the counts with new records, without the windows that ended more than KEPT_S before `now`.

        `new` has `icao24`, `last_contact`, `poll_time`, `vertical_rate` and `category`; vehicles and obstacles are no
        flights, but their records count. now: the newest poll, epoch s.
        """
        polls = new["poll_time"].to_numpy(np.int64)
        # A contact after its poll is a clock error.
        numbers = np.minimum(new["last_contact"].to_numpy(np.int64), polls) // WINDOW_S
        on_time = (numbers + 1) * WINDOW_S + ALLOWED_LATENESS_S > polls
        oldest = (now - KEPT_S) // WINDOW_S
        counted = on_time & (numbers >= oldest)
        numbers, rates = numbers[counted], new["vertical_rate"].to_numpy(float, na_value=np.nan)[counted]
        flies = is_aircraft(new["category"])[counted]
        addresses = address_numbers(new["icao24"][counted][flies]).astype(np.uint64)
        added = numbers[flies].astype(np.uint64) << np.uint64(32) | addresses
        kept = self.pairs[np.searchsorted(self.pairs, np.uint64(max(oldest, 0)) << np.uint64(32)) :]
        sums = {number: counts for number, counts in self.sums.items() if number >= oldest}
        for number in np.unique(numbers).tolist():
            of_window = rates[numbers == number]
            reported = of_window[~np.isnan(of_window)]
            total = int(np.rint(reported * _MICRO).astype(np.int64).sum())
            before = sums.get(number, (0, 0, 0))
            sums[number] = (before[0] + len(of_window), before[1] + len(reported), before[2] + total)
        return WindowCounts(np.union1d(kept, added), sums)

    def totals(self) -> list[Totals]:
        """Return the totals of all windows kept, oldest first."""
        numbers, counts = np.unique(self.pairs >> np.uint64(32), return_counts=True)
        flights = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
        totals = []
        for number in sorted(flights.keys() | self.sums.keys()):
            sums = zip(("record_count", "rate_count", "rate_sum"), self.sums.get(number, (0, 0, 0)), strict=True)
            totals.append({"window_start": number * WINDOW_S, "flight_count": flights.get(number, 0), **dict(sums)})
        return totals


def summed(windows: Iterable[WindowCounts]) -> dict[int, tuple[int, int, int]]:
    """Return the sums of several counts together, by window number."""
    parts = [Counter[int](), Counter[int](), Counter[int]()]
    for each in windows:
        for number, sums in each.sums.items():
            for part, value in zip(parts, sums, strict=True):
                part[number] += value
    return {number: (parts[0][number], parts[1][number], parts[2][number]) for number in parts[0]}


def window_of(totals: list[Totals]) -> dict[str, Any]:
    """Return a window from the totals of all shards: the members of `contracts.windows`, up to `avg_vertical_rate`."""
    rate_count = sum(each["rate_count"] for each in totals)
    rate_sum = sum(each["rate_sum"] for each in totals)
    start = totals[0]["window_start"]
    return {
        "window_start": start,
        "window_end": start + WINDOW_S,
        "flight_count": sum(each["flight_count"] for each in totals),
        "record_count": sum(each["record_count"] for each in totals),
        "avg_vertical_rate": round(rate_sum / rate_count / _MICRO, 4) if rate_count else None,
    }
