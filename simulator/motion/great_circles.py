"""Great circles on a sphere, in unit vectors: no special cases at the poles or the antimeridian.

Axes are those of common/geodesy.py. Distances on a sphere of the mean radius are within 0.5 % of those on WGS 84, a
smaller difference than the wind makes to speeds.
"""

from dataclasses import dataclass

import numpy as np

from common.geodesy import EARTH_RADIUS_M
from simulator.world.arrays import Floats, Integers


def coordinates(position: Floats) -> tuple[Floats, Floats]:
    """Return latitude and longitude in degrees for unit vectors (…, 3)."""
    x, y, z = position[..., 0], position[..., 1], position[..., 2]
    return np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def east_and_north(position: Floats, direction: Floats) -> tuple[Floats, Floats]:
    """Return the eastward and northward components, each (…), of tangent vectors (…, 3)."""
    x, y, z = position[..., 0], position[..., 1], position[..., 2]
    level = np.maximum(np.hypot(x, y), 1e-12)
    east = (x * direction[..., 1] - y * direction[..., 0]) / level
    north = direction[..., 2] * level - z * (x * direction[..., 0] + y * direction[..., 1]) / level
    return east, north


def bearing_deg(east: Floats, north: Floats) -> Floats:
    """Return degrees clockwise from north, in [0, 360)."""
    return np.asarray(np.degrees(np.arctan2(east, north)) % 360.0, dtype=np.float64)


@dataclass(frozen=True)
class GreatCircles:
    """n directed great circles.

    start, ahead, left: unit vectors (n, 3) to the starting point, in the initial direction, and to the pole on the
    left; length_m: (n,).
    """

    start: Floats
    ahead: Floats
    left: Floats
    length_m: Floats

    @classmethod
    def between(cls, start: Floats, end: Floats) -> "GreatCircles":
        """Build the circles between pairs of unit vectors (n, 3), which must be neither equal nor opposite."""
        left = np.cross(start, end)
        sine = np.linalg.norm(left, axis=-1)
        left = left / sine[:, None]
        length_m = EARTH_RADIUS_M * np.arctan2(sine, np.sum(start * end, axis=-1))
        return cls(start, np.cross(left, start), left, length_m)

    def at(self, circle: Integers, along_m: Floats, left_m: Floats, slope: Floats) -> tuple[Floats, Floats]:
        """Return position and motion, both (…, 3), `along_m` from the start and `left_m` to the left of the circle.

        `slope` is d(left)/d(along). The motion is tangent to the sphere; its length is the metres flown per metre of
        `along_m`: slightly under 1 beside the circle, over 1 on a slanted path.
        """
        along, aside = along_m / EARTH_RADIUS_M, left_m / EARTH_RADIUS_M
        cos_along, sin_along = np.cos(along)[:, None], np.sin(along)[:, None]
        cos_aside, sin_aside = np.cos(aside)[:, None], np.sin(aside)[:, None]
        on_circle = cos_along * self.start[circle] + sin_along * self.ahead[circle]
        forward = cos_along * self.ahead[circle] - sin_along * self.start[circle]
        position = cos_aside * on_circle + sin_aside * self.left[circle]
        leftward = cos_aside * self.left[circle] - sin_aside * on_circle
        return position, cos_aside * forward + slope[:, None] * leftward
