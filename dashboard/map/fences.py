"""The geofences of the user's rules as GeoJSON for the map."""

from typing import Any

import numpy as np

from common.geodesy import EARTH_RADIUS_M
from ml.user_rules.areas import Circle
from ml.user_rules.geofence import Geofence
from ml.user_rules.rules import UserRules

_CORNERS = 72


def fence_shapes(rules: UserRules) -> list[dict[str, Any]]:
    """Return a GeoJSON feature per geofence with the rule's name; a circle becomes a polygon on the sphere."""
    fences = [rule for rule in rules.rules if isinstance(rule, Geofence)]
    return [_feature(fence) for fence in fences]


def _feature(fence: Geofence) -> dict[str, Any]:
    area = fence.area
    corners = _ring(area) if isinstance(area, Circle) else [list(corner) for corner in area.corners]
    geometry = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
    return {"type": "Feature", "properties": {"name": fence.name}, "geometry": geometry}


def _ring(circle: Circle) -> list[list[float]]:
    longitude, latitude = np.radians(circle.centre)
    reach = circle.radius_km * 1_000 / EARTH_RADIUS_M
    bearings = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    north = np.arcsin(np.sin(latitude) * np.cos(reach) + np.cos(latitude) * np.sin(reach) * np.cos(bearings))
    east = longitude + np.arctan2(
        np.sin(bearings) * np.sin(reach) * np.cos(latitude), np.cos(reach) - np.sin(latitude) * np.sin(north)
    )
    corners: list[list[float]] = np.column_stack([np.degrees(east), np.degrees(north)]).round(5).tolist()
    return corners
