"""Steps from fix to fix, and their residuals: the aircraft's displacement against its reported velocity.

The residuals of a step are rates (m/s): how much faster than reported the aircraft moved along its track, to the right
of it, and upward. A late position shows as a shortfall in one step and the same excess in the next; a lasting fault
shows in every step. `persistent` separates the two.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from common.geodesy import EARTH_RADIUS_M
from ml.tracks.tracks import Extended

LONGEST_STEP_S = 600
"""Longer steps have no residuals: too much may have happened in between."""

SLOWEST_MS = 30.0
"""Below this speed, reported or flown (whichever is higher), along and across mean little: hovering, taxiing."""

_NO_DIRECTION_MS = 10.0
"""A slower reported speed has no direction to measure along."""

Rates = npt.NDArray[np.float64]
Velocities = npt.NDArray[np.complex128]


def with_steps(tracks: Extended) -> Extended:
    """Return the tracks with the STEPS columns of the new fixes filled in, NaN where they cannot be known.

    dt (s) since the fix before; moved (m); along, across, climb (m/s): the rate of displacement minus the mean of the
    two reported velocities (vertical rates), and minus what their difference leaves open (`_unexplained`).
    """
    dt = tracks.now("time").astype(float) - tracks.before("time")
    displacement = displacements(tracks, 1)[:, 0]
    velocities = tracks.last("velocity", 2) * np.exp(1j * np.radians(90 - tracks.last("track", 2)))  # east + i·north
    before, after = velocities.T
    mean = (before + after) / 2
    speed = np.abs(mean)

    airborne = ~(tracks.last("on_ground", 2) != 0).any(axis=1)
    judged = airborne & (dt > 0) & (dt <= LONGEST_STEP_S)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = _unexplained(displacement / dt - mean, before, after) * mean.conj() / speed
        along, across = off.real, -off.imag
        climb = np.diff(tracks.last("altitude", 2))[:, 0] / dt - tracks.last("vertical_rate", 2).mean(axis=1)
    steady = np.abs(np.diff(tracks.last("vertical_rate", 2))[:, 0]) / 2
    climb = _beyond(climb, steady)
    moved = np.abs(displacement)
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


def _unexplained(off: Velocities, before: Velocities, after: Velocities) -> Velocities:
    """Return what is left of a mean velocity's difference from (before + after) / 2: shapes (m,), east + i·north (m/s).

    The aircraft may have changed from one velocity to the other at any time between the fixes. That explains up to half
    of the change, in its direction; and square to it, how far the arc from one to the other bulges from the chord.
    """
    change = after - before
    size = np.abs(change)
    direction = np.where(size > 0, change / size, 1)
    turned = off * direction.conj()
    bulge = (np.abs(before) + np.abs(after) - np.abs(before + after)) / 2
    left = _beyond(turned.real, size / 2) + 1j * _beyond(turned.imag, bulge)
    return np.asarray(left * direction)


def _beyond(values: Rates, limits: Rates) -> Rates:
    """Return by how much values exceed limits in magnitude, with their sign: shapes (m,)."""
    beyond: Rates = np.sign(values) * np.maximum(0, np.abs(values) - limits)
    return beyond


def displacements(tracks: Extended, count: int) -> Velocities:
    """Return the last `count` steps as east + i·north (m), NaN where unknown: shape (m, count)."""
    longitude, latitude = (np.radians(tracks.last(name, count + 1)) for name in ("longitude", "latitude"))
    turn = (np.diff(longitude) + np.pi) % (2 * np.pi) - np.pi
    east = turn * np.cos((latitude[:, 1:] + latitude[:, :-1]) / 2) * EARTH_RADIUS_M
    return east + 1j * np.diff(latitude) * EARTH_RADIUS_M


def persistent(rates: Rates) -> Rates:
    """Return the rate that three quarters of the steps exceed in one direction: shape (m, k) to (m,).

    NaN where a step is unknown; 0 where the steps do not agree on a direction. Late positions alternate in sign and
    so cancel, whatever their size; a real fault keeps its direction.
    """
    ordered = np.sort(rates, axis=1)
    count = rates.shape[1]
    low, high = ordered[:, count // 4], ordered[:, count - 1 - count // 4]
    rate = np.where(low > 0, low, np.where(high < 0, high, 0.0))
    return np.where(np.isnan(rates).any(axis=1), np.nan, rate)


def angle_between(one: Rates, other: Rates) -> Rates:
    """Return the smaller angle between two directions (deg), shapes (n,)."""
    return np.abs((one - other + 180) % 360 - 180)
