"""Rules about an area: a polygon or a circle, optionally between two altitudes."""

from functools import cached_property
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from ml.arrays import Flags
from ml.user_rules.areas import Circle, Polygon
from ml.user_rules.fixes import Fix, FixColumns
from ml.user_rules.rule import Number, Reason, RuleBase

_Longitude = Annotated[Number, Field(ge=-180, le=360)]
_Latitude = Annotated[Number, Field(ge=-90, le=90)]
_Point = tuple[_Longitude, _Latitude]


class Geofence(RuleBase):
    """Holds for every fix inside the area or on its edge, so an alert lasts as long as the aircraft is inside.

    With an altitude limit (m, included), only airborne fixes with a known altitude count; without one, aircraft on the
    ground count too. `ml.user_rules.areas` defines polygons and circles.
    """

    kind: Literal["geofence"]
    polygon: Annotated[tuple[_Point, ...], Field(min_length=3, max_length=1_000)] | None = None
    centre: _Point | None = None
    radius_km: Annotated[Number, Field(gt=0, le=20_000)] | None = None
    min_altitude_m: Number | None = None
    max_altitude_m: Number | None = None

    @model_validator(mode="after")
    def _is_an_area(self) -> Self:
        low, high = self.min_altitude_m, self.max_altitude_m
        if low is not None and high is not None and low >= high:
            raise ValueError("min_altitude_m has to be below max_altitude_m")
        _ = self.area
        return self

    @cached_property
    def area(self) -> Polygon | Circle:
        """The area. Raises ValueError when the fields describe none."""
        if self.polygon and self.centre is None and self.radius_km is None:
            return Polygon(self.polygon)
        if self.polygon is None and self.centre and self.radius_km:
            return Circle(self.centre, self.radius_km)
        raise ValueError("the area is either `polygon`, or `centre` with `radius_km`")

    def matches(self, fixes: FixColumns) -> Flags:
        south, north = self.area.latitudes
        possible: Flags = (fixes.latitude >= south) & (fixes.latitude <= north)
        if self.min_altitude_m is not None:
            possible &= fixes.airborne & (fixes.altitude >= self.min_altitude_m)
        if self.max_altitude_m is not None:
            possible &= fixes.airborne & (fixes.altitude <= self.max_altitude_m)
        candidates = np.flatnonzero(possible)
        matches = np.zeros(len(possible), bool)
        matches[candidates] = self.area.contains(fixes.longitude[candidates], fixes.latitude[candidates])
        return matches

    def explain(self, fix: Fix) -> Reason:
        if isinstance(self.area, Polygon):
            return Reason(f"in the area, at {fix.place}")
        distance = float(self.area.distance_km(np.array([fix.longitude]), np.array([fix.latitude]))[0])
        radius = self.area.radius_km
        text = f"{distance:.1f} km from the centre of the area of {radius:g} km, at {fix.place}"
        return Reason(text, round(distance, 3), radius, "km")
