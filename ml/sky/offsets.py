"""Where aircraft are at one moment, and how far apart.

Offsets are complex numbers in metres, north + i·east, so that multiplication can rotate them.
"""

import numpy as np
import numpy.typing as npt

from common.geodesy import EARTH_RADIUS_M
from ml.arrays import Floats, Ints, Records

Offsets = npt.NDArray[np.complex128]
Places = tuple[Floats, Floats]
"""Latitudes and longitudes (rad), shapes (n,)."""


def places_at(fixes: Records, age_s: Ints) -> Places:
    """Return the places of aircraft whose fixes are `age_s` old, if they fly straight on.

    fixes: rows of `ml.sky.aircraft.AIRCRAFT` with speed and track.
    """
    track = np.radians(fixes["track"].astype(float))
    flown = fixes["velocity"].astype(float) * age_s / EARTH_RADIUS_M
    north = np.radians(fixes["latitude"].astype(float)) + flown * np.cos(track)
    east = np.radians(fixes["longitude"].astype(float)) + flown * np.sin(track) / np.maximum(np.cos(north), 1e-3)
    return north, east


def offsets_m(places: Places, others: Places) -> Offsets:
    """Return the offset (m) of each of the others from the place in the same position, shape (n,)."""
    (north, east), (other_north, other_east) = places, others
    turn = (other_east - east + np.pi) % (2 * np.pi) - np.pi
    d_east = turn * np.cos((north + other_north) / 2)
    offsets = np.empty(len(north), np.complex128)
    offsets.real, offsets.imag = (other_north - north) * EARTH_RADIUS_M, d_east * EARTH_RADIUS_M
    return offsets


def direction(track: Floats) -> Offsets:
    """Return the unit vector of each track (rad)."""
    directions: Offsets = np.exp(1j * track)
    return directions


def moved_m(now: Offsets, before: Offsets, *, towards: Offsets, towards_before: Offsets) -> tuple[Offsets, Offsets]:
    """Return how far (m) offsets have moved: real along the track, imaginary to the right of it.

    An offset may be fixed relative to north (a path copied with a constant shift) or relative to the direction of
    flight (a formation, or a path copied to one side): the first result holds for the one, the second for the other.
    towards, towards_before: `direction` of flight now and then.
    """
    return (now - before) / towards, now / towards - before / towards_before
