"""Great circles on a sphere, in unit vectors: no special cases at the poles or the antimeridian.

Axes are Earth-centred: x to (0° N, 0° E), y to (0° N, 90° E), z to the north pole. Distances on a sphere of the mean
radius are within 0.5 % of those on WGS 84, which is less than the wind does to speeds.
"""

from dataclasses import dataclass

import numpy as np

from simulator.world.randomness import Floats, Integers

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the GRS 80 and WGS 84 ellipsoids (Moritz 1980)."""


def unit_vectors(latitude: Floats, longitude: Floats) -> Floats:
    """Positions (…, 3) of coordinates in degrees."""
    phi, lam = np.radians(latitude), np.radians(longitude)
    return np.stack((np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)), axis=-1)


def coordinates(position: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude in degrees of unit vectors (…, 3)."""
    x, y, z = position[..., 0], position[..., 1], position[..., 2]
    return np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def distances_m(a: Floats, b: Floats) -> Floats:
    """Great-circle distances between unit vectors (n, 3) and (m, 3), as (n, m).

    By the cosine, so good to some 0.1 m at 1 km: enough to choose airports by.
    """
    return np.asarray(EARTH_RADIUS_M * np.arccos(np.clip(a @ b.T, -1, 1)), dtype=np.float64)


def east_and_north(position: Floats, direction: Floats) -> tuple[Floats, Floats]:
    """The parts of tangent vectors (…, 3) toward east and north, each (…)."""
    x, y, z = position[..., 0], position[..., 1], position[..., 2]
    level = np.maximum(np.hypot(x, y), 1e-12)
    east = (x * direction[..., 1] - y * direction[..., 0]) / level
    north = direction[..., 2] * level - z * (x * direction[..., 0] + y * direction[..., 1]) / level
    return east, north


def bearing_deg(east: Floats, north: Floats) -> Floats:
    """Degrees clockwise from north, in [0, 360)."""
    return np.asarray(np.degrees(np.arctan2(east, north)) % 360.0, dtype=np.float64)


@dataclass(frozen=True)
class GreatCircles:
    """n directed great circles: where each starts, the way it sets off, and its pole to the left, all (n, 3)."""

    start: Floats
    ahead: Floats
    left: Floats
    length_m: Floats

    @classmethod
    def between(cls, start: Floats, end: Floats) -> "GreatCircles":
        """Circles from unit vectors (n, 3) to others, which are neither the same nor opposite."""
        left = np.cross(start, end)
        sine = np.linalg.norm(left, axis=-1)
        left = left / sine[:, None]
        length_m = EARTH_RADIUS_M * np.arctan2(sine, np.sum(start * end, axis=-1))
        return cls(start, np.cross(left, start), left, length_m)

    def at(self, circle: Integers, along_m: Floats, left_m: Floats, slope: Floats) -> tuple[Floats, Floats]:
        """Position and motion at `along_m` from the start, `left_m` to the left of the circle.

        `slope` is d(left)/d(along). The motion (…, 3) is tangent to the sphere and as long as the metres flown per
        metre of `along_m`: a parallel of the circle is a little shorter than the circle, a slanted path longer.
        """
        along, aside = along_m / EARTH_RADIUS_M, left_m / EARTH_RADIUS_M
        cos_along, sin_along = np.cos(along)[:, None], np.sin(along)[:, None]
        cos_aside, sin_aside = np.cos(aside)[:, None], np.sin(aside)[:, None]
        on_circle = cos_along * self.start[circle] + sin_along * self.ahead[circle]
        forward = cos_along * self.ahead[circle] - sin_along * self.start[circle]
        position = cos_aside * on_circle + sin_aside * self.left[circle]
        leftward = cos_aside * self.left[circle] - sin_aside * on_circle
        return position, cos_aside * forward + slope[:, None] * leftward
