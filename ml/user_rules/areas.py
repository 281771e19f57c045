"""Areas on the earth, and which positions are inside."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from common.geodesy import EARTH_RADIUS_M, great_circle_m
from ml.arrays import Flags, Floats

LonLat = tuple[float, float]
"""Longitude and latitude (deg), in this order."""


@dataclass(frozen=True)
class Circle:
    """Everything within a great-circle distance of a centre, also across a pole or the antimeridian."""

    centre: LonLat
    radius_km: float

    @property
    def latitudes(self) -> tuple[float, float]:
        """Its southern and northern ends (deg), or a little beyond."""
        reach = float(np.degrees(self.radius_km * 1000 / EARTH_RADIUS_M)) + 1e-6
        return self.centre[1] - reach, self.centre[1] + reach

    def contains(self, longitude: Floats, latitude: Floats) -> Flags:
        """Return whether each position (deg) is inside, shapes (n,)."""
        return self.distance_km(longitude, latitude) <= self.radius_km

    def distance_km(self, longitude: Floats, latitude: Floats) -> Floats:
        """Return the great-circle distance of each position (deg) from the centre, shapes (n,)."""
        return great_circle_m(longitude, latitude, to=self.centre) / 1000


@dataclass(frozen=True)
class Polygon:
    """An area within straight edges on the plane of longitude and latitude, edges included.

    It has no holes and encloses no pole. Longitudes continue beyond 180 across the antimeridian.

    Raises ValueError when the corners make no such area.
    """

    corners: tuple[LonLat, ...]

    def __post_init__(self) -> None:
        longitudes = [longitude for longitude, _ in self.corners]
        if any(abs(a - b) > 180 for a, b in zip(longitudes, longitudes[1:] + longitudes[:1], strict=True)):
            raise ValueError("an edge of the polygon spans over 180°; past the antimeridian write 190, not -170")
        if not self._shape.is_valid or self._shape.area == 0:
            raise ValueError(f"the corners make no area: {shapely.is_valid_reason(self._shape)}")

    @cached_property
    def _shape(self) -> shapely.Polygon:
        shape = shapely.Polygon(self.corners)
        shapely.prepare(shape)
        return shape

    @property
    def latitudes(self) -> tuple[float, float]:
        """Its southern and northern ends (deg)."""
        _, south, _, north = self._shape.bounds
        return south, north

    def contains(self, longitude: Floats, latitude: Floats) -> Flags:
        """Return whether each position (deg) is inside, shapes (n,)."""
        west = self._shape.bounds[0]
        longitude = np.where(longitude < west, longitude + 360, longitude)
        inside: Flags = shapely.intersects_xy(self._shape, longitude, latitude)
        return inside
