"""What a step from fix to fix can tell: how late a position may be, how long a turn takes, which steps say little."""

import numpy as np
import numpy.typing as npt

from ml.tracks.motion import Rates, angle_between
from ml.tracks.tracks import Extended

POSITION_LATE_S = 12.0
"""A position may be this much older than its time claims: 1 in 1,000 of OpenSky's positions is 10 s late or early."""

SHORT_STEP_S = 20.0
"""Up to this length an airliner's path between two fixes is as good as straight."""

TURN_S_PER_MS = 1 / (9.81 * np.tan(np.radians(30)))
"""Seconds an aircraft takes to turn by one radian at 30 deg of bank, per m/s of its speed: 13 s at 75 m/s, 40 s at
225 m/s."""

HIGH_M = 6_000.0
"""Above this pressure altitude are airliners en route. Below, aircraft are led around each other on approaches, circle,
and climb in thermals."""

_FAST_MS = 100.0
"""A faster aircraft covers enough ground to tell the time by."""

_ABSENT_S = 60.0
"""An aircraft that polls lacked for longer has been out of reception."""

_STRAIGHT_DEG = 20.0
"""Between fixes above HIGH_M whose tracks differ by less, an aircraft has flown more or less straight."""


def unsure_steps(tracks: Extended, count: int) -> npt.NDArray[np.bool_]:
    """Return which of the last `count` steps say little about the motion along the track: shape (m, count).

    The first position after an absence, like the first of a track, may be older than its time claims: at the edge of
    reception a receiver's network passes on what it heard last. So the step to it, and the step after it, may be too
    short or too long.
    """
    dt = tracks.last("dt", count + 2)
    missed = np.diff(tracks.last("poll_number", count + 2), axis=1) > 1
    of_one_feed = np.diff(tracks.last("feed", count + 2), axis=1) == 0
    absent = missed & of_one_feed & (dt[:, 1:] > _ABSENT_S)
    first = np.isnan(dt[:, 1:-1])
    unsure: npt.NDArray[np.bool_] = first | absent[:, 1:] | absent[:, :-1]
    return unsure


def unknown_paths(tracks: Extended, count: int) -> npt.NDArray[np.bool_]:
    """Return in which of the last `count` steps the aircraft may have flown any path, even a circle: (m, count)."""
    dt, velocity = tracks.last("dt", count), tracks.last("velocity", count + 1)
    half_turn_s = np.pi * TURN_S_PER_MS * (velocity[:, 1:] + velocity[:, :-1]) / 2
    long = dt > np.maximum(SHORT_STEP_S, half_turn_s)
    straight = (turns(tracks, count) <= _STRAIGHT_DEG) & high(tracks, 1)[:, None]
    unknown: npt.NDArray[np.bool_] = long & ~straight
    return unknown


def late_s(tracks: Extended) -> Rates:
    """Return by how many seconds of flight each new step is too short, NaN where it tells nothing: shape (m,).

    0 where the aircraft is off its course, too: a wrong time moves it along its course alone.
    """
    speed, dt = tracks.last("velocity", 2).mean(axis=1), tracks.newest("dt")
    tells = (speed > _FAST_MS) & ~unsure_steps(tracks, 1)[:, 0] & ~unknown_paths(tracks, 1)[:, 0]
    along, across = tracks.newest("along"), tracks.newest("across")
    late = np.where(np.abs(across) * 3 < np.abs(along), -along * dt / speed, 0.0)
    return np.where(tells, late, np.nan)


def high(tracks: Extended, count: int) -> npt.NDArray[np.bool_]:
    """Return whether the aircraft was above HIGH_M at all of the last `count` fixes, shape (m,)."""
    return np.asarray((tracks.last("altitude", count) > HIGH_M).all(axis=1))


def turns(tracks: Extended, count: int) -> Rates:
    """Return the angles (deg) between the tracks at both ends of the last `count` steps: shape (m, count)."""
    track = tracks.last("track", count + 1)
    return angle_between(track[:, 1:], track[:, :-1])


def largest(values: list[Rates]) -> Rates:
    """Return the largest of several measures, shapes (m,); NaN only where all are NaN."""
    stacked = np.vstack(values)
    known = ~np.isnan(stacked).all(axis=0)
    return np.where(known, np.where(np.isnan(stacked), -np.inf, stacked).max(axis=0), np.nan)
