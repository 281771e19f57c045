"""Values in the units the viewer chose."""

from dataclasses import dataclass

from dashboard.texts import FEET_PER_METRE, KNOTS_PER_MS, NOTHING, known

KMH_PER_MS = 3.6
FEET_PER_MINUTE_PER_MS = FEET_PER_METRE * 60


@dataclass(frozen=True)
class Units:
    """How altitudes, speeds and vertical rates are written, here and on the map; they come in metres and metres per
    second. The bands are those of distributions, in these units.
    """

    altitude_unit: str
    speed_unit: str
    climb_unit: str
    per_metre: float
    per_ms: float
    climb_per_ms: float
    climb_decimals: int
    altitude_band: float
    speed_band: float

    def altitude(self, metres: float | None) -> str:
        """`10,668 m` or `35,000 ft`."""
        return f"{metres * self.per_metre:,.0f} {self.altitude_unit}" if known(metres) else NOTHING

    def speed(self, metres_per_second: float | None) -> str:
        """`832 km/h` or `449 kt`."""
        return f"{metres_per_second * self.per_ms:,.0f} {self.speed_unit}" if known(metres_per_second) else NOTHING

    def climb(self, metres_per_second: float | None) -> str:
        """`+4.2 m/s, climbing` or `+827 ft/min, climbing`: the sign in words too."""
        if not known(metres_per_second):
            return NOTHING
        way = "climbing" if metres_per_second > 0.5 else "descending" if metres_per_second < -0.5 else "level"
        return f"{metres_per_second * self.climb_per_ms:+,.{self.climb_decimals}f} {self.climb_unit}, {way}"


METRIC = Units("m", "km/h", "m/s", 1.0, KMH_PER_MS, 1.0, 1, 500.0, 50.0)
AVIATION = Units("ft", "kt", "ft/min", FEET_PER_METRE, KNOTS_PER_MS, FEET_PER_MINUTE_PER_MS, 0, 2_000.0, 25.0)
