"""Geodesy on a sphere: accurate to half a percent, which is better than positions and limits need."""

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""

Numbers = npt.NDArray[np.float64]


def on_sphere(longitude: Numbers, latitude: Numbers) -> Numbers:
    """Return unit vectors (…, 3) for longitudes and latitudes (…) in radians.

    x points to (0° N, 0° E), y to (0° N, 90° E), z to the north pole. Vectors need no special case at the antimeridian.
    """
    flat = np.cos(latitude)
    return np.stack((flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)), axis=-1)


def arc_m(chord: Numbers) -> Numbers:
    """Return the great-circle distances (m) between unit vectors that lie these chords apart, shapes (…)."""
    return 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chord / 2, 1))


def great_circle_m(longitude: Numbers, latitude: Numbers, *, to: tuple[float, float]) -> Numbers:
    """Return distances (m) from places, shape (n,), to one place, longitude first (deg; haversine)."""
    east, north = np.radians(longitude), np.radians(latitude)
    to_east, to_north = np.radians(to)
    half = np.sin((north - to_north) / 2) ** 2 + np.cos(north) * np.cos(to_north) * np.sin((east - to_east) / 2) ** 2
    distances: Numbers = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half.clip(0, 1)))
    return distances
