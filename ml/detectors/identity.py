"""Detectors for the codes that identify an aircraft: emergency squawks, callsigns that change in flight."""

import numpy as np

from ml.detectors.detector import Detector
from ml.tracks.motion import Rates
from ml.tracks.reported_fields import callsign_text
from ml.tracks.tracks import Extended

_EMERGENCIES = {7500: "unlawful interference", 7600: "radio failure", 7700: "emergency"}

_LATEST_CODES = 12
"""How many of the newest fixes are searched for three that report a code."""

_HELD_S = 30
"""A code held this long is deliberate; three fixes with it count as much."""


def _seconds_in_emergency(tracks: Extended) -> Rates:
    """Return the seconds for which an emergency code has been held.

    A single emergency code is usually garbled, and two in a row may be. Fixes that report no code, a third or more of
    OpenSky's state vectors, neither confirm nor end the emergency.
    """
    seconds = np.zeros(len(tracks.at))
    rows = np.flatnonzero(np.isin(tracks.newest("squawk"), list(_EMERGENCIES)))
    if not len(rows):
        return seconds
    squawks, times = (tracks.last(name, _LATEST_CODES)[rows] for name in ("squawk", "time"))
    reported = np.argsort(squawks >= 0, axis=1, kind="stable")[:, -3:]  # the last three reported, if there are three
    squawks, times = (np.take_along_axis(values, reported, axis=1) for values in (squawks, times))
    held_two = squawks[:, 1] == squawks[:, 2]
    held_three = held_two & (squawks[:, 0] == squawks[:, 2])
    since = np.where(held_three, times[:, 0], np.where(held_two, times[:, 1], times[:, 2]))
    held_s = times[:, 2] - since
    seconds[rows] = np.where(held_three, np.maximum(held_s, _HELD_S), held_s)
    return seconds


def _emergency_words(tracks: Extended, row: int, _residual: float) -> str:
    squawk = int(tracks.now("squawk")[row])
    return f"squawk {squawk:04d}: {_EMERGENCIES[squawk]}"


EMERGENCY_SQUAWK = Detector(
    name="emergency_squawk",
    family="emergency",
    severity="critical",
    limit=_HELD_S - 0.5,
    unit="s",
    source="ICAO Doc 4444: 7500, 7600, 7700; held for 3 fixes or 30 s, since single codes are usually garbled",
    residual=_seconds_in_emergency,
    words=_emergency_words,
)


def _callsign_changed(tracks: Extended) -> Rates:
    """Return 1 where a callsign held for 3 fixes follows another held for 3 in one flight, else 0."""
    calls, known = tracks.last_exactly("callsign", 6)  # not as float: all 64 bits count
    old, new = calls[:, :3], calls[:, 3:]
    held = (old == old[:, :1]).all(axis=1) & (new == new[:, :1]).all(axis=1)
    changed = held & (old[:, 0] != new[:, 0]) & (old[:, 0] != 0) & (new[:, 0] != 0)
    flying = known.all(axis=1) & ~(tracks.last("on_ground", 6) != 0).any(axis=1)
    return np.where(flying, changed.astype(float), np.nan)


def _callsign_words(tracks: Extended, row: int, _residual: float) -> str:
    old, new = (callsign_text(tracks.columns["callsign"][tracks.at[row] - back]) for back in (3, 0))
    return f"callsign changed in flight from {old} to {new}"


CALLSIGN_CHANGE = Detector(
    name="callsign_change",
    family="identity",
    severity="warning",
    limit=0.5,
    unit="",
    source="a callsign belongs to a flight (ICAO Annex 10)",
    residual=_callsign_changed,
    words=_callsign_words,
)

IDENTITY = (EMERGENCY_SQUAWK, CALLSIGN_CHANGE)
