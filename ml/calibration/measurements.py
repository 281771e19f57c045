"""Run the detectors, uncalibrated, over polls, and record how far their residuals exceed their limits."""

from collections import defaultdict

import numpy as np

from ml.calibration.exceedances import Exceedances, exceedance_counts
from ml.calibration.limit_factors import RATIOS
from ml.detectors.detection import extend_tracks, ratios
from ml.detectors.detectors import DETECTORS
from ml.emitters import is_aircraft
from ml.polls import AnswerCount
from ml.rates.airborne_hours import AirborneHours
from ml.scorer import new_states
from ml.tracks.new_fixes import LastFixes, address_numbers
from ml.tracks.tracks import Tracks
from opensky.answers import Poll

FAMILIES = tuple(dict.fromkeys(detector.family for detector in DETECTORS if detector.severity != "info"))
"""Families whose alerts count against the budget. Severity info raises no false alarm: circling or bad reception is no
reason to widen limits."""


class Measurements:
    """The detectors' measurements of polls, given in order and in any number of parts.

    Memory grows with the number of fixes beyond a limit, not with the number of polls.
    """

    def __init__(self) -> None:
        self.fixes = 0
        self.aircraft: set[int] = set()
        self.first_poll = self.last_poll = 0
        self.airborne_hours = 0.0
        self._airborne = AirborneHours()
        self._known = LastFixes.none()
        self._answers = AnswerCount()
        self._tracks = Tracks.none()
        self._counts = {detector.name: np.zeros(len(RATIOS), np.int64) for detector in DETECTORS}
        self._beyond: dict[str, list[Exceedances]] = defaultdict(list)

    def add(self, polls: list[Poll]) -> None:
        """Take the next polls."""
        self.first_poll = self.first_poll or polls[0].time
        self.last_poll = polls[-1].time
        new, self._known, _ = new_states(polls, self._known, self._answers)
        if new.empty:
            return
        stays_down = new["on_ground"].to_numpy(bool) | ~is_aircraft(new["category"])
        self.airborne_hours += self._airborne.add(new["icao24"], new["time_position"], stays_down)
        rows, extended = extend_tracks(new, self._tracks)
        of_detector = ratios(extended)
        self._tracks = extended.kept(now=int(new["poll_time"].max()))
        self.fixes += len(rows)
        addresses, poll_times = address_numbers(new["icao24"])[rows], new["poll_time"].to_numpy(np.int64)[rows]
        self.aircraft.update(addresses.tolist())
        for name, of_fixes in of_detector.items():
            self._counts[name] += exceedance_counts(of_fixes)
        for family in FAMILIES:
            of_family = [of_detector[detector.name] for detector in DETECTORS if detector.family == family]
            # Rounded up to thousandths, so that the factor written to the file is exactly the one solved for.
            largest = np.ceil(np.fmax.reduce(of_family) * 1_000) / 1_000
            self._beyond[family].append(Exceedances(addresses, poll_times, largest).above(1))

    def exceedances(self, family: str) -> Exceedances:
        """Return the fixes at which a detector of the family was beyond its limit; ratios rounded up to thousandths."""
        parts = self._beyond[family]
        return Exceedances(
            np.concatenate([np.empty(0, np.uint32), *(part.addresses for part in parts)]),
            np.concatenate([np.empty(0, np.int64), *(part.poll_times for part in parts)]),
            np.concatenate([np.empty(0), *(part.ratios for part in parts)]),
        )

    def counts(self) -> dict[str, tuple[int, ...]]:
        """Return, by detector, how many fixes were at or above each of RATIOS."""
        return {name: tuple(counts.tolist()) for name, counts in self._counts.items()}
