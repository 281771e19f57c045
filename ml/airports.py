"""Where the airports are: the nearest one to a place, and its elevation."""

from functools import cache

import airportsdata
import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from ml.geodesy import EARTH_RADIUS_M, on_sphere

FOOT_M = 0.3048


def nearest_airports(
    longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Distance (km) and elevation (m) of the airport nearest to each place (deg), shapes (n,)."""
    tree, elevations = _airports()
    chords, which = tree.query(on_sphere(np.radians(longitude), np.radians(latitude)))
    return 2 * EARTH_RADIUS_M / 1000 * np.arcsin(np.minimum(chords / 2, 1)), elevations[which]


@cache
def _airports() -> tuple[cKDTree, npt.NDArray[np.float64]]:
    places = [
        (airport["lon"], airport["lat"], airport["elevation"] * FOOT_M)
        for airport in airportsdata.load("ICAO").values()
    ]
    longitude, latitude, elevation = np.array(places).T
    return cKDTree(on_sphere(np.radians(longitude), np.radians(latitude))), elevation
