"""Detectors of emergency codes: a single one is told, a held one is an emergency."""

import numpy as np

from ml.arrays import Flags
from ml.detectors.detector import Detector
from ml.tracks.motion import Rates
from ml.tracks.tracks import Extended

EMERGENCIES = {7500: "unlawful interference", 7600: "radio failure", 7700: "emergency"}

_LATEST_CODES = 12
"""How many of the newest fixes are searched for three that report a code."""

_HELD_S = 30
"""A code held this long is deliberate; three fixes with it count as much."""

_LONG_ENOUGH_S = _HELD_S - 0.5


def _is_emergency(tracks: Extended) -> Flags:
    return np.isin(tracks.newest("squawk"), list(EMERGENCIES))


def _seconds_in_emergency(tracks: Extended) -> Rates:
    """Return the seconds for which an emergency code has been held in the air.

    A single emergency code is usually garbled, and two within seconds may be. Fixes that report no code, a third or
    more of OpenSky's state vectors, neither confirm nor end the emergency; nor do fixes on the ground, where radios and
    transponders are tested.
    """
    seconds = np.zeros(len(tracks.at))
    rows = np.flatnonzero(_is_emergency(tracks) & (tracks.newest("on_ground") == 0))
    if not len(rows):
        return seconds
    squawks, times, on_ground = (tracks.last(name, _LATEST_CODES)[rows] for name in ("squawk", "time", "on_ground"))
    squawks = np.where(on_ground == 0, squawks, -1)
    reported = np.argsort(squawks >= 0, axis=1, kind="stable")[:, -3:]  # the last three reported, if there are three
    squawks, times = (np.take_along_axis(values, reported, axis=1) for values in (squawks, times))
    held_two = squawks[:, 1] == squawks[:, 2]
    held_three = held_two & (squawks[:, 0] == squawks[:, 2])
    since = np.where(held_three, times[:, 0], np.where(held_two, times[:, 1], times[:, 2]))
    held_s = times[:, 2] - since
    seconds[rows] = np.where(held_three, np.maximum(held_s, _HELD_S), held_s)
    return seconds


def _held_words(tracks: Extended, row: int, _residual: float) -> str:
    squawk = int(tracks.now("squawk")[row])
    return f"squawk {squawk:04d}: {EMERGENCIES[squawk]}"


EMERGENCY_SQUAWK = Detector(
    name="emergency_squawk",
    family="emergency",
    severity="critical",
    limit=_LONG_ENOUGH_S,
    unit="s",
    source="ICAO Doc 4444: 7500, 7600, 7700; held for 3 fixes or 30 s in the air: single codes are usually garbled",
    residual=_seconds_in_emergency,
    words=_held_words,
)


def _is_unconfirmed(tracks: Extended) -> Rates:
    """Return 1 where a fix has an emergency code that is not held yet, or is sent on the ground, else 0."""
    held: Flags = _seconds_in_emergency(tracks) > _LONG_ENOUGH_S
    return (_is_emergency(tracks) & ~held).astype(float)


def _unconfirmed_words(tracks: Extended, row: int, _residual: float) -> str:
    where = ", on the ground" if tracks.now("on_ground")[row] else ", not confirmed yet by further fixes"
    return f"{_held_words(tracks, row, _residual)}{where}"


EMERGENCY_CODE_ONCE = Detector(
    name="emergency_code_once",
    family="emergency",
    severity="info",
    limit=0.5,
    unit="",
    source="as for emergency_squawk: a code in one fix, or on the ground, is worth a look and no more",
    residual=_is_unconfirmed,
    words=_unconfirmed_words,
)

EMERGENCY = (EMERGENCY_SQUAWK, EMERGENCY_CODE_ONCE)
