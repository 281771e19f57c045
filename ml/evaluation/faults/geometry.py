"""Displaced positions, for faults that move aircraft."""

import numpy as np
import numpy.typing as npt

from common.geodesy import EARTH_RADIUS_M
from ml.evaluation.flights import Rows

Floats = npt.NDArray[np.float64]


def moved(
    longitude: Floats, latitude: Floats, *, bearing: Floats | float, distance_m: Floats | float
) -> tuple[Floats, Floats]:
    """Return the places (deg) reached from each place by `distance_m` on the great circle of that bearing (deg)."""
    angle = np.asarray(distance_m, dtype=float) / EARTH_RADIUS_M
    course, lat = np.radians(bearing), np.radians(latitude)
    sine = np.sin(lat) * np.cos(angle) + np.cos(lat) * np.sin(angle) * np.cos(course)
    east = np.sin(course) * np.sin(angle) * np.cos(lat)
    turned = np.degrees(np.arctan2(east, np.cos(angle) - np.sin(lat) * sine))
    return (longitude + turned + 180) % 360 - 180, np.degrees(np.arcsin(sine.clip(-1, 1)))


def move_rows(rows: Rows, *, bearing: Floats | float, distance_m: Floats | float) -> None:
    """Move the positions of `rows` in place, as `moved` does."""
    rows["longitude"], rows["latitude"] = moved(
        rows["longitude"].to_numpy(), rows["latitude"].to_numpy(), bearing=bearing, distance_m=distance_m
    )
