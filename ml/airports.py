"""Where the airports are: the nearest one to a place, and its elevation."""

from functools import cache

import airportsdata
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

EARTH_RADIUS_KM = 6_371.0
FOOT_M = 0.3048


def nearest_airports(
    longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Distance (km) and elevation (m) of the airport nearest to each place (deg), shapes (n,)."""
    tree, elevations = _airports()
    chords, which = tree.query(_on_sphere(longitude, latitude))
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(chords / 2, 1)), elevations[which]


@cache
def _airports() -> tuple[cKDTree, npt.NDArray[np.float64]]:
    places = [
        (airport["lon"], airport["lat"], airport["elevation"] * FOOT_M)
        for airport in airportsdata.load("ICAO").values()
    ]
    longitude, latitude, elevation = np.array(places).T
    return cKDTree(_on_sphere(longitude, latitude)), elevation


def _on_sphere(longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    east, north = np.radians(longitude), np.radians(latitude)
    return np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])
