"""Scores of rows over time, and the alarms that a plain threshold on them would raise."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.alerts.book import COOLDOWN_S, RESOLVE_AFTER_S
from ml.evaluation.faults.geometry import Floats
from ml.evaluation.flights import Ints
from ml.evaluation.methods.alarms import Alarm


@dataclass(frozen=True)
class Scores:
    """Scores of aircraft at polls, by aircraft and then time: arrays of one length, without missing scores."""

    icao24: npt.NDArray[np.str_]
    poll_time: Ints
    score: Floats

    @classmethod
    def of(cls, icao24: npt.ArrayLike, poll_time: npt.ArrayLike, score: npt.ArrayLike) -> "Scores":
        """The scores in any order; rows whose score is missing (NaN) are left out."""
        address, time = np.asarray(icao24, np.str_), np.asarray(poll_time, np.int64)
        value = np.asarray(score, float)
        order = np.lexsort((time, address))
        order = order[~np.isnan(value[order])]
        return cls(address[order], time[order], value[order])

    def peak(self, addresses: frozenset[str], start: int, end: int) -> float:
        """The highest score of these aircraft at polls from [start, end] (epoch s), -inf when there is none."""
        peak = -np.inf
        for address in addresses:
            first = np.searchsorted(self.icao24, address, side="left")
            last = np.searchsorted(self.icao24, address, side="right")
            times = self.poll_time[first:last]
            begin, stop = np.searchsorted(times, [start, end + 1])
            peak = max(peak, self.score[first + begin : first + stop].max(initial=-np.inf))
        return float(peak)

    def alarms(self, threshold: float) -> list[Alarm]:
        """What a threshold raises: an alarm at the first row above it, and again after a while without one.

        The whiles are those of alerts: RESOLVE_AFTER_S until it is over, COOLDOWN_S more until the next is a new one.
        """
        above = np.flatnonzero(self.score > threshold)
        since_s = self._since_the_one_before(above)
        return [
            Alarm(int(self.poll_time[row]), str(self.icao24[row]), opened=bool(gap_s > RESOLVE_AFTER_S + COOLDOWN_S))
            for row, gap_s in zip(above, since_s, strict=True)
            if gap_s > RESOLVE_AFTER_S
        ]

    def threshold_for(self, opened: int) -> float:
        """The lowest of the scores that, as a threshold, opens at most so many alarms; infinite without scores.

        Found by bisection, as if a higher threshold never opened more: it can, by cutting one alarm in two, but seldom.
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
        since_s = self._since_the_one_before(np.flatnonzero(self.score > threshold))
        return int((since_s > RESOLVE_AFTER_S + COOLDOWN_S).sum())

    def _since_the_one_before(self, rows: npt.NDArray[np.intp]) -> Floats:
        """Seconds since the aircraft's row before among these, infinite for its first."""
        since_s = np.diff(self.poll_time[rows], prepend=0).astype(float)
        first = np.append(True, self.icao24[rows][1:] != self.icao24[rows][:-1])[: len(rows)]
        since_s[first] = np.inf
        return since_s
