"""The detector of altitudes that leave a level and come back to it, though the aircraft reports level flight."""

import numpy as np
import numpy.typing as npt

from ml.detectors.detector import Detector
from ml.tracks.motion import Rates
from ml.tracks.tracks import FIXES_KEPT, Extended

_LEVEL_MS = 0.7
"""Vertical rate (m/s) up to which an aircraft keeps its level."""

_SAME_LEVEL_M, _AWAY_M = 15.0, 30.0
"""Altitudes of one level: those it comes back to, and those it reports meanwhile."""

_FEWEST_FIXES = 2
"""A single altitude that is wrong is garbled."""


def _excursion_m(tracks: Extended) -> Rates:
    """Return how far (m) the altitude was from its level until the newest fix came back to it, else 0.

    One step away and one step back, with level flight reported at both ends of both: an aircraft that changes its level
    between two polls shows a climb at one of them or stays on the new level.
    """
    altitude, rate = tracks.last("altitude", 2), np.abs(tracks.last("vertical_rate", 2))
    returned_m: Rates = np.abs(np.diff(altitude)[:, 0])
    excursion = np.where(np.isnan(returned_m), np.nan, 0.0)
    rows = np.flatnonzero((returned_m > _AWAY_M) & (rate <= _LEVEL_MS).all(axis=1))
    if len(rows):
        left = _place_left(tracks.of_rows(rows)) >= 0
        excursion[rows[left]] = returned_m[rows[left]]
    return excursion


def _place_left(tracks: Extended) -> npt.NDArray[np.int64]:
    """Return the place of the last fix on the level, among the last FIXES_KEPT, -1 where there is none: shape (m,)."""
    altitude, rate = tracks.last("altitude", FIXES_KEPT), np.abs(tracks.last("vertical_rate", FIXES_KEPT))
    level = rate <= _LEVEL_MS
    place = np.full(len(altitude), -1)
    is_away = np.ones(len(altitude), bool)
    for back in range(FIXES_KEPT - 2, -1, -1):
        on_level = level[:, back] & (np.abs(altitude[:, back] - altitude[:, -1]) <= _SAME_LEVEL_M)
        long_enough = FIXES_KEPT - 2 - back >= _FEWEST_FIXES
        place[is_away & on_level & long_enough] = back
        is_away &= level[:, back] & (np.abs(altitude[:, back] - altitude[:, -2]) <= _AWAY_M) & ~on_level
    return place


def _words(tracks: Extended, row: int, _residual: float) -> str:
    place = int(_place_left(tracks.of_rows([row]))[0])
    altitude, time = (tracks.last(name, FIXES_KEPT)[row] for name in ("altitude", "time"))
    return (
        f"altitude was {abs(altitude[-2] - altitude[-1]):.0f} m {'above' if altitude[-2] > altitude[-1] else 'below'} "
        f"its level of {altitude[-1]:.0f} m for {time[-1] - time[place]:.0f} s, while level flight was reported"
    )


ALTITUDE_EXCURSION = Detector(
    name="altitude_excursion",
    family="altitude",
    severity="warning",
    limit=100.0,
    unit="m",
    source="a third of the 1,000 ft between flight levels, beyond what level flight and rounding show",
    residual=_excursion_m,
    words=_words,
)
