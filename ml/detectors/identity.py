"""Detector of callsigns that change in flight."""

import numpy as np
import numpy.typing as npt

from common.airports import heights_over_ground
from ml.arrays import Flags, Ints
from ml.detectors.detector import Detector
from ml.tracks.motion import Rates
from ml.tracks.reported_fields import callsign_text
from ml.tracks.tracks import Extended

_LATEST_FIXES = 12
"""How many of the newest fixes are searched for the old and the new callsign: half of them may report none."""

_HELD_FIXES = 3
_HELD_S = 60
"""A callsign is held when three fixes have it, or two that are this far apart: with polls 90 s apart, two in a row."""

_LONGEST_GAP_S = 600
"""An aircraft not heard for longer may be on another flight."""

_SHORTEST_LANDING_S = 30
"""A touch-and-go: trainers leave under the callsign of their next circuit (captures over Iberia)."""

_FASTEST_CHANGE_MS = 15.0
"""Airliners descend and climb at up to this rate (OpenAP)."""


def _callsign_changed(tracks: Extended) -> Rates:
    """Return 1 where a callsign held begins to be held after another that was, in one flight, else 0.

    Fixes without a callsign count for neither. The fix that completes the change is the only one with a 1.
    """
    changed = np.zeros(len(tracks.at))
    calls, exist = tracks.last_exactly("callsign", _LATEST_FIXES)  # not as float: all 64 bits count
    newest = calls[:, -1:]
    differ = exist & (calls != 0) & (calls != newest) & (newest != 0)
    rows = np.flatnonzero(differ.any(axis=1))
    if len(rows):
        times = tracks.last("time", _LATEST_FIXES)[rows]
        old, new = _runs(calls[rows], exist[rows], differ[rows])
        held = _is_held(old, times) & _is_held(new, times)
        was_held = new.copy()
        was_held[:, -1] = False
        found = held & ~_is_held(was_held, times)
        found[found] = _in_one_flight(tracks, rows[found], old[found])
        changed[rows] = found
    return changed


def _runs(calls: npt.NDArray[np.generic], exist: Flags, differ: Flags) -> tuple[Flags, Flags]:
    """Return the fixes with the old callsign, and those with the new one since the last of them: shapes (n, k)."""
    last_other = calls.shape[1] - 1 - np.argmax(differ[:, ::-1], axis=1)
    columns = np.arange(calls.shape[1])
    old_call = np.take_along_axis(calls, last_other[:, None], axis=1)
    is_third = differ & (calls != old_call)
    since = np.where(is_third, columns, -1).max(axis=1)  # the old callsign's run begins after any third one
    known = exist & (calls != 0)
    resumed = np.where(known & (calls == calls[:, -1:]) & (columns < last_other[:, None]), columns, -1).max(axis=1)
    began = np.maximum(since, resumed)[:, None]
    old = known & (calls == old_call) & (columns > began) & (columns <= last_other[:, None])
    new = known & (columns > last_other[:, None])
    return old, new


def _is_held(run: Flags, times: Rates) -> Flags:
    """Return whether the fixes of each run are enough for a callsign to be held."""
    first = np.where(run, times, np.inf).min(axis=1)
    last = np.where(run, times, -np.inf).max(axis=1)
    count = run.sum(axis=1)
    held: Flags = (count >= _HELD_FIXES) | ((count >= 2) & (last - first >= _HELD_S))
    return held


def _in_one_flight(tracks: Extended, rows: Ints, old: Flags) -> Flags:
    """Return whether the aircraft cannot have landed since the old callsign was first heard.

    It can have during a gap long enough to descend from the height before it, touch down, and climb to the height after
    it. Heights that are not reported count as none.
    """
    columns = np.arange(old.shape[1])
    flown = columns >= np.argmax(old, axis=1)[:, None]
    on_ground = (tracks.last("on_ground", _LATEST_FIXES)[rows] != 0) & flown
    times = tracks.last("time", _LATEST_FIXES)[rows]
    altitudes, longitudes, latitudes = (
        tracks.last(name, _LATEST_FIXES)[rows] for name in ("altitude", "longitude", "latitude")
    )
    heights = np.zeros_like(times)
    heights[flown], _ = heights_over_ground(longitudes[flown], latitudes[flown], altitudes[flown])
    heights = np.nan_to_num(heights).clip(min=0)
    shortest_s = _SHORTEST_LANDING_S + (heights[:, 1:] + heights[:, :-1]) / _FASTEST_CHANGE_MS
    may_have_landed = (np.diff(times) > np.minimum(shortest_s, _LONGEST_GAP_S)) & flown[:, :-1]
    in_one: Flags = ~(on_ground.any(axis=1) | may_have_landed.any(axis=1))
    return in_one


def _callsign_words(tracks: Extended, row: int, _residual: float) -> str:
    (calls,), (exist,) = (each[[row]] for each in tracks.last_exactly("callsign", _LATEST_FIXES))
    others = calls[exist & (calls != 0) & (calls != calls[-1])]
    return f"callsign changed in flight from {callsign_text(others[-1])} to {callsign_text(calls[-1])}"


CALLSIGN_CHANGE = Detector(
    name="callsign_change",
    family="identity",
    severity="warning",
    limit=0.5,
    unit="",
    source="a callsign belongs to a flight (ICAO Annex 10); each is held for 3 fixes or 60 s, with no time to land",
    residual=_callsign_changed,
    words=_callsign_words,
)

IDENTITY = (CALLSIGN_CHANGE,)
