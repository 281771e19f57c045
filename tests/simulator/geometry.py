"""Distances by a formula that the simulator does not use."""

import numpy as np

from common.geodesy import EARTH_RADIUS_M


def haversine_m(lat1, lon1, lat2, lon2):
    """Return the great-circle distance (m) between coordinates in degrees, numbers or arrays."""
    lat1, lon1, lat2, lon2 = (np.radians(value) for value in (lat1, lon1, lat2, lon2))
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half))
