"""Run the detectors, uncalibrated, over polls at each pace, and record how far their residuals exceed their limits."""

from collections import defaultdict

import numpy as np

from ml.arrays import Ints
from ml.calibration.exceedances import Exceedances, exceedance_counts
from ml.calibration.honest_errors import ErrorCounts
from ml.calibration.limit_factors import RATIOS, HonestErrors, nearest_places
from ml.calibration.wrong_clocks import clock_was_off
from ml.detectors.detection import extend_tracks, ratios
from ml.detectors.detectors import DETECTORS
from ml.emitters import is_aircraft
from ml.polls import AnswerCount
from ml.rates.airborne_hours import AirborneHours
from ml.scorer import new_states
from ml.sources.clocks import SourceClocks
from ml.thinning import interval_s, paces_from, poll_times_at
from ml.tracks.new_fixes import LastFixes, address_numbers
from ml.tracks.tracks import Tracks
from opensky.answers import Poll

FAMILIES = tuple(dict.fromkeys(detector.family for detector in DETECTORS if detector.severity != "info"))
"""Families whose alerts count against the budget. Severity info raises no false alarm: circling or bad reception is no
reason to widen limits."""


class AtPace:
    """The detectors' measurements of polls at one pace, given in order and in any number of parts.

    What a wrong clock of the source explains (`ml.sources.clocks`) raises no alert and is left out. Memory grows with
    the number of fixes beyond a limit, not with the number of polls.
    """

    def __init__(self, place: int, paces: tuple[int, ...]) -> None:
        self._paces = paces
        self.fixes: Ints = np.zeros(len(paces), np.int64)
        self.aircraft: set[int] = set()
        self.airborne_hours = 0.0
        self.errors = ErrorCounts.none(place, paces)
        self._airborne = AirborneHours()
        self._known = LastFixes.none()
        self._answers = AnswerCount()
        self._tracks = Tracks.none()
        self._clocks = SourceClocks()
        self.counts: dict[str, Ints] = {
            detector.name: np.zeros((len(paces), len(RATIOS)), np.int64) for detector in DETECTORS
        }
        self._beyond: dict[str, list[Exceedances]] = defaultdict(list)

    def add(self, polls: list[Poll]) -> None:
        """Take the next polls."""
        new, self._known, _ = new_states(polls, self._known, self._answers)
        stays_down = new["on_ground"].to_numpy(bool) | ~is_aircraft(new["category"])
        self.airborne_hours += self._airborne.add(new["icao24"], new["time_position"], stays_down)
        rows, extended = extend_tracks(new, self._tracks)
        self._tracks = extended.kept(now=polls[-1].time)
        clock_off = clock_was_off(self._clocks, polls, new["place"].to_numpy(np.int64)[rows], extended)
        self.errors.add(new.iloc[rows], extended, counted=~clock_off)
        places = nearest_places(extended.newest("dt"), self._paces)
        self.fixes += np.bincount(places, minlength=len(self._paces))
        addresses, poll_times = address_numbers(new["icao24"])[rows], new["poll_time"].to_numpy(np.int64)[rows]
        self.aircraft.update(addresses.tolist())
        of_detector = ratios(extended)
        for detector in DETECTORS:
            if detector.needs_clock:
                of_detector[detector.name] = np.where(clock_off, np.nan, of_detector[detector.name])
        for name, of_fixes in of_detector.items():
            self.counts[name] += exceedance_counts(of_fixes, places, paces=len(self._paces))
        for family in FAMILIES:
            of_family = [of_detector[detector.name] for detector in DETECTORS if detector.family == family]
            # Rounded up to thousandths, so that the factor written to the file is exactly the one solved for.
            largest = np.ceil(np.fmax.reduce(of_family) * 1_000) / 1_000
            self._beyond[family].append(Exceedances(addresses, poll_times, largest, places).above(1))

    def exceedances(self, family: str) -> Exceedances:
        """Return the fixes at which a detector of the family was beyond its limit; ratios rounded up to thousandths."""
        parts = self._beyond[family]
        return Exceedances(
            np.concatenate([np.empty(0, np.uint32), *(part.addresses for part in parts)]),
            np.concatenate([np.empty(0, np.int64), *(part.poll_times for part in parts)]),
            np.concatenate([np.empty(0), *(part.ratios for part in parts)]),
            np.concatenate([np.empty(0, np.int64), *(part.places for part in parts)]),
        )


class Measurements:
    """The measurements of the same traffic at all paces that its polls can be thinned to.

    poll_times: of all polls to come, epoch s, ascending, shape (n,).
    """

    def __init__(self, poll_times: Ints) -> None:
        self.poll_times = poll_times
        self.paces = paces_from(interval_s(poll_times))
        self.at_paces = [AtPace(place, self.paces) for place in range(len(self.paces))]
        self._polled = [frozenset(poll_times_at(poll_times, pace).tolist()) for pace in self.paces]

    def add(self, polls: list[Poll]) -> None:
        """Take the next polls, in order and in any number of parts."""
        for at_pace, polled in zip(self.at_paces, self._polled, strict=True):
            if some := [poll for poll in polls if poll.time in polled]:
                at_pace.add(some)

    @property
    def airborne_hours(self) -> float:
        """Hours flown, as seen by polls at the fastest pace; 0 without a pace."""
        return self.at_paces[0].airborne_hours if self.at_paces else 0.0

    @property
    def aircraft(self) -> int:
        """How many aircraft the polls at the fastest pace hold."""
        return len(self.at_paces[0].aircraft)

    def fixes(self) -> tuple[int, ...]:
        """Return how many fixes came after steps nearest to each pace, in the polls of all paces."""
        in_all: Ints = np.sum([at_pace.fixes for at_pace in self.at_paces], axis=0)
        return tuple(in_all.tolist())

    def counts(self) -> dict[str, tuple[tuple[int, ...], ...]]:
        """Return, by detector and pace, how many of `fixes` were at or above each of RATIOS, without the last zeros."""
        by_detector = {}
        for detector in DETECTORS:
            in_all: Ints = np.sum([at_pace.counts[detector.name] for at_pace in self.at_paces], axis=0)
            by_detector[detector.name] = tuple(tuple(row[row > 0].tolist()) for row in in_all)
        return by_detector

    def errors(self) -> tuple[HonestErrors, ...]:
        """Return the errors of the steps by pace and phase."""
        return tuple(errors for at_pace in self.at_paces for errors in at_pace.errors.errors())
