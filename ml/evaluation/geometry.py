"""Places and distances on a sphere, for faults that move aircraft and for keeping them apart."""

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_M = 6_371_000.0

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


def distance_m(longitude: Floats, latitude: Floats, *, to: tuple[float, float]) -> Floats:
    """Great-circle distances (m) from each place to one place, longitude first (deg; haversine)."""
    lon, lat = np.radians(longitude), np.radians(latitude)
    to_lon, to_lat = np.radians(to)
    half = np.sin((lat - to_lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((lon - to_lon) / 2) ** 2
    distances: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half.clip(0, 1)))
    return distances
