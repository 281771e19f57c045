"""The nearest airport to a place, and heights above ground estimated from its elevation."""

from functools import cache

import airportsdata
import numpy as np
from scipy.spatial import cKDTree

from common.geodesy import Numbers, arc_m, on_sphere

FOOT_M = 0.3048

AT_AIRPORT_KM = 10
"""Within this distance an aircraft may be on its way to or from the airport."""

HIGHEST_M = 4_500
"""No airport is this high (Daocheng Yading is at 4,411 m)."""

SAME_TERRAIN_KM = 30
"""Beyond this distance an airport's elevation says nothing about the ground: heights are then measured from sea level,
or from the airport if it lies below sea level."""


def heights_over_ground(longitude: Numbers, latitude: Numbers, altitude: Numbers) -> tuple[Numbers, Numbers]:
    """Return heights (m) above ground, estimated from the nearest airport's elevation, and the distances to it (km).

    longitude, latitude (deg), altitude (m); all shapes (n,).
    """
    distance_km, elevation_m = nearest_airports(longitude, latitude)
    ground_m = np.where(distance_km <= SAME_TERRAIN_KM, elevation_m, np.minimum(elevation_m, 0))
    return altitude - ground_m, distance_km


def nearest_airports(longitude: Numbers, latitude: Numbers) -> tuple[Numbers, Numbers]:
    """Return distance (km) and elevation (m) of the airport nearest to each place (deg), shapes (n,)."""
    tree, elevations = _airports()
    chords, which = tree.query(on_sphere(np.radians(longitude), np.radians(latitude)))
    return arc_m(chords) / 1000, elevations[which]


@cache
def _airports() -> tuple[cKDTree, Numbers]:
    places = [
        (airport["lon"], airport["lat"], airport["elevation"] * FOOT_M)
        for airport in airportsdata.load("ICAO").values()
    ]
    longitude, latitude, elevation = np.array(places).T
    return cKDTree(on_sphere(np.radians(longitude), np.radians(latitude))), elevation
