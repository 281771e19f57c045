"""Scores of rows over time, and the alarms that a threshold on them raises."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.alerts.book import COOLDOWN_S, RESOLVE_AFTER_S
from ml.evaluation.faults.geometry import Floats
from ml.evaluation.flights import Ints
from ml.evaluation.methods.alarms import Alarm


@dataclass(frozen=True)
class Scores:
    """Scores of aircraft at polls, sorted by aircraft and then time: arrays of one length, without missing scores."""

    icao24: npt.NDArray[np.str_]
    poll_time: Ints
    score: Floats

    @classmethod
    def of(cls, icao24: npt.ArrayLike, poll_time: npt.ArrayLike, score: npt.ArrayLike) -> "Scores":
        """Sort scores given in any order; leave out rows without a score (NaN)."""
        address, time = np.asarray(icao24, np.str_), np.asarray(poll_time, np.int64)
        value = np.asarray(score, float)
        order = np.lexsort((time, address))
        order = order[~np.isnan(value[order])]
        return cls(address[order], time[order], value[order])

    def peak(self, addresses: frozenset[str], start: int, end: int) -> float:
        """Return the highest score of these aircraft at polls in [start, end] (epoch s), -inf without a score."""
        peak = -np.inf
        for address in addresses:
            first = np.searchsorted(self.icao24, address, side="left")
            last = np.searchsorted(self.icao24, address, side="right")
            times = self.poll_time[first:last]
            begin, stop = np.searchsorted(times, [start, end + 1])
            peak = max(peak, self.score[first + begin : first + stop].max(initial=-np.inf))
        return float(peak)

    def alarms(self, threshold: float) -> list[Alarm]:
        """Return the alarms of a threshold: one at the first row above it, and one more after each pause.

        Pauses are as for alerts: after RESOLVE_AFTER_S the alarm is over, after COOLDOWN_S more the next one is new.
        """
        above = np.flatnonzero(self.score > threshold)
        pauses_s = self._pauses_s(above)
        return [
            Alarm(int(self.poll_time[row]), str(self.icao24[row]), opened=bool(pause_s > RESOLVE_AFTER_S + COOLDOWN_S))
            for row, pause_s in zip(above, pauses_s, strict=True)
            if pause_s > RESOLVE_AFTER_S
        ]

    def threshold_for(self, opened: int) -> float:
        """Return the lowest score that, as a threshold, opens at most `opened` alarms; infinite without scores.

        Bisection assumes that a higher threshold never opens more alarms. It can, by cutting one in two, but rarely.
        """
        if not len(self.score):
            return np.inf
        candidates = np.unique(self.score)
        low, high = 0, len(candidates) - 1
        while low < high:
            middle = (low + high) // 2
            if self._opened(candidates[middle]) <= opened:
                high = middle
            else:
                low = middle + 1
        return float(candidates[high])

    def _opened(self, threshold: float) -> int:
        pauses_s = self._pauses_s(np.flatnonzero(self.score > threshold))
        return int((pauses_s > RESOLVE_AFTER_S + COOLDOWN_S).sum())

    def _pauses_s(self, rows: npt.NDArray[np.intp]) -> Floats:
        """Return the seconds since the same aircraft's previous row among these, infinite for its first."""
        pauses_s = np.diff(self.poll_time[rows], prepend=0).astype(float)
        first = np.append(True, self.icao24[rows][1:] != self.icao24[rows][:-1])[: len(rows)]
        pauses_s[first] = np.inf
        return pauses_s
