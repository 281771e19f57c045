"""Places reached from others, for faults that move aircraft."""

import numpy as np
import numpy.typing as npt

from common.geodesy import EARTH_RADIUS_M

Floats = npt.NDArray[np.float64]


def moved(
    longitude: Floats, latitude: Floats, *, bearing: Floats | float, distance_m: Floats | float
) -> tuple[Floats, Floats]:
    """The places (deg) reached from each place by going `distance_m` along the great circle of that bearing (deg)."""
    angle = np.asarray(distance_m, dtype=float) / EARTH_RADIUS_M
    course, lat = np.radians(bearing), np.radians(latitude)
    sine = np.sin(lat) * np.cos(angle) + np.cos(lat) * np.sin(angle) * np.cos(course)
    east = np.sin(course) * np.sin(angle) * np.cos(lat)
    turned = np.degrees(np.arctan2(east, np.cos(angle) - np.sin(lat) * sine))
    return (longitude + turned + 180) % 360 - 180, np.degrees(np.arcsin(sine.clip(-1, 1)))
