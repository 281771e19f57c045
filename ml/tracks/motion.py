"""How far an aircraft's fixes contradict each other: where it is against how it says it moves.

A step leads from one fix to the next. Its residuals are rates (m/s): how much faster than reported the aircraft moved
along its track, to the right of it, and upward. A position that comes late shows as a shortfall in one step and the
same excess in the next; what is wrong for long shows in every step. `persistent` tells the two apart.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from common.geodesy import EARTH_RADIUS_M
from ml.tracks.tracks import Extended

LONGEST_STEP_S = 120
"""Over longer ones too much can have happened in between."""

SLOWEST_MS = 30.0
"""Below, along and across mean little: hovering, taxiing. Who says so and yet gets further flies."""

_NO_DIRECTION_MS = 10.0
"""Below that a reported speed has no direction to measure along."""

Rates = npt.NDArray[np.float64]


def with_steps(tracks: Extended) -> Extended:
    """The tracks with the STEPS columns of the new fixes computed, NaN where they can't be known.

    dt (s) to the fix before; moved (m); along, across and climb (m/s): what remains of the displacement when the mean
    of the two reported velocities (vertical rates) is taken away, and what the difference of the two leaves open: the
    aircraft may have changed from one to the other at any time between the fixes.
    """
    dt = tracks.now("time").astype(float) - tracks.before("time")
    longitude, latitude = (np.radians(tracks.last(name, 2)) for name in ("longitude", "latitude"))
    turn = np.diff(longitude)[:, 0]
    east = ((turn + np.pi) % (2 * np.pi) - np.pi) * np.cos(latitude.mean(axis=1)) * EARTH_RADIUS_M
    north = np.diff(latitude)[:, 0] * EARTH_RADIUS_M

    velocity, track = tracks.last("velocity", 2), np.radians(tracks.last("track", 2))
    velocity_east, velocity_north = velocity * np.sin(track), velocity * np.cos(track)
    mean_east, mean_north = velocity_east.mean(axis=1), velocity_north.mean(axis=1)
    speed = np.hypot(mean_east, mean_north)
    change = np.hypot(np.diff(velocity_east)[:, 0], np.diff(velocity_north)[:, 0])

    airborne = ~(tracks.last("on_ground", 2) != 0).any(axis=1)
    judged = airborne & (dt > 0) & (dt <= LONGEST_STEP_S)
    with np.errstate(divide="ignore", invalid="ignore"):
        off_east, off_north = east / dt - mean_east, north / dt - mean_north
        share = 1 - np.minimum(1, change / 2 / np.hypot(off_east, off_north))
        along = (off_east * mean_east + off_north * mean_north) / speed * share
        across = (off_east * mean_north - off_north * mean_east) / speed * share
        climb = np.diff(tracks.last("altitude", 2))[:, 0] / dt - tracks.last("vertical_rate", 2).mean(axis=1)
    steady = np.abs(np.diff(tracks.last("vertical_rate", 2))[:, 0]) / 2
    climb = np.sign(climb) * np.maximum(0, np.abs(climb) - steady)
    moved = np.hypot(east, north)
    fast = judged & (speed >= _NO_DIRECTION_MS) & (np.fmax(speed * dt, moved) >= SLOWEST_MS * dt)
    columns = dict(tracks.columns)
    for name, values, known in (
        ("dt", dt, dt > 0),
        ("moved", moved, dt > 0),
        ("along", along, fast),
        ("across", across, fast),
        ("climb", climb, judged),
    ):
        columns[name] = columns[name].copy()
        columns[name][tracks.at] = np.where(known, values, np.nan)
    return replace(tracks, columns=columns)


def persistent(rates: Rates) -> Rates:
    """The rate that three quarters of the steps exceed, in the direction of most: shape (m, k) to (m,).

    NaN where a step is unknown; 0 where the steps do not agree on a direction. Positions that come late alternate in
    sign, and so cancel, whatever their size; what an aircraft really does wrong goes one way.
    """
    ordered = np.sort(rates, axis=1)
    count = rates.shape[1]
    low, high = ordered[:, count // 4], ordered[:, count - 1 - count // 4]
    rate = np.where(low > 0, low, np.where(high < 0, high, 0.0))
    return np.where(np.isnan(rates).any(axis=1), np.nan, rate)


def angle_between(one: Rates, other: Rates) -> Rates:
    """The smaller angle between two directions (deg)."""
    return np.abs((one - other + 180) % 360 - 180)
